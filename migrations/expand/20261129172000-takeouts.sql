-- Everything of an account as one archive, to be taken along.
create table takeouts (
  id          bigint      primary key,
  account_id  bigint      not null,
  state       text        not null,
  done        integer     not null default 0,
  total       integer     not null default 0,
  -- Bytes, known when it is done.
  size        bigint,
  storage_key text,
  created_at  timestamptz not null,
  ended_at    timestamptz
);
create index takeouts_account on takeouts (account_id, id);
-- One at a time.
create unique index takeouts_open on takeouts (account_id) where state in ('waiting', 'working');
create index takeouts_ended on takeouts (ended_at) where ended_at is not null;
