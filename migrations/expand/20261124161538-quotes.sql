-- Who may quote a post: a bit for each group, the automatically approved above those asked for approval (quote-policy.ts).
alter table posts add column quote_policy int not null default 0;
alter table post_counters add column quotes int not null default 0;
alter table users add column default_quote_policy text not null default 'public';

create table quotes (
  -- the post that quotes
  post_id         bigint      primary key,
  account_id      bigint      not null,
  local           boolean     not null,
  -- what it quotes; null while it is not known here
  quoted_id       bigint,
  quoted_account_id bigint,
  quoted_uri      text,
  -- pending, accepted, rejected, revoked
  state           text        not null,
  -- named only in the manner of Misskey, which asks nobody
  legacy          boolean     not null default false,
  -- names our own QuoteAuthorization, given when somebody here was quoted
  stamp_id        bigint,
  -- the QuoteAuthorization of another server
  approval_uri    text,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now()
);
create index quotes_quoted on quotes (quoted_id, post_id) where quoted_id is not null;
create index quotes_stamp on quotes (stamp_id) where stamp_id is not null;
create index quotes_approval on quotes (approval_uri) where approval_uri is not null;
