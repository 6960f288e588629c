-- A fan-in that stopped at a conflict, and what becomes of one. A job held for it is held for a person (held_by); merging says for what:
-- JSON of the parents in the order they are merged, with the commit of each, and the files that conflict; `resolved` once a person has released it.
ALTER TABLE job ADD COLUMN merging TEXT CONSTRAINT job_merging CHECK (merging IS NULL OR json_valid(merging));
ALTER TABLE job ADD COLUMN on_conflict TEXT NOT NULL DEFAULT 'hold' CONSTRAINT job_on_conflict CHECK (on_conflict IN ('hold', 'fail'));
