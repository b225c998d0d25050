-- What the migrations add up to: every table with its indexes and triggers.
-- Made by "UPDATE=1 go test ./store -run Schema"; the program does not read it.

PRAGMA user_version = 5;
PRAGMA application_id = 1886156660;

CREATE TABLE chain (
	name TEXT PRIMARY KEY CHECK (name IN ('journal', 'reading audit')),
	seq  INTEGER NOT NULL,
	hash TEXT NOT NULL
) STRICT;

CREATE TRIGGER chain_not_removed BEFORE DELETE ON chain
BEGIN SELECT raise(ABORT, 'how far a chain has come is never removed'); END;

CREATE TABLE concern (
	id            TEXT PRIMARY KEY,
	urn           TEXT NOT NULL REFERENCES provision (urn),
	ofsted_state  TEXT NOT NULL CHECK (ofsted_state IN ('judged', 'case_review', 'awaiting_revisit', 'revisited',
		'judgement_remains', 'full_inspection_awaited', 'improved', 'ended', 'closed')),
	qa_state      TEXT NOT NULL CHECK (qa_state IN ('', 'notified', 'exposure_check', 'nil_exposure', 'provider_asked',
		'awaiting_requirements', 'visiting', 'monitoring', 'assured')),
	plan_state    TEXT NOT NULL CHECK (plan_state IN ('', 'asked', 'received', 'completed', 'none_required')),
	opened_on     TEXT NOT NULL,
	known_on      TEXT NOT NULL,
	closed_on     TEXT,
	intake        INTEGER NOT NULL CHECK (intake IN (0, 1)),
	finding       TEXT NOT NULL,
	original      TEXT, -- end of the inspection that opened it
	kind          TEXT NOT NULL,
	ended         TEXT, -- end of the inspection whose finding stands
	provisional   INTEGER NOT NULL CHECK (provisional IN (0, 1)),
	source        TEXT NOT NULL,
	host_area     INTEGER NOT NULL CHECK (host_area IN (0, 1)),
	monitored     INTEGER NOT NULL CHECK (monitored IN (0, 1)),
	visited_on    TEXT,
	plan_done     TEXT,
	plan_progress TEXT NOT NULL,
	assured_on    TEXT,
	raised        INTEGER NOT NULL CHECK (raised IN (0, 1)),
	next          INTEGER NOT NULL,
	version       INTEGER NOT NULL CHECK (version > 0),
	judgement     TEXT NOT NULL CHECK (json_valid(judgement)), manager TEXT NOT NULL DEFAULT '' CHECK (manager IN ('', 'in_post', 'leaving', 'absent', 'vacant')), manager_since TEXT, dfe_approval TEXT NOT NULL DEFAULT '' CHECK (dfe_approval IN ('', 'continued', 'withdrawn')), linked_urn TEXT REFERENCES provision (urn),
	CHECK ((closed_on IS NULL) = (ofsted_state <> 'closed'))
) STRICT;

CREATE UNIQUE INDEX concern_open ON concern (urn) WHERE closed_on IS NULL;

CREATE TABLE discrepancy (
	id        TEXT PRIMARY KEY, -- kind/subject: one open matter is told once
	kind      TEXT NOT NULL,
	subject   TEXT NOT NULL,
	ours      TEXT NOT NULL,
	theirs    TEXT NOT NULL,
	file      TEXT NOT NULL,
	line      INTEGER NOT NULL,
	status    TEXT NOT NULL CHECK (status IN ('open', 'settled')),
	opened_on TEXT NOT NULL,
	closed_on TEXT,
	why       TEXT NOT NULL -- how it was settled
) STRICT;

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

