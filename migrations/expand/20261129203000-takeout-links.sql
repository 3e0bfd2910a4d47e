-- An archive is saved by a browser, which sends no token with a link: a secret that works once, for some minutes.
alter table takeouts add column link_hash bytea, add column link_until timestamptz;
create unique index takeouts_link on takeouts (link_hash) where link_hash is not null;
