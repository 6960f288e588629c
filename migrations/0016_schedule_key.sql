-- Whoever adds a schedule once more with the same key from the same device gets the first one: an answer can be lost after it was stored.
ALTER TABLE schedule ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE schedule ADD COLUMN idempotency_key TEXT;
CREATE UNIQUE INDEX schedule_idempotency ON schedule (device, idempotency_key) WHERE idempotency_key IS NOT NULL;
