-- Whether somebody has shown that the e-mail address is theirs. Everybody who is here already counts as confirmed, and so
-- does whom a process of before this change lets in.
alter table users add column email_confirmed_at timestamptz default now();

-- What was sent by e-mail and may be used once: only the SHA-256 of it.
create table email_tokens (
  token_hash bytea primary key,
  account_id bigint not null,
  purpose text not null,
  -- A link counts for the address that it went to.
  email text not null,
  expires_at timestamptz not null
);
create index email_tokens_account on email_tokens (account_id, purpose);

-- Browsers that somebody signed in with lately, so that a new one is told of: only the SHA-256 of what they say of themselves.
create table known_browsers (
  account_id bigint not null,
  browser_hash bytea not null,
  seen_at timestamptz not null,
  primary key (account_id, browser_hash)
);
create index known_browsers_seen_at on known_browsers (seen_at);
