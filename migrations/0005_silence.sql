-- How long a run may say nothing; NULL: as its profile says.
ALTER TABLE job ADD COLUMN silence_ms INTEGER;
