-- A check-in that shows more to followers and friends, fades with age, ends, and can be hidden.

alter table checkins
  -- {"followers": ShownPlace, "friends": ShownPlace}: finer views for narrower circles; null when all see the same
  add column layers jsonb,
  -- when its author's rules next make it coarser or hide it
  add column fade_at timestamptz,
  add column left_at timestamptz;
create index checkins_fade on checkins (fade_at) where fade_at is not null;
create index checkins_here on checkins (place_id, arrived_at) where place_id is not null;

-- Changed without being edited: other servers take an Update only when it is newer.
alter table posts add column refreshed_at timestamptz;

-- An area around a home, never centred on it; the point that it was made from is not kept.
create table home_zones (
  id              bigint      primary key,
  account_id      bigint      not null,
  label           text        not null default '',
  -- H3, resolution 8
  cells           bigint[]    not null,
  created_at      timestamptz not null default now()
);
create index home_zones_account on home_zones (account_id, id);

create table checkin_preferences (
  account_id      bigint      primary key,
  -- venue | cell | city | country; null: as everybody
  followers_precision text,
  friends_precision   text,
  -- [{"afterDays": 7, "precision": "cell"}, …]
  fading          jsonb       not null default '[]',
  hide_after_days int,
  updated_at      timestamptz not null default now()
);
