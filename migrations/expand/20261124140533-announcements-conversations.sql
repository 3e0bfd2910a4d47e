-- What those who run the server tell everybody, and direct posts as conversations.

create table announcements (
  id bigint primary key,
  text text not null,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  all_day boolean not null default false,
  published_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);

create table announcement_dismissals (
  account_id bigint not null,
  announcement_id bigint not null,
  primary key (account_id, announcement_id)
);

create table announcement_reactions (
  announcement_id bigint not null,
  name text not null,
  account_id bigint not null,
  primary key (announcement_id, name, account_id)
);

-- One row for each person here and each thread with direct posts that concern them.
create table conversations (
  account_id bigint not null,
  thread_id bigint not null,
  id bigint not null,
  last_post_id bigint not null,
  unread boolean not null default false,
  updated_at timestamp with time zone not null default now(),
  primary key (account_id, thread_id)
);
create index conversations_mine on conversations (account_id, last_post_id);
create index conversations_last on conversations (last_post_id);
