-- Whether friends who want it, too, learn that paths have crossed.
alter table checkin_preferences add column crossings boolean not null default false;

-- Years in review that somebody gives away by a secret address.
create table shared_reviews (
  account_id bigint      not null,
  year       integer     not null,
  secret     text        not null,
  time_zone  text        not null,
  created_at timestamptz not null default now(),
  primary key (account_id, year)
);
