-- The SSH keys with which people come to the shared board.

CREATE TABLE key (
	id      TEXT PRIMARY KEY, -- its fingerprint: SHA256:…
	person  TEXT NOT NULL REFERENCES person (id),
	line    TEXT NOT NULL,    -- type and key, as an authorized_keys line has them
	comment TEXT NOT NULL,
	added   TEXT NOT NULL,
	expires TEXT,             -- its last day; none: until it is revoked
	revoked TEXT,
	why     TEXT NOT NULL     -- it was revoked
) STRICT;

CREATE INDEX key_person ON key (person);

-- Who is at which screen, by heartbeat: so that people see each other, in one
-- process or in several. It is no fact, and neither journalled nor audited.
CREATE TABLE presence (
	session TEXT PRIMARY KEY,
	person  TEXT NOT NULL, -- login
	urn     TEXT NOT NULL, -- of the provision that is open there; none on the board
	doing   TEXT NOT NULL CHECK (doing IN ('here', 'reading', 'editing')),
	since   TEXT NOT NULL, -- an instant: of the last key
	at      TEXT NOT NULL  -- an instant: of the heartbeat
) STRICT;

-- How each person wants the screen.
CREATE TABLE preference (
	person  TEXT PRIMARY KEY REFERENCES person (id),
	theme   TEXT NOT NULL,
	ascii   INTEGER NOT NULL CHECK (ascii IN (0, 1)),
	named   INTEGER NOT NULL CHECK (named IN (0, 1)), -- no single letter does anything
	reading TEXT NOT NULL CHECK (reading IN ('', 'reader', 'lines')) -- the screen; phrases for a screen reader; over SSH the line mode
) STRICT;
