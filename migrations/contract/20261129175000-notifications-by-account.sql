-- Whoever looks for a notification knows whose it is: so the primary key does what notifications_mine did, and the table
-- can be spread by account (docs/design/decisions/0015).
drop index notifications_mine;
alter table notifications
  drop constraint notifications_pkey,
  add primary key (account_id, id);
