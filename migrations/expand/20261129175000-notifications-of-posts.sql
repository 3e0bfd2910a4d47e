-- A post that goes takes along what told of it.
create index notifications_post on notifications (post_id) where post_id is not null;
