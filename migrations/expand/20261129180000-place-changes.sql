-- What was corrected of places, and which were merged into which. actor_id is null for the operator.
create table place_changes (
  id bigint primary key,
  place_id bigint not null,
  actor_id bigint,
  kind text not null,
  changes jsonb not null,
  created_at timestamptz not null default now()
);
create index place_changes_place on place_changes (place_id, id);
