-- Which failures are tried again (JSON list of reasons; NULL: those that may pass), and whether an attempt takes up the session of the one before.
ALTER TABLE job ADD COLUMN retry_on TEXT CONSTRAINT job_retry_on CHECK (retry_on IS NULL OR json_valid(retry_on));
ALTER TABLE job ADD COLUMN retry_session TEXT NOT NULL DEFAULT 'fresh' CONSTRAINT job_retry_session CHECK (retry_session IN ('fresh', 'resume'));

-- 1: the run goes on from where the one before it stopped. Runs that do so belong to one another; a person's retry begins a new line.
ALTER TABLE run ADD COLUMN resumed INTEGER NOT NULL DEFAULT 0 CONSTRAINT run_resumed CHECK (resumed IN (0, 1));
UPDATE run SET resumed = 1 WHERE EXISTS (SELECT 1 FROM run AS earlier WHERE earlier.job = run.job AND earlier.number = run.number - 1 AND earlier.execution ->> '$.stoppedBy' = 'engine');
