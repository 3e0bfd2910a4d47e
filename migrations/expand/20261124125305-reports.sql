-- Reports: somebody tells those who run this server of an account or of its posts.

create table reports (
  id              bigint      primary key,
  reporter_id     bigint      not null,
  target_id       bigint      not null,
  -- spam | legal | violation | other
  category        text        not null default 'other',
  comment         text        not null default '',
  -- rules of this server, by their number
  rule_ids        text[]      not null default '{}',
  -- whether the target's server is told, too
  forward         boolean     not null default false,
  -- the Flag activity's id, when it came from another server
  uri             text,
  assigned_to     bigint,
  resolved_at     timestamptz,
  resolved_by     bigint,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now()
);
create index reports_open on reports (id) where resolved_at is null;
create index reports_target on reports (target_id, id);
create index reports_reporter on reports (reporter_id, id);
create unique index reports_uri on reports (uri) where uri is not null;

create table report_posts (
  report_id       bigint      not null,
  post_id         bigint      not null,
  primary key (report_id, post_id)
);
