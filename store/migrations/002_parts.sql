-- The parts of a case that have charts of their own: assessments, placement
-- requests, plans, enforcement, alerts. Each is kept whole, as the journal tells it.

CREATE TABLE part (
	id      TEXT PRIMARY KEY, -- kind/id
	kind    TEXT NOT NULL CHECK (kind IN ('enforcement', 'request', 'assessment', 'improvement', 'monitoring', 'alert')),
	urn     TEXT NOT NULL REFERENCES provision (urn),
	concern TEXT REFERENCES concern (id), -- none for a request
	child   TEXT NOT NULL,
	state   TEXT NOT NULL CHECK (state <> ''),
	over    INTEGER NOT NULL CHECK (over IN (0, 1)), -- nothing more can happen to it
	body    TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE INDEX part_urn ON part (urn, concern);
CREATE INDEX part_open ON part (urn) WHERE concern IS NULL AND over = 0;
CREATE INDEX part_child ON part (child) WHERE child <> '';

-- A duty may be owed by a request, which needs no concern; by somebody we told; and
-- may be put off. SQLite changes a table's conditions by making it anew.

CREATE TABLE new_duty (
	id           TEXT PRIMARY KEY,
	kind         TEXT NOT NULL,
	what         TEXT NOT NULL,
	concern      TEXT REFERENCES concern (id), -- none for a request's
	urn          TEXT NOT NULL,
	child        TEXT NOT NULL,
	part         TEXT NOT NULL, -- id of the visit, assessment, request … that it is owed by
	owner        TEXT NOT NULL CHECK (owner IN ('ours', 'ofsted', 'provider', 'others')),
	role         TEXT NOT NULL,
	person       TEXT NOT NULL,
	from_day     TEXT NOT NULL,
	earliest     TEXT,
	due          TEXT,
	original_due TEXT,
	flagged      INTEGER NOT NULL CHECK (flagged IN (0, 1)),
	explanation  TEXT NOT NULL,
	rule         TEXT NOT NULL,
	source       TEXT NOT NULL,
	opened_by    TEXT NOT NULL,
	opened_on    TEXT NOT NULL,
	status       TEXT NOT NULL CHECK (status IN ('open', 'settled', 'void')),
	settled_by   TEXT NOT NULL,
	settled_on   TEXT,
	snoozed      TEXT,
	note         TEXT NOT NULL,
	CHECK (owner <> 'ours' OR due IS NOT NULL), -- what we owe has a date, always
	CHECK ((status = 'open') = (settled_on IS NULL))
) STRICT;

INSERT INTO new_duty SELECT id, kind, what, concern, urn, child, visit, owner, role, person, from_day, earliest, due, original_due,
	flagged, explanation, rule, source, opened_by, opened_on, status, settled_by, settled_on, NULL, '' FROM duty;
DROP TABLE duty;
ALTER TABLE new_duty RENAME TO duty;
CREATE INDEX duty_concern ON duty (concern, status);
CREATE INDEX duty_urn ON duty (urn, status);

-- Which command an entry is part of: the first entry of that command; 0 for that one
-- itself, and for what no command brought about.
ALTER TABLE journal ADD COLUMN cause INTEGER NOT NULL DEFAULT 0;

-- What a person typed into a form and did not send. It is no fact, so the journal
-- does not tell of it, and it is dropped when it is sent.
CREATE TABLE draft (
	person  TEXT NOT NULL REFERENCES person (id), -- who was at the desk
	acts_as TEXT NOT NULL REFERENCES person (id), -- and for whom: the same person, but for an administrator
	subject TEXT NOT NULL,
	event   TEXT NOT NULL,
	args    TEXT NOT NULL CHECK (json_valid(args)),
	version INTEGER NOT NULL, -- of the subject as the person saw it
	saved   TEXT NOT NULL,    -- an instant
	PRIMARY KEY (person, acts_as, subject, event)
) STRICT;

-- Who read what: a child's record opened, an export, a search by a child's
-- reference. A chain of its own.
CREATE TABLE reading (
	seq          INTEGER PRIMARY KEY,
	at           TEXT NOT NULL, -- an instant
	actor        TEXT NOT NULL CHECK (actor <> ''),
	on_behalf_of TEXT NOT NULL,
	session      TEXT NOT NULL,
	machine      TEXT NOT NULL,
	what         TEXT NOT NULL CHECK (what IN ('child', 'export', 'search')),
	subject      TEXT NOT NULL,
	prev         TEXT NOT NULL,
	hash         TEXT NOT NULL UNIQUE
) STRICT;

CREATE TRIGGER reading_in_order BEFORE INSERT ON reading
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM reading)
BEGIN SELECT raise(ABORT, 'the reading audit takes entries in order only'); END;

CREATE TRIGGER reading_not_changed BEFORE UPDATE ON reading
BEGIN SELECT raise(ABORT, 'an entry of the reading audit is never changed'); END;

CREATE TRIGGER reading_not_removed BEFORE DELETE ON reading
BEGIN SELECT raise(ABORT, 'an entry of the reading audit is never removed'); END;

-- The policy profiles that were put in force, as the files were.
CREATE TABLE policy (
	id        TEXT PRIMARY KEY, -- sha256 of the file
	name      TEXT NOT NULL,
	version   TEXT NOT NULL,
	approver  TEXT NOT NULL,
	review_by TEXT,
	used_on   TEXT NOT NULL,
	in_force  INTEGER NOT NULL CHECK (in_force IN (0, 1)),
	source    TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX policy_in_force ON policy (in_force) WHERE in_force = 1;
