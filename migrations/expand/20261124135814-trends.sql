-- What is popular, computed again and again from what people really did; and the links in public posts.

create table trends (
  -- tag | post | link | place
  kind            text        not null,
  -- the tag, the post's id, the link, the place's id
  subject         text        not null,
  score           double precision not null,
  computed_at     timestamptz not null default now(),
  primary key (kind, subject)
);
create index trends_by_score on trends (kind, score desc);

create table post_links (
  url             text        not null,
  post_id         bigint      not null,
  account_id      bigint      not null,
  primary key (url, post_id)
);
create index post_links_post on post_links (post_id);
