create table polls (
  post_id         bigint      primary key,
  account_id      bigint      not null,
  local           boolean     not null,
  options         text[]      not null,
  -- votes by option, in the order of options; of remote polls as their server counts them
  tallies         int[]       not null,
  -- people who voted; null where another server does not say
  voters          int,
  multiple        boolean     not null default false,
  hide_totals     boolean     not null default false,
  expires_at      timestamptz,
  closed_at       timestamptz,
  -- remote: when its server was asked last
  fetched_at      timestamptz not null default now()
);

-- Votes of people here, and of everybody in polls of this server.
create table poll_votes (
  post_id         bigint      not null,
  account_id      bigint      not null,
  choice          smallint    not null,
  id              bigint      not null,
  created_at      timestamptz not null default now(),
  primary key (post_id, account_id, choice)
);
