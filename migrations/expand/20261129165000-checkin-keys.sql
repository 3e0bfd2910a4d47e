-- Which check-in a device's key made, for as long as the account lives: what is sent again after days is made once.
create table checkin_keys (
  account_id bigint not null,
  client_key text   not null,
  post_id    bigint not null,
  primary key (account_id, client_key)
);
