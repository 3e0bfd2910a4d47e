-- What pages that posts link to say of themselves; one row for each address.
create table cards (
  url             text        primary key,
  final_url       text        not null,
  -- link, photo, video, rich
  kind            text        not null,
  title           text        not null,
  description     text        not null,
  author_name     text        not null,
  author_url      text        not null,
  author_id       bigint,
  provider_name   text        not null,
  provider_url    text        not null,
  html            text        not null,
  embed_url       text        not null,
  width           int         not null,
  height          int         not null,
  image_key       text,
  image_description text      not null,
  blurhash        text,
  published_at    timestamptz,
  language        text,
  is_empty        boolean     not null,
  fetched_at      timestamptz not null
);
