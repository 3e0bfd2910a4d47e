-- The question of another server, by its id: what an answer names.
alter table companions add column uri text;
create index companions_uri on companions (uri) where uri is not null;
