-- Foundation. Rules (docs/design/decisions/0003): ids are made by the application; no sequences, triggers,
-- exclusion constraints, advisory locks or foreign keys across owners, so that the same tables shard later.

-- platform ---------------------------------------------------------------------------------------------------

-- The event log. (xid, id) is the order of reading; a reader stays behind the oldest open transaction.
create table events (
  xid         xid8        not null default pg_current_xact_id(),
  id          bigint      not null,
  type        text        not null,
  subject     text        not null,
  data        jsonb       not null,
  request_id  text,
  created_at  timestamptz not null default now(),
  primary key (xid, id)
);
-- Whether a later transaction has spoken of a subject already: see platform/events/event-log.
create index events_subject on events (subject, xid);

create table event_cursors (
  consumer    text        primary key,
  xid         xid8        not null,
  id          bigint      not null,
  updated_at  timestamptz not null default now()
);

-- Events whose handler failed; later events of the same subject queue up behind them, so order per subject holds.
create table parked_events (
  consumer    text        not null,
  xid         xid8        not null,
  id          bigint      not null,
  type        text        not null,
  subject     text        not null,
  data        jsonb       not null,
  request_id  text,
  attempts    int         not null default 0,
  run_at      timestamptz not null default now(),
  last_error  text,
  dead_at     timestamptz,
  primary key (consumer, xid, id)
);
create index parked_events_due on parked_events (consumer, run_at) where dead_at is null;
create index parked_events_subject on parked_events (consumer, subject);

create table jobs (
  id            bigint      primary key,
  kind          text        not null,
  payload       jsonb       not null,
  -- Jobs of one lane run one at a time in order of fairness (a host, an account); null runs freely.
  lane          text,
  dedupe_key    text,
  priority      smallint    not null default 0,
  run_at        timestamptz not null default now(),
  attempts      int         not null default 0,
  locked_until  timestamptz,
  request_id    text,
  last_error    text,
  created_at    timestamptz not null default now()
);
create index jobs_due on jobs (kind, priority, run_at, id);
create unique index jobs_dedupe on jobs (kind, dedupe_key) where dedupe_key is not null;

create table dead_jobs (
  id            bigint      primary key,
  kind          text        not null,
  payload       jsonb       not null,
  lane          text,
  attempts      int         not null,
  request_id    text,
  last_error    text,
  created_at    timestamptz not null,
  died_at       timestamptz not null default now()
);

create table worker_leases (
  worker_id     int         primary key,
  holder        text        not null,
  expires_at    timestamptz not null
);

create table instance_settings (
  name          text        primary key,
  value         jsonb       not null,
  updated_at    timestamptz not null default now()
);

-- accounts ---------------------------------------------------------------------------------------------------

create table accounts (
  id              bigint      primary key,
  username        text        not null,
  -- null: an account of this server
  domain          text,
  kind            text        not null default 'person',
  display_name    text        not null default '',
  -- local: the text as typed; remote: sanitised HTML
  bio             text        not null default '',
  fields          jsonb       not null default '[]',
  avatar_key      text,
  header_key      text,
  avatar_url      text,
  header_url      text,
  locked          boolean     not null default true,
  bot             boolean     not null default false,
  discoverable    boolean     not null default true,
  indexable       boolean     not null default false,
  -- remote only; a local account's addresses follow from its name
  uri             text,
  url             text,
  inbox_url       text,
  shared_inbox_url text,
  outbox_url      text,
  followers_url   text,
  following_url   text,
  featured_url    text,
  also_known_as   text[]      not null default '{}',
  moved_to_id     bigint,
  fetched_at      timestamptz,
  suspended_at    timestamptz,
  deleted_at      timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now()
);
create unique index accounts_handle on accounts (lower(username), coalesce(lower(domain), ''));
create unique index accounts_uri on accounts (uri) where uri is not null;
create index accounts_name_prefix on accounts (lower(username) text_pattern_ops);
create index accounts_display_prefix on accounts (lower(display_name) text_pattern_ops);

create table account_keys (
  account_id      bigint      not null,
  key_id          text        primary key,
  algorithm       text        not null default 'rsa',
  public_pem      text        not null,
  private_pem     text,
  created_at      timestamptz not null default now()
);
create index account_keys_account on account_keys (account_id);

