-- Whom people follow, block and mute elsewhere, and what they keep there: CSV files that are brought along.
create table account_imports (
  id bigint primary key,
  account_id bigint not null,
  kind text not null,
  mode text not null,
  file_name text not null,
  state text not null,
  total integer not null,
  done integer not null default 0,
  failed integer not null default 0,
  failures jsonb not null default '[]',
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create index account_imports_account on account_imports (account_id, id);

-- Rows that wait; each goes when it has been worked off, or has failed.
create table account_import_entries (
  import_id bigint not null,
  line integer not null,
  entry jsonb not null,
  primary key (import_id, line)
);

-- How often a host did not answer while an import asked it, one time after the other.
create table account_import_hosts (
  import_id bigint not null,
  host text not null,
  silent integer not null,
  primary key (import_id, host)
);
