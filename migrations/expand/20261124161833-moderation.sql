-- What moderators tell people of what they did to them.

create table account_warnings (
  id              bigint      primary key,
  account_id      bigint      not null,
  staff_id        bigint,
  -- none | sensitive | disable | limit | suspend
  action          text        not null,
  text            text        not null default '',
  report_id       bigint,
  created_at      timestamptz not null default now()
);
create index account_warnings_account on account_warnings (account_id, id);

-- A report or a warning: two of them from the same account are two pieces of news.
alter table notifications add column subject_id bigint;
create unique index notifications_each
  on notifications (account_id, kind, from_account_id, coalesce(post_id, subject_id, 0));
drop index notifications_once;
