-- The files a job says it changes: JSON list of globs relative to the repository's root. NULL: it does not say.
ALTER TABLE job ADD COLUMN touches TEXT CONSTRAINT job_touches CHECK (touches IS NULL OR json_valid(touches));
-- Who waits to work in place somewhere: they are told when somebody begins or ends there.
CREATE INDEX job_in_place ON job (repository, seq) WHERE state = 'queued' AND isolation = 'none';