create table account_counters (
  account_id      bigint      primary key,
  posts           int         not null default 0,
  followers       int         not null default 0,
  following       int         not null default 0,
  last_post_at    timestamptz
);

-- access -----------------------------------------------------------------------------------------------------

create table users (
  account_id      bigint      primary key,
  email           text        not null,
  email_normal    text        not null unique,
  password_hash   text        not null,
  role            text        not null default 'user',
  -- pending (waits for approval) | active | disabled
  state           text        not null default 'active',
  sign_up_reason  text,
  locale          text        not null default 'en',
  default_visibility  text    not null default 'public',
  default_sensitive   boolean not null default false,
  default_language    text,
  checkin_visibility  text    not null default 'followers',
  checkin_precision   text    not null default 'venue',
  last_active_at  timestamptz not null default now(),
  created_at      timestamptz not null default now()
);

create table sessions (
  token_hash      bytea       primary key,
  account_id      bigint      not null,
  user_agent      text,
  created_at      timestamptz not null default now(),
  last_used_at    timestamptz not null default now(),
  expires_at      timestamptz not null
);
create index sessions_account on sessions (account_id);

create table invites (
  code            text        primary key,
  created_by      bigint,
  max_uses        int,
  uses            int         not null default 0,
  expires_at      timestamptz,
  created_at      timestamptz not null default now()
);

create table oauth_apps (
  id              bigint      primary key,
  client_id       text        not null unique,
  client_secret_hash bytea,
  name            text        not null,
  website         text,
  redirect_uris   text[]      not null,
  scopes          text[]      not null,
  first_party     boolean     not null default false,
  created_at      timestamptz not null default now()
);

create table oauth_codes (
  code_hash       bytea       primary key,
  app_id          bigint      not null,
  account_id      bigint      not null,
  redirect_uri    text        not null,
  scopes          text[]      not null,
  code_challenge  text,
  expires_at      timestamptz not null,
  used_at         timestamptz,
  token_id        bigint
);

create table oauth_tokens (
  id              bigint      primary key,
  token_hash      bytea       not null unique,
  app_id          bigint      not null,
  account_id      bigint,
  scopes          text[]      not null,
  created_at      timestamptz not null default now(),
  last_used_at    timestamptz,
  revoked_at      timestamptz
);
create index oauth_tokens_account on oauth_tokens (account_id);
create index oauth_tokens_app on oauth_tokens (app_id);

-- relationships ----------------------------------------------------------------------------------------------

create table follows (
  follower_id     bigint      not null,
  followed_id     bigint      not null,
  id              bigint      not null,
  -- requested | accepted
  state           text        not null,
  -- whether the follower lives here: decides between a row in a home timeline and a delivery
  follower_local  boolean     not null,
  show_boosts     boolean     not null default true,
  notify          boolean     not null default false,
  -- the Follow activity's id: ours or the follower's server's
  uri             text,
  created_at      timestamptz not null default now(),
  primary key (follower_id, followed_id)
);
create index follows_followed on follows (followed_id, state, id);
create index follows_follower on follows (follower_id, state, id);
create index follows_fan_out on follows (followed_id, follower_id) where state = 'accepted' and follower_local;
create index follows_uri on follows (uri) where uri is not null;

create table blocks (
  blocker_id      bigint      not null,
  blocked_id      bigint      not null,
  id              bigint      not null,
  uri             text,
  created_at      timestamptz not null default now(),
  primary key (blocker_id, blocked_id)
);
create index blocks_blocked on blocks (blocked_id);

create table mutes (
  muter_id        bigint      not null,
  muted_id        bigint      not null,
  id              bigint      not null,
  hide_notifications boolean  not null default true,
  expires_at      timestamptz,
  created_at      timestamptz not null default now(),
  primary key (muter_id, muted_id)
);

create table domain_blocks (
  account_id      bigint      not null,
  domain          text        not null,
  created_at      timestamptz not null default now(),
  primary key (account_id, domain)
);

-- media ------------------------------------------------------------------------------------------------------

