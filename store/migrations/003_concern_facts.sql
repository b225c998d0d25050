-- What a person recorded of a provision that Ofsted's files do not tell: its
-- manager, the approval of a secure home, and the registration that followed an
-- ended one.

ALTER TABLE concern ADD COLUMN manager TEXT NOT NULL DEFAULT '' CHECK (manager IN ('', 'in_post', 'leaving', 'absent', 'vacant'));
ALTER TABLE concern ADD COLUMN manager_since TEXT; -- a date
ALTER TABLE concern ADD COLUMN dfe_approval TEXT NOT NULL DEFAULT '' CHECK (dfe_approval IN ('', 'continued', 'withdrawn'));
ALTER TABLE concern ADD COLUMN linked_urn TEXT REFERENCES provision (urn);

-- How a proposal that nobody confirmed ended: since when, by whose act, and which row
-- that was.
ALTER TABLE proposal ADD COLUMN ended_on TEXT; -- a date
ALTER TABLE proposal ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';
ALTER TABLE proposal ADD COLUMN ended_row TEXT NOT NULL DEFAULT '';

-- Counts while no concern is open there: what was written over is found.
ALTER TABLE freeze ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

CREATE INDEX visit_urn ON visit (urn);

-- A person's last act, and what followed of it, are looked for whenever a board asks
-- whether something can be undone.
CREATE INDEX journal_actor ON journal (actor, on_behalf_of, seq);
CREATE INDEX journal_cause ON journal (cause) WHERE cause > 0;
