-- Where a job's work was landed: JSON of when, into which branch, how, the head that was landed and the commit the branch stood on afterwards.
ALTER TABLE job ADD COLUMN landed TEXT CONSTRAINT job_landed CHECK (landed IS NULL OR json_valid(landed));
