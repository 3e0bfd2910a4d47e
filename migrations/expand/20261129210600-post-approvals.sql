-- Where the author of what a post here answers or boosts says that this is welcome: other servers may ask for it.
create table post_approvals (
  post_id bigint primary key,
  uri text not null
);
