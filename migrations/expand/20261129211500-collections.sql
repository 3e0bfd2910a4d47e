-- Accounts that somebody recommends, in public.
create table collections (
  id bigint primary key,
  account_id bigint not null,
  name text not null,
  description text not null default '',
  language text,
  sensitive boolean not null default false,
  discoverable boolean not null default true,
  tag text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index collections_of_owner on collections (account_id, id);

-- Who took themselves off stays here as `revoked`, so that nobody puts them back.
create table collection_items (
  id bigint primary key,
  collection_id bigint not null,
  account_id bigint not null,
  state text not null check (state in ('accepted', 'revoked')),
  created_at timestamptz not null default now(),
  unique (collection_id, account_id)
);
create index collection_items_of_account on collection_items (account_id, id);
