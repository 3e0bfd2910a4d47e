-- What people bring along of where they were: files that are read, what was found in them, what became of it.
create table history_imports (
  id bigint primary key,
  account_id bigint not null,
  file_name text not null,
  visibility text not null,
  state text not null,
  source text,
  because text,
  found integer not null default 0,
  placed integer not null default 0,
  known integer not null default 0,
  unplaced integer not null default 0,
  photos integer not null default 0,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create index history_imports_account on history_imports (account_id, id);

-- Visits that wait for their place; each goes when it has become a check-in, or nothing.
create table history_finds (
  import_id bigint not null,
  position integer not null,
  visit jsonb not null,
  primary key (import_id, position)
);

-- The same file again, or a newer one, brings nothing twice.
create table imported_visits (
  account_id bigint not null,
  source text not null,
  source_id text not null,
  post_id bigint not null,
  primary key (account_id, source, source_id)
);

create table imported_venues (
  account_id bigint not null,
  source text not null,
  source_id text not null,
  place_id bigint not null,
  primary key (account_id, source, source_id)
);

-- What is told to nobody, or to named people alone, is found by no list of a place, and makes nobody its mayor.
update checkins as c
set shown_place_id = null, shown_h3_9 = null, shown_h3_5 = null
from posts as p
where p.id = c.post_id and p.visibility = 'direct' and p.local and c.shown_h3_5 is not null;
