-- Authorizations of other servers are looked at again, the longest ago first: they may be taken back without a word.
create index quotes_looked_at on quotes (updated_at) where state = 'accepted' and approval_uri is not null;
