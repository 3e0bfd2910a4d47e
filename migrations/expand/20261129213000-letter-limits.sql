-- How many letters with links one person is sent counts for all processes together. Keys are hashes: no address stands here.
create table letter_limits (
  key_hash bytea primary key,
  full_at timestamptz not null
);
