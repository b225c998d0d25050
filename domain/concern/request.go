package concern

import (
	"placewatch/domain/civil"
	"placewatch/domain/flow"
	"placewatch/domain/text"
)

// Where a placement request stands (S1).
const (
	Requested       flow.State = "requested"
	Clear           flow.State = "clear"
	Justify         flow.State = "justify"
	DocumentsAsked  flow.State = "documents_asked"
	Escalated       flow.State = "escalated"
	RiskAgreed      flow.State = "risk_agreed"
	Approved        flow.State = "approved"
	Lapsed          flow.State = "lapsed"
	EmergencyAgreed flow.State = "emergency_agreed"
	Breach          flow.State = "breach"
	Placed          flow.State = "placed"
	Declined        flow.State = "declined"
	Withdrawn       flow.State = "withdrawn"
	Ratified        flow.State = "ratified"
	NotRatified     flow.State = "not_ratified"
)

// Request is a wish to place one child at this provision: a placement request and
// the offer of it that is pursued here (S1). It needs no concern, and outlives one.
type Request struct {
	ID      string     `json:"id"` // 1027077-R3
	URN     string     `json:"urn"`
	Child   text.Text  `json:"child"`
	State   flow.State `json:"state"`
	Version int64      `json:"version"`
	Next    int        `json:"next"`  // number of its next duty or proposal
	Basis   string     `json:"basis"` // looked_after education short_break parent_placed

	RequestedOn civil.Date `json:"requested_on"`
	RequestedBy string     `json:"requested_by"` // person id: never among those who agree (F1); none for a breach
	Requester   text.Text  `json:"requester"`    // login; for a breach, who recorded it

	Asked        text.Text  `json:"asked"`    // the provisions asked for judgement and date of last inspection
	Claim        string     `json:"claim"`    // the judgement that the provider claims
	ClaimOn      civil.Date `json:"claim_on"` // and the day of it
	Disputed     bool       `json:"disputed"` // the claim does not agree with Ofsted's record, and nobody has settled it
	Match        string     `json:"match"`    // good_match, only_option
	Alternatives text.Text  `json:"alternatives"`
	Summary      text.Text  `json:"summary"` // of Ofsted's requirements, and the provider's action plan; or why they are absent
	Emergency    bool       `json:"emergency"`
	Consent      text.Text  `json:"consent"` // on call: name, time, channel

	Approach   text.Text  `json:"approach"`  // the risk approach agreed
	AgreedBy   []string   `json:"agreed_by"` // person ids of the managers
	Visit      string     `json:"visit"`     // id of the quality visit that they agreed
	Conditions text.Text  `json:"conditions"`
	ApprovedBy text.Text  `json:"approved_by"` // who signed off, ratified, or consented on call
	ApprovedOn civil.Date `json:"approved_on"`
	ValidUntil civil.Date `json:"valid_until"`
	Told       []string   `json:"told"` // who was alerted before the move: social_worker, and iro, sen_officer or placer
	PlacedOn   civil.Date `json:"placed_on"`
	EndedOn    civil.Date `json:"ended_on"`
	Why        text.Text  `json:"why"` // declined, withdrawn, not ratified

	PreparedBy []string `json:"prepared_by,omitzero"` // person ids: whoever prepared what is decided neither agrees nor signs (F2)
}

// Start is a placement that a person recorded as begun.
type Start struct {
	Child text.Text
	On    civil.Date
	Type  string // SSDA903 placement type: K1, K2, U1 …
}

// Ref says what the part is.
func (r *Request) Ref() Ref {
	return Ref{Kind: "request", ID: r.ID, URN: r.URN, Child: r.Child, State: r.State}
}

// Words name the request among others.
func (r *Request) Words() string { return "placement request of " + r.RequestedOn.Short() }

func (r *Request) move(s flow.State) { r.State = s }

// matter is what the request asks for and what was decided of it, without the
// numbers that count what happens to it: what a second person agrees to (F3).
func (r *Request) matter() Request {
	m := *r
	m.Version, m.Next = 0, 0
	return m
}

// request is the request that the present turn is about, or nil.
func (c *Case) request() *Request { return byID(c.Requests, c.part) }
