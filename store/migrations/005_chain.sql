-- How far the journal and the reading audit have come: what is cut off at their end
-- leaves a chain that is whole, and shows by this.
CREATE TABLE chain (
	name TEXT PRIMARY KEY CHECK (name IN ('journal', 'reading audit')),
	seq  INTEGER NOT NULL,
	hash TEXT NOT NULL
) STRICT;

INSERT INTO chain (name, seq, hash)
SELECT 'journal', coalesce(max(seq), 0), coalesce((SELECT hash FROM journal ORDER BY seq DESC LIMIT 1), '') FROM journal
UNION ALL
SELECT 'reading audit', coalesce(max(seq), 0), coalesce((SELECT hash FROM reading ORDER BY seq DESC LIMIT 1), '') FROM reading;

CREATE TRIGGER journal_goes_on AFTER INSERT ON journal
BEGIN UPDATE chain SET seq = new.seq, hash = new.hash WHERE name = 'journal'; END;

CREATE TRIGGER reading_goes_on AFTER INSERT ON reading
BEGIN UPDATE chain SET seq = new.seq, hash = new.hash WHERE name = 'reading audit'; END;

CREATE TRIGGER chain_not_removed BEFORE DELETE ON chain
BEGIN SELECT raise(ABORT, 'how far a chain has come is never removed'); END;
