-- A template that is submitted as a job at each of its times. next_at is NULL while it is paused, or when no time is left.
-- last_…: what became of the last due time. Deleted for good when removed; its jobs stay and keep its id.
CREATE TABLE schedule (
  id TEXT NOT NULL PRIMARY KEY,
  every TEXT NOT NULL,
  zone TEXT NOT NULL,
  catch_up_ms INTEGER NOT NULL,
  overlap TEXT NOT NULL,
  job TEXT NOT NULL,
  paused INTEGER NOT NULL,
  next_at INTEGER,
  last_due_at INTEGER,
  last_result TEXT,
  last_job TEXT,
  last_message TEXT,
  submitted_from TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CONSTRAINT schedule_id CHECK (length(id) = 10 AND id GLOB 's*'),
  CONSTRAINT schedule_overlap CHECK (overlap IN ('skip', 'queue', 'replace')),
  CONSTRAINT schedule_job CHECK (json_valid(job)),
  CONSTRAINT schedule_paused CHECK (paused IN (0, 1) AND (paused = 0 OR next_at IS NULL)),
  CONSTRAINT schedule_last CHECK ((last_due_at IS NULL) = (last_result IS NULL) AND (last_result IS NULL OR last_result IN ('submitted', 'skipped', 'missed', 'refused')))
) STRICT, WITHOUT ROWID;

CREATE INDEX schedule_due ON schedule (next_at) WHERE next_at IS NOT NULL;

ALTER TABLE job ADD COLUMN schedule TEXT;
CREATE INDEX job_by_schedule ON job (schedule, seq) WHERE schedule IS NOT NULL;
CREATE INDEX job_open_of_schedule ON job (schedule, seq) WHERE schedule IS NOT NULL AND state <> 'finished';
