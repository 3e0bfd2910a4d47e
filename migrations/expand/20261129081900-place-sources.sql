-- Venues of open data: several sources of one place, names in several languages, what has closed, and how far a file was read.

alter table places
  -- [{ "name": "Köln", "language": "de" }], beside the name itself; language is null where the source does not say.
  add column names       jsonb,
  -- Whose data the row is, where the source alone does not say it.
  add column attribution text,
  -- 0 to 1: how sure its source is that the venue exists.
  add column confidence  real,
  add column closed_on   date,
  -- Columns that somebody here has corrected: imports leave them alone.
  add column corrected   text[]      not null default '{}';

-- Further sources of a place; the first stands in places itself.
create table place_sources (
  source       text        not null,
  source_id    text        not null,
  place_id     bigint      not null,
  licence      text,
  attribution  text,
  created_at   timestamptz not null default now(),
  primary key (source, source_id)
);
create index place_sources_place on place_sources (place_id);

-- One row for each file that is or was imported. `read` rows are behind the reader, in the transaction that wrote them.
create table place_imports (
  source       text        not null,
  fingerprint  text        not null,
  file         text        not null,
  bytes        bigint      not null,
  read         bigint      not null default 0,
  added        bigint      not null default 0,
  updated      bigint      not null default 0,
  joined       bigint      not null default 0,
  unchanged    bigint      not null default 0,
  closed       bigint      not null default 0,
  skipped      bigint      not null default 0,
  faulty       bigint      not null default 0,
  started_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  finished_at  timestamptz,
  primary key (source, fingerprint)
);
