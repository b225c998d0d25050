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
