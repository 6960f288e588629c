-- How Claude's own part of a run ended, stored when its process ended and before anything follows from it: {execution, outcome, refused}.
-- NULL while Claude runs, and when its engine stopped it.
ALTER TABLE run ADD COLUMN claude_end TEXT CONSTRAINT run_claude_end CHECK (claude_end IS NULL OR json_valid(claude_end));
