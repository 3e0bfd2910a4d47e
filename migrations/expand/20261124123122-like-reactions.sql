-- The emoji that came with a like of another server; null for a plain like.
alter table likes add column reaction text;