create table media (
  id              bigint      primary key,
  account_id      bigint      not null,
  post_id         bigint,
  position        smallint    not null default 0,
  -- image | gifv | video | audio | unknown
  kind            text        not null,
  -- processing | ready | failed
  state           text        not null default 'ready',
  mime            text        not null,
  file_key        text,
  preview_key     text,
  preview_mime    text,
  remote_url      text,
  width           int,
  height          int,
  preview_width   int,
  preview_height  int,
  duration        real,
  size            bigint,
  blurhash        text,
  focus_x         real        not null default 0,
  focus_y         real        not null default 0,
  description     text,
  failure         text,
  created_at      timestamptz not null default now()
);
create index media_post on media (post_id, position) where post_id is not null;
create index media_unattached on media (created_at) where post_id is null;

-- places -----------------------------------------------------------------------------------------------------

create table places (
  id              bigint      primary key,
  -- geonames | user | activitypub | osm | foursquare | overture | …
  source          text        not null,
  source_id       text        not null,
  -- venue | town | region | country
  kind            text        not null default 'venue',
  name            text        not null,
  latitude        double precision not null,
  longitude       double precision not null,
  h3_9            bigint      not null,
  h3_5            bigint      not null,
  -- e.g. amenity=cafe, place=city
  category        text,
  country         text,
  region          text,
  address         jsonb,
  population      int         not null default 0,
  popularity      int         not null default 0,
  same_as         text[]      not null default '{}',
  licence         text,
  -- remote: the Place's id and page on its own server
  uri             text,
  url             text,
  private         boolean     not null default false,
  created_by      bigint,
  -- lexemes "@cell5:word" and "word" for search near a point and by name (see domain/places/place-words)
  words           tsvector,
  merged_into     bigint,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  unique (source, source_id)
);
create index places_h3_9 on places (h3_9);
create index places_h3_5 on places (h3_5, kind);
create index places_words on places using gin (words);
create unique index places_uri on places (uri) where uri is not null;
create index places_created_by on places (created_by) where created_by is not null;

-- posts ------------------------------------------------------------------------------------------------------

create table posts (
  id              bigint      primary key,
  account_id      bigint      not null,
  -- null: a post of this server
  uri             text,
  url             text,
  local           boolean     not null,
  -- public | unlisted | followers | direct
  visibility      text        not null,
  boost_of_id     bigint,
  reply_to_id     bigint,
  reply_to_account_id bigint,
  -- the first post of the thread
  thread_id       bigint,
  -- local: text as typed; remote: null
  source          text,
  -- HTML, safe to serve
  content         text        not null default '',
  -- HTML that follows the content and survives edits: the place line of a check-in
  footer          text        not null default '',
  content_warning text        not null default '',
  sensitive       boolean     not null default false,
  language        text,
  app_id          bigint,
  has_media       boolean     not null default false,
  idempotency_key text,
  created_at      timestamptz not null default now(),
  edited_at       timestamptz,
  deleted_at      timestamptz
);
create index posts_account on posts (account_id, id) where deleted_at is null;
create index posts_public on posts (id) where visibility = 'public' and deleted_at is null and boost_of_id is null;
create index posts_public_local on posts (id) where visibility = 'public' and deleted_at is null and boost_of_id is null and local;
create unique index posts_uri on posts (uri) where uri is not null;
create index posts_reply on posts (reply_to_id) where reply_to_id is not null;
create index posts_thread on posts (thread_id, id) where thread_id is not null;
create unique index posts_one_boost on posts (account_id, boost_of_id) where boost_of_id is not null and deleted_at is null;
create index posts_boosts on posts (boost_of_id, id) where boost_of_id is not null and deleted_at is null;
create unique index posts_idempotency on posts (account_id, idempotency_key) where idempotency_key is not null;

create table post_edits (
  post_id         bigint      not null,
  edited_at       timestamptz not null,
  source          text,
  content         text        not null,
  content_warning text        not null,
  sensitive       boolean     not null,
  media           jsonb       not null default '[]',
  primary key (post_id, edited_at)
);

create table post_mentions (
  post_id         bigint      not null,
  account_id      bigint      not null,
  -- the name as written, for links
  handle          text        not null default '',
  primary key (post_id, account_id)
);
create index post_mentions_account on post_mentions (account_id, post_id);

