-- What nobody has looked for in a long time is deleted, the oldest first.

create index cards_fetched on cards (fetched_at);
create index emojis_updated on emojis (updated_at) where domain <> '';
