-- Lists, filters, and the tags that people follow or show on their profile.

create table lists (
  id              bigint      primary key,
  account_id      bigint      not null,
  title           text        not null,
  -- none | list | followed: to whom a reply may be, to be shown
  replies         text        not null default 'list',
  -- whether its members' posts are left out of home
  exclusive       boolean     not null default false,
  created_at      timestamptz not null default now()
);
create index lists_mine on lists (account_id, id);

create table list_members (
  list_id         bigint      not null,
  account_id      bigint      not null,
  -- whose list it is: so that home and the end of a follow need no join
  owner_id        bigint      not null,
  id              bigint      not null,
  created_at      timestamptz not null default now(),
  primary key (list_id, account_id)
);
create index list_members_of_owner on list_members (owner_id, account_id);
create index list_members_account on list_members (account_id, owner_id);

create table filters (
  id              bigint      primary key,
  account_id      bigint      not null,
  title           text        not null,
  -- home | notifications | public | thread | account
  contexts        text[]      not null,
  -- warn | hide | blur
  action          text        not null default 'warn',
  expires_at      timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now()
);
create index filters_mine on filters (account_id, id);

create table filter_keywords (
  id              bigint      primary key,
  filter_id       bigint      not null,
  account_id      bigint      not null,
  keyword         text        not null,
  whole_word      boolean     not null default true
);
create index filter_keywords_filter on filter_keywords (filter_id, id);
create index filter_keywords_mine on filter_keywords (account_id, id);

create table filter_posts (
  id              bigint      primary key,
  filter_id       bigint      not null,
  account_id      bigint      not null,
  post_id         bigint      not null,
  unique (filter_id, post_id)
);
create index filter_posts_mine on filter_posts (account_id, id);

create table followed_tags (
  account_id      bigint      not null,
  tag             text        not null,
  display         text        not null,
  id              bigint      not null,
  created_at      timestamptz not null default now(),
  primary key (account_id, tag)
);
create index followed_tags_tag on followed_tags (tag, account_id);

create table featured_tags (
  id              bigint      primary key,
  account_id      bigint      not null,
  tag             text        not null,
  display         text        not null,
  created_at      timestamptz not null default now(),
  unique (account_id, tag)
);

-- How often a tag was used in public on one day (UTC), and by how many.
create table tag_days (
  tag             text        not null,
  day             date        not null,
  uses            int         not null default 0,
  accounts        int         not null default 0,
  primary key (tag, day)
);
create index tag_days_day on tag_days (day, accounts);

create table tag_day_accounts (
  tag             text        not null,
  day             date        not null,
  account_id      bigint      not null,
  primary key (tag, day, account_id)
);
create index tag_day_accounts_day on tag_day_accounts (day);
