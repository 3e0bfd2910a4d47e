-- Towns where somebody will be, for themself, and for friends who will be there, too, where both want it.
create table trips (
  id bigint primary key,
  account_id bigint not null,
  place_id bigint not null,
  starts_on date not null,
  ends_on date not null,
  shared boolean not null,
  created_at timestamptz not null default now()
);
create index trips_account on trips (account_id, ends_on);
create index trips_place on trips (place_id);
