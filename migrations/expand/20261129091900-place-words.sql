-- Every word of the names of places, once, with the numbers under which a misspelt one finds it.

create table place_words (
  word  text   primary key,
  keys  int[]  not null
);
create index place_words_keys on place_words using gin (keys);
