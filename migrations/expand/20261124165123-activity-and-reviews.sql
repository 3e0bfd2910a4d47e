-- On which days people were here, and what moderators say of what trends.

create table user_active_days (
  account_id      bigint      not null,
  -- UTC
  day             date        not null,
  primary key (account_id, day)
);
create index user_active_days_day on user_active_days (day);

create table trend_reviews (
  -- tag | post | link | place
  kind            text        not null,
  subject         text        not null,
  allowed         boolean     not null,
  reviewed_at     timestamptz not null default now(),
  primary key (kind, subject)
);
