package ofsted

// Facts says which facts of a provision a row gave.
type Facts uint16

const (
	GaveName Facts = 1 << iota
	GaveType
	GaveStatus
	GaveRegistered
	GaveClosed
	GaveAuthority
	GaveRegion
	GaveSector
	GaveOwner
	GavePlaces
	GaveJudged // the row would have shown a judgement, had there been one

	// Everything is what a row gave that left no fact out.
	Everything = GaveJudged<<1 - 1
)

// Has reports whether all of the facts were given.
func (f Facts) Has(all Facts) bool { return f&all == all }

// ProvisionFact is what one row says of a provision. A fact that the row leaves
// blank, or that Ofsted has struck out, is absent: it says nothing against what
// is already known.
type ProvisionFact struct {
	Provision Provision
	Gave      Facts
	Line      int
}

// Onto returns what is known of the provision once the row has been added. Of a
// provision not known before, known is Provision{Places: -1}.
func (f ProvisionFact) Onto(known Provision) Provision {
	p, out := f.Provision, known
	out.URN = p.URN
	if f.Gave.Has(GaveName) {
		out.Name = p.Name
	}
	if f.Gave.Has(GaveType) {
		out.Type, out.TypeWords = p.Type, p.TypeWords
	}
	if out.Type == "" {
		out.Type = Other
	}
	if f.Gave.Has(GaveRegistered) {
		out.Registered = p.Registered
	}
	if f.Gave.Has(GaveStatus) {
		out.Status = p.Status
	}
	if f.Gave.Has(GaveClosed) {
		out.Closed = p.Closed
	}
	if out.Status == Active || out.Status == Suspended {
		out.Closed = p.Closed // an open registration has no closing day left over
	}
	if f.Gave.Has(GaveAuthority) {
		out.LocalAuthority = p.LocalAuthority
	}
	if f.Gave.Has(GaveRegion) {
		out.Region = p.Region
	}
	if f.Gave.Has(GaveSector) {
		out.Sector = p.Sector
	}
	if f.Gave.Has(GaveOwner) {
		out.Owner = p.Owner
	}
	if f.Gave.Has(GavePlaces) {
		out.Places = p.Places
	}
	if f.Gave.Has(GaveJudged) {
		out.JudgedAsAt = p.JudgedAsAt
	}
	return out
}
