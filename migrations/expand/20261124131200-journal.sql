-- What a person remembers of where they were, and games among friends.

create index checkins_account_time on checkins (account_id, arrived_at, post_id) where place_id is not null;
create index checkins_account_place on checkins (account_id, place_id, arrived_at) where place_id is not null;
create index checkins_counted_time on checkins (arrived_at) where counted;

-- Whether strangers, too, may know of which places an account is the mayor.
alter table checkin_preferences add column mayor_public boolean not null default false;
