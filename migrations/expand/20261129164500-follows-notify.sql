-- Who asked to be told of every post of an author: few among many followers, asked for with each batch of posts.
create index follows_notify on follows (followed_id, follower_id)
  where state = 'accepted' and follower_local and notify;
