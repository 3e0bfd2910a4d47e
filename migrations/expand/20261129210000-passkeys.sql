-- Keys by which somebody signs in without a password (WebAuthn). Only public halves are here.
create table passkeys (
  credential_id bytea primary key,
  account_id bigint not null,
  -- COSE.
  public_key bytea not null,
  -- How often the key was used, as far as it counts: one that goes back was copied.
  use_count bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_account on passkeys (account_id);

-- What a browser is to sign, once.
create table passkey_challenges (
  challenge_hash bytea primary key,
  -- Null: whoever signs in.
  account_id bigint,
  expires_at timestamptz not null
);
create index passkey_challenges_expires_at on passkey_challenges (expires_at);
