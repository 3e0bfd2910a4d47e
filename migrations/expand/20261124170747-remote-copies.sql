-- Pictures, films and sounds of other servers, kept for a while so that readers need not ask those servers themselves.
-- The digest is SHA-256 of the address that the file came from.
create table remote_copies (
  digest bytea primary key,
  file_key text not null,
  size bigint not null,
  fetched_at timestamptz not null,
  used_at timestamptz not null
);
create index remote_copies_fetched on remote_copies (fetched_at);
create index remote_copies_used on remote_copies (used_at);
