-- Who is asked whether they may be named in a check-in, and who has agreed.
create table companions (
  post_id bigint not null,
  account_id bigint not null,
  author_id bigint not null,
  state text not null,
  asked_at timestamptz not null,
  primary key (post_id, account_id)
);
create index companions_account on companions (account_id, post_id);

-- Those who have agreed, as the place line names them.
alter table checkins add column companions jsonb not null default '[]';
