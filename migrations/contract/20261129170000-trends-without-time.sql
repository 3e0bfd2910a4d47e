-- Nobody reads when a trend was computed.

alter table trends drop column computed_at;
