-- Homes that nobody has read for long: fan-out leaves them out, and the next reading fills them anew.
create table dormant_homes (
  account_id  bigint      primary key,
  -- dormant | waking (being filled; new posts arrive again)
  state       text        not null default 'dormant'
);
