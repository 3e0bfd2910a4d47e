create table scheduled_posts (
  id              bigint      primary key,
  account_id      bigint      not null,
  -- what is to be published: a WholeDraft without the position of the phone
  draft           jsonb       not null,
  scheduled_at    timestamptz not null,
  idempotency_key text,
  -- why it could not be published when its time had come
  failure         text,
  created_at      timestamptz not null default now()
);
create index scheduled_posts_mine on scheduled_posts (account_id, id);
create unique index scheduled_posts_idempotency on scheduled_posts (account_id, idempotency_key)
  where idempotency_key is not null;

-- An upload that waits for its post's time is not forgotten.
alter table media add column held boolean not null default false;
