-- Queued jobs in the order they start: the time a job has been able to start, moved forward by ten minutes (600,000 ms) for each step of its priority.
-- The order of two jobs never changes while they wait, so an index can hold it.
DROP INDEX job_queue;
CREATE INDEX job_queue ON job (profile, max(coalesce(queued_at, created_at), not_before) - priority * 600000, seq) WHERE state = 'queued';
