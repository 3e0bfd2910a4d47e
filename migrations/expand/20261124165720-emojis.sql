create table emojis (
  -- empty: of this server
  domain          text        not null,
  shortcode       text        not null,
  category        text,
  -- storage keys of our own
  image_key       text,
  static_key      text,
  -- where another server has its
  uri             text,
  image_url       text,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (domain, shortcode)
);
