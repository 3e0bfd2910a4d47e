-- Servers that pass public posts on: to this one, and by this one.

create table relays (
  id              bigint      primary key,
  inbox_url       text        not null,
  actor_uri       text,
  style           text        not null,
  state           text        not null default 'requested',
  created_at      timestamptz not null default now()
);
create unique index relays_inbox on relays (inbox_url);

create table relay_subscribers (
  id              bigint      primary key,
  actor_uri       text        not null,
  host            text        not null,
  inbox_url       text        not null,
  follow_uri      text        not null,
  style           text        not null,
  state           text        not null default 'requested',
  created_at      timestamptz not null default now()
);
create unique index relay_subscribers_actor on relay_subscribers (actor_uri);
