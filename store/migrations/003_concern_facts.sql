-- What a person recorded of a provision that Ofsted's files do not tell: its
-- manager, the approval of a secure home, and the registration that followed an
-- ended one.

ALTER TABLE concern ADD COLUMN manager TEXT NOT NULL DEFAULT '' CHECK (manager IN ('', 'in_post', 'leaving', 'absent', 'vacant'));
ALTER TABLE concern ADD COLUMN manager_since TEXT; -- a date
ALTER TABLE concern ADD COLUMN dfe_approval TEXT NOT NULL DEFAULT '' CHECK (dfe_approval IN ('', 'continued', 'withdrawn'));
ALTER TABLE concern ADD COLUMN linked_urn TEXT REFERENCES provision (urn);
