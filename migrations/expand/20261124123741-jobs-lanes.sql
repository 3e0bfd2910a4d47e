-- Whether a lane holds jobs, and which: the work for it must not grow with the queue.
create index jobs_lanes on jobs (kind, lane) where lane is not null;
