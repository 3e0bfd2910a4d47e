-- An account's notifications lie together, and so can be spread by account (docs/design/decisions/0015). Whoever looks
-- for one knows whose it is, so the primary key does what notifications_mine did.
drop index notifications_mine;
alter table notifications
  drop constraint notifications_pkey,
  add primary key (account_id, id);

-- A post that goes takes what told of it along.
create index notifications_post on notifications (post_id) where post_id is not null;