create table post_tags (
  tag             text        not null,
  post_id         bigint      not null,
  display         text        not null,
  primary key (tag, post_id)
);
create index post_tags_post on post_tags (post_id);

create table post_counters (
  post_id         bigint      primary key,
  replies         int         not null default 0,
  boosts          int         not null default 0,
  likes           int         not null default 0
);

create table likes (
  account_id      bigint      not null,
  post_id         bigint      not null,
  id              bigint      not null,
  uri             text,
  created_at      timestamptz not null default now(),
  primary key (account_id, post_id)
);
create index likes_post on likes (post_id, id);
create index likes_mine on likes (account_id, id);

create table bookmarks (
  account_id      bigint      not null,
  post_id         bigint      not null,
  id              bigint      not null,
  created_at      timestamptz not null default now(),
  primary key (account_id, post_id)
);
create index bookmarks_mine on bookmarks (account_id, id);

create table post_search (
  post_id         bigint      primary key,
  account_id      bigint      not null,
  words           tsvector    not null
);
create index post_search_words on post_search using gin (words);

-- A deleted object stays deleted, whatever arrives late. Key: SHA-256 of author id and uri.
create table tombstones (
  uri_hash        bytea       primary key,
  deleted_at      timestamptz not null default now()
);

-- check-ins --------------------------------------------------------------------------------------------------

create table checkins (
  post_id         bigint      primary key,
  account_id      bigint      not null,
  -- the venue chosen: for its author only; null where only the shown place is known (remote)
  place_id        bigint,
  -- venue | cell | city | country
  precision       text        not null,
  -- what everybody who may see the post sees, already at its precision (see domain/checkins)
  shown           jsonb       not null,
  shown_place_id  bigint,
  shown_h3_9      bigint,
  shown_h3_5      bigint,
  -- near | far | manual | imported: what the position said, which itself is dropped
  verified        text        not null default 'manual',
  -- whether it counts towards the place's public number: never for narrower audiences or sensitive places
  counted         boolean     not null default false,
  arrived_at      timestamptz not null,
  created_at      timestamptz not null default now()
);
create index checkins_account on checkins (account_id, post_id);
create index checkins_place on checkins (shown_place_id, post_id) where shown_place_id is not null;
create index checkins_counted on checkins (shown_place_id, account_id) where counted;
create index checkins_h3_9 on checkins (shown_h3_9, post_id) where shown_h3_9 is not null;
create index checkins_h3_5 on checkins (shown_h3_5, post_id) where shown_h3_5 is not null;

-- timelines and notifications --------------------------------------------------------------------------------

create table home_timeline (
  account_id      bigint      not null,
  post_id         bigint      not null,
  author_id       bigint      not null,
  primary key (account_id, post_id) include (author_id)
);

create table notifications (
  id              bigint      primary key,
  account_id      bigint      not null,
  -- mention | boost | like | follow | follow_request | post | edit | sign_up
  kind            text        not null,
  from_account_id bigint      not null,
  post_id         bigint,
  created_at      timestamptz not null default now()
);
create index notifications_mine on notifications (account_id, id);
create unique index notifications_once on notifications (account_id, kind, from_account_id, coalesce(post_id, 0));

create table markers (
  account_id      bigint      not null,
  timeline        text        not null,
  last_read_id    bigint      not null,
  version         int         not null default 1,
  updated_at      timestamptz not null default now(),
  primary key (account_id, timeline)
);

-- federation -------------------------------------------------------------------------------------------------

create table peers (
  host            text        primary key,
  -- active | failing | dead | blocked
  state           text        not null default 'active',
  software        text,
  software_version text,
  signature       text,
  failures        int         not null default 0,
  last_error      text,
  last_success_at timestamptz,
  retry_at        timestamptz,
  updated_at      timestamptz not null default now()
);

create table inbox_seen (
  activity_hash   bytea       primary key,
  received_at     timestamptz not null default now()
);
create index inbox_seen_age on inbox_seen (received_at);

-- One serialised activity, delivered to many inboxes.
create table outbox_activities (
  id              bigint      primary key,
  account_id      bigint      not null,
  body            text        not null,
  digest          text        not null,
  created_at      timestamptz not null default now()
);
