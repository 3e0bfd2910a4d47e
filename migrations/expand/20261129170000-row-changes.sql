-- What each transaction has changed of what processes remember; a process reads what has committed since it last looked.
-- Rows live for minutes.
create table row_changes (
  xid xid8 primary key default pg_current_xact_id(),
  told jsonb not null
);
