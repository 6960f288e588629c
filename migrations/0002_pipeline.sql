-- Pipelines are listed newest first, a page at a time.
CREATE INDEX pipeline_by_age ON pipeline (created_at, id);
