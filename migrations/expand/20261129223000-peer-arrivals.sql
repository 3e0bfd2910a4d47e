-- Whether a host's NodeInfo asks for check-ins in their own form (Arrive): wanted now, or before and no more: what it
-- was sent then is still taken back.
alter table peers add column arrivals text check (arrivals in ('wanted', 'before'));
