-- Who does what only one process may do: the epoch grows with each holder, so that one who was silent for too long is
-- recognised by those who check it.
create table leases (
  name text primary key,
  holder text not null,
  epoch bigint not null,
  expires_at timestamptz not null
);

-- How far the event log was published to a stream: up to (xid, id) for certain, up to (next_xid, next_id) perhaps.
create table event_relays (
  stream text primary key,
  -- Tells this log from that of another database, or of the same one before it was restored.
  log text not null,
  xid xid8 not null,
  id bigint not null,
  next_xid xid8 not null,
  next_id bigint not null,
  updated_at timestamptz not null default now()
);