CREATE TABLE "duty" (
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

CREATE INDEX duty_concern ON duty (concern, status);

CREATE INDEX duty_urn ON duty (urn, status);

CREATE TABLE freeze (
	urn          TEXT PRIMARY KEY REFERENCES provision (urn),
	state        TEXT NOT NULL CHECK (state IN ('frozen', 'hard_frozen', 'lifted')),
	since        TEXT NOT NULL,
	basis        TEXT NOT NULL CHECK (basis IN ('watch', 'council', 'notice')),
	why          TEXT NOT NULL,
	by_whom      TEXT NOT NULL,
	until        TEXT,
	stepped_down INTEGER NOT NULL CHECK (stepped_down IN (0, 1))
, version INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE holiday (
	day   TEXT PRIMARY KEY,
	title TEXT NOT NULL,
	notes TEXT NOT NULL
) STRICT;

CREATE TABLE import_file (
	id            TEXT PRIMARY KEY, -- sha256/sheet/as_at/imported_on
	kind          TEXT NOT NULL CHECK (kind IN ('ofsted', 'placements')),
	name          TEXT NOT NULL, -- base name only
	sheet         TEXT NOT NULL,
	recognised_as TEXT NOT NULL,
	as_at         TEXT,
	imported_on   TEXT NOT NULL,
	rows          INTEGER NOT NULL,
	accepted      INTEGER NOT NULL,
	rejected      INTEGER NOT NULL
) STRICT;

CREATE TABLE inspection (
	id          TEXT PRIMARY KEY, -- urn#n
	urn         TEXT NOT NULL REFERENCES provision (urn),
	kind        TEXT NOT NULL CHECK (kind IN ('full', 'assurance', 'interim', 'monitoring', 'emergency', 'other')),
	event_type  TEXT NOT NULL, -- Ofsted's own words
	number      TEXT NOT NULL, -- no key: one can cover several URNs
	started     TEXT,
	ended       TEXT, -- the feedback day; starts the regulator's clocks
	published   TEXT,
	overall     TEXT NOT NULL CHECK (overall IN ('', 'outstanding', 'good', 'requires_improvement', 'inadequate')),
	protection  TEXT NOT NULL CHECK (protection IN ('', 'outstanding', 'good', 'requires_improvement', 'inadequate')),
	leadership  TEXT NOT NULL CHECK (leadership IN ('', 'outstanding', 'good', 'requires_improvement', 'inadequate')),
	outcome     TEXT NOT NULL,
	label       TEXT NOT NULL, -- Ofsted's own words for the headline
	provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
	as_at       TEXT -- the day of the newest file, or telling, that holds it so
) STRICT;

CREATE INDEX inspection_urn ON inspection (urn, ended);

CREATE TABLE item (
	id       TEXT PRIMARY KEY,
	concern  TEXT NOT NULL REFERENCES concern (id),
	kind     TEXT NOT NULL CHECK (kind IN ('requirement', 'recommendation')),
	text     TEXT NOT NULL CHECK (text <> ''),
	due      TEXT,
	progress TEXT NOT NULL CHECK (progress IN ('not_checked', 'not_met', 'partly', 'met'))
) STRICT;

CREATE INDEX item_concern ON item (concern);

CREATE TABLE journal (
	seq          INTEGER PRIMARY KEY,
	at           TEXT NOT NULL, -- an instant
	actor        TEXT NOT NULL CHECK (actor <> ''),
	on_behalf_of TEXT NOT NULL,
	session      TEXT NOT NULL,
	machine      TEXT NOT NULL,
	subject      TEXT NOT NULL,
	row          TEXT NOT NULL, -- the transition of the chart
	event        TEXT NOT NULL,
	on_day       TEXT NOT NULL,
	args         TEXT NOT NULL CHECK (json_valid(args)),
	policy       TEXT NOT NULL,
	key          TEXT UNIQUE,   -- idempotency key of the command
	changes      TEXT NOT NULL CHECK (json_valid(changes)),
	prev         TEXT NOT NULL,
	hash         TEXT NOT NULL UNIQUE
, cause INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX journal_actor ON journal (actor, on_behalf_of, seq);

CREATE INDEX journal_cause ON journal (cause) WHERE cause > 0;

CREATE INDEX journal_subject ON journal (subject, seq);

CREATE TRIGGER journal_goes_on AFTER INSERT ON journal
BEGIN UPDATE chain SET seq = new.seq, hash = new.hash WHERE name = 'journal'; END;

CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
BEGIN SELECT raise(ABORT, 'the journal takes entries in order only'); END;

CREATE TRIGGER journal_not_changed BEFORE UPDATE ON journal
BEGIN SELECT raise(ABORT, 'a journal entry is never changed'); END;

CREATE TRIGGER journal_not_removed BEFORE DELETE ON journal
BEGIN SELECT raise(ABORT, 'a journal entry is never removed'); END;

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

CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

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

CREATE INDEX part_child ON part (child) WHERE child <> '';

CREATE INDEX part_open ON part (urn) WHERE concern IS NULL AND over = 0;

CREATE INDEX part_urn ON part (urn, concern);

CREATE TABLE person (
	id       TEXT PRIMARY KEY,
	login    TEXT NOT NULL UNIQUE CHECK (login <> ''),
	name     TEXT NOT NULL,
	grants   TEXT NOT NULL CHECK (json_valid(grants)), -- [{role, until}]
	disabled INTEGER NOT NULL CHECK (disabled IN (0, 1))
) STRICT;

CREATE TABLE placement (
	id             TEXT PRIMARY KEY,
	child          TEXT NOT NULL CHECK (child <> ''),
	placed_on      TEXT NOT NULL,
	ended_on       TEXT CHECK (ended_on >= placed_on),
	placement_type TEXT NOT NULL, -- SSDA903 code
	provider_code  TEXT NOT NULL, -- SSDA903 code
	urn            TEXT NOT NULL, -- as the file gave it
	team           TEXT NOT NULL,
	worker         TEXT NOT NULL,
	last_seen      TEXT,
	source_file    TEXT NOT NULL,
	unmatched      INTEGER NOT NULL CHECK (unmatched IN (0, 1)),
	-- derived, as above
	bucket         TEXT NOT NULL CHECK (bucket IN ('', 'below_threshold', 'at_or_above', 'not_yet_inspected', 'no_overall',
		'outside_ofsted', 'unknown_urn', 'missing_urn', 'not_applicable')),
	CHECK ((ended_on IS NULL) = (bucket <> ''))
) STRICT;

CREATE INDEX placement_child ON placement (child);

CREATE INDEX placement_open ON placement (bucket, urn) WHERE ended_on IS NULL;

CREATE INDEX placement_urn ON placement (urn, child, bucket) WHERE ended_on IS NULL;

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

CREATE TABLE preference (
	person  TEXT PRIMARY KEY REFERENCES person (id),
	theme   TEXT NOT NULL,
	ascii   INTEGER NOT NULL CHECK (ascii IN (0, 1)),
	named   INTEGER NOT NULL CHECK (named IN (0, 1)), -- no single letter does anything
	reading TEXT NOT NULL CHECK (reading IN ('', 'reader', 'lines')) -- the screen; phrases for a screen reader; over SSH the line mode
) STRICT;

CREATE TABLE presence (
	session TEXT PRIMARY KEY,
	person  TEXT NOT NULL, -- login
	urn     TEXT NOT NULL, -- of the provision that is open there; none on the board
	doing   TEXT NOT NULL CHECK (doing IN ('here', 'reading', 'editing')),
	since   TEXT NOT NULL, -- an instant: of the last key
	at      TEXT NOT NULL  -- an instant: of the heartbeat
) STRICT;

CREATE TABLE proposal (
	id      TEXT PRIMARY KEY,
	urn     TEXT NOT NULL REFERENCES provision (urn),
	concern TEXT NOT NULL,
	subject TEXT NOT NULL,
	row     TEXT NOT NULL,
	args    TEXT NOT NULL CHECK (json_valid(args)),
	by_whom TEXT NOT NULL REFERENCES person (id),
	roles   TEXT NOT NULL, -- the proposer's that day
	login   TEXT NOT NULL,
	on_day  TEXT NOT NULL,
	expires TEXT NOT NULL,
	digest  TEXT NOT NULL,
	state   TEXT NOT NULL CHECK (state IN ('waiting', 'confirmed', 'expired', 'void', 'alone', 'reviewed'))
, ended_on TEXT, ended_by TEXT NOT NULL DEFAULT '', ended_row TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX proposal_urn ON proposal (urn, state);

CREATE TABLE provision (
	urn             TEXT PRIMARY KEY CHECK (length(urn) BETWEEN 6 AND 8),
	name            TEXT NOT NULL,
	type            TEXT NOT NULL,
	type_words      TEXT NOT NULL, -- Ofsted's own
	status          TEXT NOT NULL CHECK (status IN ('', 'active', 'suspended', 'resigned', 'cancelled', 'closed')),
	registered      TEXT, -- a date
	closed          TEXT, -- a date
	local_authority TEXT NOT NULL, -- where it is, not who places there
	region          TEXT NOT NULL,
	sector          TEXT NOT NULL,
	owner           TEXT NOT NULL,
	places          INTEGER NOT NULL, -- -1 when not given
	unread          TEXT, -- the day of the newest file with a row of it that could not be used; none once one could
	fact_days       TEXT NOT NULL, -- the day of the file of each fact, joined by commas; = repeats the one before
	-- derived from the inspections by the policy in force, in the same transaction; doctor recomputes it
	bucket          TEXT NOT NULL CHECK (bucket IN ('below_threshold', 'at_or_above', 'not_yet_inspected', 'no_overall', 'outside_ofsted', 'unknown'))
) STRICT;

CREATE INDEX provision_bucket ON provision (bucket);

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

CREATE TRIGGER reading_goes_on AFTER INSERT ON reading
BEGIN UPDATE chain SET seq = new.seq, hash = new.hash WHERE name = 'reading audit'; END;

CREATE TRIGGER reading_in_order BEFORE INSERT ON reading
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM reading)
BEGIN SELECT raise(ABORT, 'the reading audit takes entries in order only'); END;

CREATE TRIGGER reading_not_changed BEFORE UPDATE ON reading
BEGIN SELECT raise(ABORT, 'an entry of the reading audit is never changed'); END;

CREATE TRIGGER reading_not_removed BEFORE DELETE ON reading
BEGIN SELECT raise(ABORT, 'an entry of the reading audit is never removed'); END;

CREATE TABLE visit (
	id            TEXT PRIMARY KEY,
	concern       TEXT NOT NULL REFERENCES concern (id),
	urn           TEXT NOT NULL,
	kind          TEXT NOT NULL CHECK (kind IN ('progress', 'full', 'responsive', 'routine', 'pre_placement')),
	state         TEXT NOT NULL CHECK (state IN ('owed', 'booked', 'done', 'reported', 'waived', 'stood_down')),
	due           TEXT NOT NULL,
	original_due  TEXT NOT NULL,
	booked_for    TEXT,
	visitor       TEXT NOT NULL,
	done_on       TEXT,
	mode          TEXT NOT NULL,
	children_seen TEXT NOT NULL,
	concerns      TEXT NOT NULL,
	reported_on   TEXT,
	progress      TEXT NOT NULL,
	told_on       TEXT,
	received_on   TEXT,
	rule          TEXT NOT NULL,
	explanation   TEXT NOT NULL
) STRICT;

CREATE INDEX visit_concern ON visit (concern);

CREATE INDEX visit_urn ON visit (urn);
