-- Places that were merged into others, and what people report of places.

create index places_merged on places (merged_into) where merged_into is not null;

create table place_reports (
  id            bigint      primary key,
  place_id      bigint      not null,
  reporter_id   bigint      not null,
  kind          text        not null,
  comment       text        not null default '',
  duplicate_of  bigint,
  created_at    timestamptz not null default now(),
  resolved_at   timestamptz,
  -- Null: by the operator's command.
  resolved_by   bigint
);
create unique index place_reports_open on place_reports (place_id, reporter_id) where resolved_at is null;
