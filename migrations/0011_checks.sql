-- What a check asks for besides its command (JSON: files, schema, prompt, profile); with one of these, check_command may be NULL while check_timeout_ms is not.
ALTER TABLE job ADD COLUMN check_more TEXT CONSTRAINT job_check_more CHECK (check_more IS NULL OR json_valid(check_more));
-- How many files a run's work changed since the commit it began from; NULL: not known.
ALTER TABLE run ADD COLUMN changed_files INTEGER;
