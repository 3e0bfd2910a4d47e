-- What operators see of other servers.

alter table peers add column latency_ms integer;
alter table peers add column node_info_at timestamptz;
