-- Generated from the migrations by npm run schema; the check compares.
PRAGMA user_version = 16;

CREATE TABLE approval (
  id TEXT NOT NULL PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES job (seq),
  run INTEGER NOT NULL,
  tool TEXT NOT NULL,
  input TEXT NOT NULL,
  suggestions TEXT NOT NULL,
  question TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  answered_at INTEGER,
  message TEXT,
  CONSTRAINT approval_state CHECK (state IN ('asked', 'allowed', 'denied', 'expired', 'withdrawn')),
  CONSTRAINT approval_answered CHECK ((state = 'asked') = (answered_at IS NULL))
) STRICT, WITHOUT ROWID;

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

CREATE TABLE conversation (
  id TEXT NOT NULL PRIMARY KEY,
  profile TEXT NOT NULL,
  repository TEXT NOT NULL,
  session_id TEXT,
  lease TEXT,
  lease_pid INTEGER,
  lease_start TEXT,
  lease_at INTEGER,
  created_at INTEGER NOT NULL,
  CONSTRAINT conversation_lease CHECK ((lease IS NULL) = (lease_pid IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE edge (
  child INTEGER NOT NULL REFERENCES job (seq),
  parent INTEGER NOT NULL REFERENCES job (seq),
  position INTEGER NOT NULL,
  condition TEXT NOT NULL,
  otherwise TEXT NOT NULL,
  alias TEXT,
  waived INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (child, parent),
  CONSTRAINT edge_condition CHECK (condition IN ('success', 'failure', 'done')),
  CONSTRAINT edge_otherwise CHECK (otherwise IN ('cancel', 'hold')),
  CONSTRAINT edge_waived CHECK (waived IN (0, 1)),
  CONSTRAINT edge_self CHECK (child <> parent)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  job INTEGER,
  subject TEXT,
  run INTEGER,
  from_seq INTEGER,
  to_seq INTEGER
) STRICT;

CREATE TABLE job (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  state TEXT NOT NULL,
  held_by TEXT,
  held_parent INTEGER,
  waiting TEXT,
  outcome TEXT,
  reason TEXT,
  message TEXT,
  cause INTEGER,
  root_cause INTEGER,
  title TEXT NOT NULL,
  repository TEXT NOT NULL,
  profile TEXT NOT NULL,
  profile_version INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  labels TEXT NOT NULL,
  context TEXT NOT NULL,
  conversation TEXT NOT NULL REFERENCES conversation (id),
  isolation TEXT NOT NULL,
  base TEXT,
  check_command TEXT,
  check_timeout_ms INTEGER,
  retry_max INTEGER NOT NULL,
  retry_backoff_ms INTEGER NOT NULL,
  timeout_ms INTEGER,
  max_turns INTEGER,
  budget_usd REAL,
  model TEXT,
  not_before INTEGER NOT NULL,
  pipeline TEXT REFERENCES pipeline (id),
  alias TEXT,
  submitted_from TEXT NOT NULL,
  device TEXT NOT NULL,
  idempotency_key TEXT,
  worktree TEXT,
  branch TEXT,
  base_commit TEXT,
  head_commit TEXT,
  run INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  resume INTEGER NOT NULL DEFAULT 0,
  cancel_requested INTEGER NOT NULL DEFAULT 0,
  cost_usd REAL NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  queued_at INTEGER,
  started_at INTEGER,
  ended_at INTEGER,
  prompt TEXT NOT NULL, any_of INTEGER NOT NULL DEFAULT 0 CONSTRAINT job_any_of CHECK (any_of IN (0, 1)), retry_on TEXT CONSTRAINT job_retry_on CHECK (retry_on IS NULL OR json_valid(retry_on)), retry_session TEXT NOT NULL DEFAULT 'fresh' CONSTRAINT job_retry_session CHECK (retry_session IN ('fresh', 'resume')), silence_ms INTEGER, schedule TEXT, merging TEXT CONSTRAINT job_merging CHECK (merging IS NULL OR json_valid(merging)), on_conflict TEXT NOT NULL DEFAULT 'hold' CONSTRAINT job_on_conflict CHECK (on_conflict IN ('hold', 'fail')), landed TEXT CONSTRAINT job_landed CHECK (landed IS NULL OR json_valid(landed)), check_more TEXT CONSTRAINT job_check_more CHECK (check_more IS NULL OR json_valid(check_more)), land TEXT CONSTRAINT job_land CHECK (land IS NULL OR json_valid(land)), landing TEXT CONSTRAINT job_landing CHECK (landing IS NULL OR json_valid(landing)), touches TEXT CONSTRAINT job_touches CHECK (touches IS NULL OR json_valid(touches)),
  CONSTRAINT job_id CHECK (length(id) = 10 AND id GLOB 'j*'),
  CONSTRAINT job_state CHECK (state IN ('blocked', 'held', 'queued', 'starting', 'running', 'waiting', 'finished')),
  CONSTRAINT job_held CHECK ((state = 'held') = (held_by IS NOT NULL) AND (held_by IS NULL OR held_by IN ('person', 'parent')) AND (held_parent IS NOT NULL) = (held_by IS NOT NULL AND held_by = 'parent')),
  CONSTRAINT job_waiting CHECK ((state = 'waiting') = (waiting IS NOT NULL)),
  CONSTRAINT job_outcome CHECK ((state = 'finished') = (outcome IS NOT NULL) AND (outcome IS NULL) = (reason IS NULL) AND (outcome IS NULL) = (message IS NULL)),
  CONSTRAINT job_reason CHECK (outcome IS NULL OR (outcome = 'succeeded') = (reason = 'ok')),
  CONSTRAINT job_ended CHECK ((state = 'finished') = (ended_at IS NOT NULL)),
  CONSTRAINT job_cause CHECK ((cause IS NULL OR reason = 'dependency-failed') AND (cause IS NULL) = (root_cause IS NULL)),
  CONSTRAINT job_flags CHECK (resume IN (0, 1) AND cancel_requested IN (0, 1)),
  CONSTRAINT job_context CHECK (context IN ('fresh', 'branch', 'fork', 'continue')),
  CONSTRAINT job_isolation CHECK (isolation IN ('worktree', 'none')),
  FOREIGN KEY (profile, profile_version) REFERENCES profile_version (name, version)
) STRICT;

CREATE VIRTUAL TABLE job_text USING fts5(title, prompt, content = '', contentless_delete = 1, tokenize = 'trigram');

CREATE TABLE 'job_text_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'job_text_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'job_text_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'job_text_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE log_entry (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  data TEXT
) STRICT;

CREATE TABLE log_raw (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  position INTEGER NOT NULL,
  size INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE pipeline (
  id TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE profile (
  name TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  built_in INTEGER NOT NULL DEFAULT 0,
  paused INTEGER NOT NULL DEFAULT 0,
  removed_at INTEGER, limits TEXT CONSTRAINT profile_limits CHECK (limits IS NULL OR json_valid(limits)),
  CONSTRAINT profile_built_in CHECK (built_in IN (0, 1)),
  CONSTRAINT profile_paused CHECK (paused IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE profile_version (
  name TEXT NOT NULL REFERENCES profile (name),
  version INTEGER NOT NULL,
  spec TEXT NOT NULL,
  secret TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (name, version),
  CONSTRAINT profile_version_spec CHECK (json_valid(spec))
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  job INTEGER NOT NULL REFERENCES job (seq),
  number INTEGER NOT NULL,
  session_id TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  pid INTEGER,
  pid_start TEXT,
  execution TEXT,
  claimed TEXT,
  verified TEXT,
  cost_usd REAL NOT NULL DEFAULT 0,
  cost_total_usd REAL NOT NULL DEFAULT 0,
  usage TEXT, resumed INTEGER NOT NULL DEFAULT 0 CONSTRAINT run_resumed CHECK (resumed IN (0, 1)), claude_end TEXT CONSTRAINT run_claude_end CHECK (claude_end IS NULL OR json_valid(claude_end)), changed_files INTEGER,
  PRIMARY KEY (job, number),
  CONSTRAINT run_number CHECK (number >= 1)
) STRICT, WITHOUT ROWID;

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
  created_at INTEGER NOT NULL, device TEXT NOT NULL DEFAULT '', idempotency_key TEXT,
  CONSTRAINT schedule_id CHECK (length(id) = 10 AND id GLOB 's*'),
  CONSTRAINT schedule_overlap CHECK (overlap IN ('skip', 'queue', 'replace')),
  CONSTRAINT schedule_job CHECK (json_valid(job)),
  CONSTRAINT schedule_paused CHECK (paused IN (0, 1) AND (paused = 0 OR next_at IS NULL)),
  CONSTRAINT schedule_last CHECK ((last_due_at IS NULL) = (last_result IS NULL) AND (last_result IS NULL OR last_result IN ('submitted', 'skipped', 'missed', 'refused')))
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX approval_by_job ON approval (job);

CREATE INDEX approval_open ON approval (asked_at) WHERE state = 'asked';

CREATE INDEX conversation_leased ON conversation (id) WHERE lease IS NOT NULL;

CREATE INDEX edge_by_parent ON edge (parent, child);

CREATE INDEX job_by_cause ON job (cause) WHERE cause IS NOT NULL;

CREATE INDEX job_by_conversation ON job (conversation, seq);

CREATE UNIQUE INDEX job_by_id ON job (id);

CREATE INDEX job_by_pipeline ON job (pipeline, seq) WHERE pipeline IS NOT NULL;

CREATE INDEX job_by_schedule ON job (schedule, seq) WHERE schedule IS NOT NULL;

CREATE INDEX job_due ON job (not_before) WHERE state = 'queued' AND not_before > 0;

CREATE UNIQUE INDEX job_idempotency ON job (device, idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE INDEX job_in_place ON job (repository, seq) WHERE state = 'queued' AND isolation = 'none';

CREATE INDEX job_live ON job (state, seq) WHERE state IN ('starting', 'running', 'waiting');

CREATE INDEX job_open_of_schedule ON job (schedule, seq) WHERE schedule IS NOT NULL AND state <> 'finished';

CREATE INDEX job_outcome ON job (outcome, seq) WHERE outcome IN ('failed', 'cancelled', 'lost');

CREATE INDEX job_queue ON job (profile, max(coalesce(queued_at, created_at), not_before) - priority * 600000, seq) WHERE state = 'queued';

CREATE INDEX job_succeeded ON job (repository, profile, seq) WHERE outcome = 'succeeded';

CREATE INDEX job_unfinished ON job (seq) WHERE state <> 'finished';

CREATE INDEX pipeline_by_age ON pipeline (created_at, id);

CREATE INDEX pipeline_by_title ON pipeline (title, created_at);

CREATE INDEX run_ended ON run (ended_at, cost_usd) WHERE ended_at IS NOT NULL;

CREATE INDEX run_open ON run (job) WHERE ended_at IS NULL;

CREATE INDEX schedule_due ON schedule (next_at) WHERE next_at IS NOT NULL;

CREATE UNIQUE INDEX schedule_idempotency ON schedule (device, idempotency_key) WHERE idempotency_key IS NOT NULL;
