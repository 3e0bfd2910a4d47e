create table pins (
  account_id      bigint      not null,
  post_id         bigint      not null,
  id              bigint      not null,
  created_at      timestamptz not null default now(),
  primary key (account_id, post_id)
);
create index pins_mine on pins (account_id, id);

create table thread_mutes (
  account_id      bigint      not null,
  -- the first post of the thread
  thread_id       bigint      not null,
  created_at      timestamptz not null default now(),
  primary key (account_id, thread_id)
);
