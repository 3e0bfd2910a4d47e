-- Who may tell people of something, and what waits until they say.

alter table notifications add column filtered boolean not null default false;

create table notification_policies (
  account_id bigint primary key,
  for_not_following text not null default 'accept',
  for_not_followers text not null default 'accept',
  for_new_accounts text not null default 'accept',
  for_private_mentions text not null default 'filter',
  for_limited_accounts text not null default 'filter',
  updated_at timestamp with time zone not null default now()
);

-- Senders whose notifications pass, whatever the policy says.
create table notification_permissions (
  account_id bigint not null,
  from_account_id bigint not null,
  created_at timestamp with time zone not null default now(),
  primary key (account_id, from_account_id)
);

create table notification_requests (
  account_id bigint not null,
  from_account_id bigint not null,
  id bigint not null,
  last_post_id bigint,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  primary key (account_id, from_account_id)
);
create index notification_requests_mine on notification_requests (account_id, id);
create index notifications_filtered on notifications (account_id, from_account_id) where filtered;
