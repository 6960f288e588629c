-- Where a job's work is landed as the last step of its life: JSON of branch, way, and whether it may be unverified; NULL: nowhere.
ALTER TABLE job ADD COLUMN land TEXT CONSTRAINT job_land CHECK (land IS NULL OR json_valid(land));
-- A landing that has begun, stored before the branch moves: JSON of branch, way, head, the branch before and after, what the check found and the outcome there will be.
-- An engine that dies meanwhile finds in it what was done. NULL before, and once the job has ended.
ALTER TABLE job ADD COLUMN landing TEXT CONSTRAINT job_landing CHECK (landing IS NULL OR json_valid(landing));
