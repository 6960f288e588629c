-- A job that starts as soon as one of its edges is met, instead of all.
ALTER TABLE job ADD COLUMN any_of INTEGER NOT NULL DEFAULT 0 CONSTRAINT job_any_of CHECK (any_of IN (0, 1));
