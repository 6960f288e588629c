-- What runs of the last days cost, without reading all others: a run is in here once it has ended, and is written once.
CREATE INDEX run_ended ON run (ended_at, cost_usd) WHERE ended_at IS NOT NULL;
-- The limits of its subscription that Claude told of last (JSON: kind, status, utilization, resetsAt, at); NULL: it told of none.
ALTER TABLE profile ADD COLUMN limits TEXT CONSTRAINT profile_limits CHECK (limits IS NULL OR json_valid(limits));
