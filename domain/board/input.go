package board

import (
	"time"

	"placewatch/domain/civil"
	"placewatch/domain/concern"
	"placewatch/domain/journal"
	"placewatch/domain/ofsted"
	"placewatch/domain/placement"
	"placewatch/domain/text"
)

// Input is everything that the board is made of, read from the store in one view
// and already settled to today in memory.
type Input struct {
	Rules        concern.Rules
	Today        civil.Date
	Council      text.Text // this store's council as Ofsted writes it; none when not set
	Practice     bool
	Cases        []*concern.Case             // with an open concern, an open placement request, or a proposal that waits
	Placed       []placement.Placement       // open placements in the provisions of Cases and in the buckets that are not fine, outside_ofsted among them
	Open         int                         // open placements, counted apart from the buckets
	Places       map[string]ofsted.Provision // provisions of Placed that have no case, by URN
	Standings    map[string]ofsted.Standing  // theirs
	Buckets      map[placement.Bucket]int    // of all open placements
	BucketOf     map[string]placement.Bucket // of each of Placed, by placement id
	Reasons      map[string]string           // why it is in that bucket, by placement id; may lack some
	Doubts       []Doubt                     // children whose rows in the newest file could not be used, or contradict one another
	Watched      int                         // provisions below the threshold with no concern
	Known        int                         // provisions known
	Shares       map[string]string           // how often Ofsted came back, in words, by ShareKey; may be nil
	Discrepant   int                         // open discrepancies
	OfstedAsAt   civil.Date
	OfstedOn     civil.Date
	PlacementsAt civil.Date
	PlacementsOn civil.Date
	Seq          int64
}

// Doubt is a child of whom the newest file says something that could not be used:
// what is held of her may no longer be true.
type Doubt struct {
	ID    string
	Child text.Text
	Why   string
}

// PageInput is what one provision's page is made of.
type PageInput struct {
	Rules   concern.Rules
	Today   civil.Date
	Zone    *time.Location // in which the times of the timeline are shown
	Council text.Text
	Case    *concern.Case // settled to today; its Concern is zero where none is open
	Placed  []placement.Placement
	Shares  map[string]string // as Input's
	Past    []concern.Part    // of concerns that are closed
	Entries []journal.Entry   // about the provision, its concerns and their parts, oldest first
}
