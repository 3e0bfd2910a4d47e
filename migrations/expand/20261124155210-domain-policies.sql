-- Whom this server deals with, and what those who run it did.

create table server_domain_blocks (
  id              bigint      primary key,
  domain          text        not null unique,
  -- none | limit | suspend
  severity        text        not null,
  reject_media    boolean     not null default false,
  reject_reports  boolean     not null default false,
  obfuscate       boolean     not null default false,
  private_comment text        not null default '',
  public_comment  text        not null default '',
  created_at      timestamptz not null default now()
);

create table server_domain_allows (
  id              bigint      primary key,
  domain          text        not null unique,
  created_at      timestamptz not null default now()
);

-- Hosts that were shut out by hand before.
insert into server_domain_blocks (id, domain, severity)
select ((extract(epoch from now()) * 1000)::bigint << 16) + row_number() over (order by host), host, 'suspend'
from peers
where state = 'blocked';

alter table accounts add column limited_at timestamptz;
alter table accounts add column sensitised_at timestamptz;

-- staff_id null: the operator, by command.
create table audit_entries (
  id              bigint      primary key,
  staff_id        bigint,
  action          text        not null,
  target          text        not null,
  detail          jsonb       not null default '{}',
  created_at      timestamptz not null default now()
);
create index audit_entries_target on audit_entries (target, id);
