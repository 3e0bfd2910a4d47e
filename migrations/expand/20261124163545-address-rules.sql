-- Who may not join, or not even sign in: by e-mail address, and by address of the network.

create table email_domain_blocks (
  id                  bigint      primary key,
  domain              text        not null unique,
  allow_with_approval boolean     not null default false,
  created_at          timestamptz not null default now()
);

create table canonical_email_blocks (
  id              bigint      primary key,
  hash            text        not null unique,
  created_at      timestamptz not null default now()
);

create table ip_blocks (
  id              bigint      primary key,
  range           cidr        not null unique,
  -- sign_up_requires_approval | sign_up_block | no_access
  severity        text        not null,
  comment         text        not null default '',
  expires_at      timestamptz,
  created_at      timestamptz not null default now()
);
