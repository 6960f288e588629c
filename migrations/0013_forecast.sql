-- How long jobs take is learnt from those that succeeded: of pipelines with the same title, then of the same repository and profile.
CREATE INDEX pipeline_by_title ON pipeline (title, created_at);
CREATE INDEX job_succeeded ON job (repository, profile, seq) WHERE outcome = 'succeeded';
-- Jobs of one pipeline whose work conflicts, at the commits it was at when that was seen: once either stands elsewhere, the row says nothing. The lower row number first; files is a JSON list of paths.
CREATE TABLE conflict (
  pipeline TEXT NOT NULL REFERENCES pipeline (id),
  one INTEGER NOT NULL REFERENCES job (seq),
  other INTEGER NOT NULL REFERENCES job (seq),
  one_head TEXT NOT NULL,
  other_head TEXT NOT NULL,
  files TEXT NOT NULL,
  PRIMARY KEY (pipeline, one, other),
  CONSTRAINT conflict_order CHECK (one < other),
  CONSTRAINT conflict_files CHECK (json_valid(files))
) STRICT, WITHOUT ROWID;
