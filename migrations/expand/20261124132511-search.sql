-- Search by words of each language, with what a post has and who may find it beside the words.

alter table post_search add column public boolean not null default false;
alter table post_search add column language text;
-- media | image | gifv | video | audio | link | place | reply | sensitive
alter table post_search add column flags text[] not null default '{}';
update post_search as s
set public = p.visibility = 'public', language = p.language
from posts as p
where p.id = s.post_id;
create index post_search_account on post_search (account_id, post_id);
create index accounts_words on accounts
  using gin (to_tsvector('simple', username || ' ' || display_name || ' ' || coalesce(domain, '')));
