-- What people here lost when a domain was shut out.

create table severances (
  id              bigint      primary key,
  account_id      bigint      not null,
  domain          text        not null,
  followers       integer     not null default 0,
  following       integer     not null default 0,
  told            boolean     not null default false,
  created_at      timestamptz not null default now()
);
create unique index severances_open on severances (domain, account_id) where not told;
