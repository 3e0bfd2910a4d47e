-- What people say of each other and of themselves.

alter table follows add column languages text[];
alter table domain_blocks add column id bigint;

create table account_notes (
  account_id      bigint      not null,
  target_id       bigint      not null,
  note            text        not null,
  updated_at      timestamptz not null default now(),
  primary key (account_id, target_id)
);

create table endorsements (
  account_id      bigint      not null,
  target_id       bigint      not null,
  id              bigint      not null,
  created_at      timestamptz not null default now(),
  primary key (account_id, target_id)
);

create table dismissed_suggestions (
  account_id      bigint      not null,
  target_id       bigint      not null,
  created_at      timestamptz not null default now(),
  primary key (account_id, target_id)
);

alter table accounts add column hide_collections boolean not null default false;
alter table accounts add column attribution_domains text[] not null default '{}';
alter table accounts add column avatar_description text not null default '';
alter table accounts add column header_description text not null default '';
alter table accounts add column show_media boolean not null default true;
alter table accounts add column show_media_replies boolean not null default true;
alter table accounts add column show_featured boolean not null default true;
create index accounts_domain on accounts (lower(domain), id) where domain is not null;
create index accounts_directory on accounts (id) where discoverable and suspended_at is null and deleted_at is null;
create index account_counters_latest on account_counters (last_post_at desc nulls last, account_id desc);
