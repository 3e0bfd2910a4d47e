-- What a post's own server says of its counts, and reactions by emoji, which are few among likes.

alter table post_counters add column remote_replies integer;
alter table post_counters add column remote_boosts integer;
alter table post_counters add column remote_likes integer;
create index likes_reactions on likes (post_id, reaction) where reaction is not null;
