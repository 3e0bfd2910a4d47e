-- Whether a photo's position proposes a place when another app posts it; and the place, until the upload is part of a post.
alter table checkin_preferences add column photo_places boolean not null default false;
alter table media add column proposed_place_id bigint;
