-- Advice about a place. Its post is like any other; place_id is null where no place of ours is meant.
create table tips (
  post_id bigint primary key,
  account_id bigint not null,
  place_id bigint,
  shown jsonb not null
);
create index tips_place on tips (place_id, post_id);
create index tips_account on tips (account_id, post_id);
