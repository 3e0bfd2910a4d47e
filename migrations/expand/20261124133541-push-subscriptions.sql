-- Web Push: where apps want to be woken, and the key pair that this server signs with (VAPID, RFC 8292).

create table push_subscriptions (
  token_id bigint primary key,
  id bigint not null,
  account_id bigint not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  standard boolean not null default false,
  alerts text[] not null default '{}',
  policy text not null default 'all',
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
create unique index push_subscriptions_id on push_subscriptions (id);
create index push_subscriptions_account on push_subscriptions (account_id, id);

create table push_keys (
  name text primary key,
  public_key text not null,
  private_key text not null,
  created_at timestamp with time zone not null default now()
);
