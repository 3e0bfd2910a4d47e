-- Whether other servers get a map as the picture of a check-in without photos: some show nothing but pictures.
alter table checkin_preferences add column map_picture boolean not null default false;
