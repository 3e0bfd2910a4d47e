-- Jobs are claimed lane by lane, so that a long queue for one host costs the others nothing. A process of the version
-- before goes on without its index, only more slowly.
create index jobs_claim on jobs (kind, priority, coalesce(lane, ''), run_at, id);
drop index jobs_due;

-- Priorities of deliveries are 0 to 3 now.
update jobs set priority = 3 where kind = 'deliver-activity' and priority > 3;

alter table peers add column failing_since timestamptz;
create index peers_not_well on peers (state) where state <> 'active';

-- Inboxes that said that they are gone (410): nothing is sent there for a while.
create table gone_inboxes (
  inbox       text        primary key,
  since       timestamptz not null default now()
);
create index gone_inboxes_age on gone_inboxes (since);
