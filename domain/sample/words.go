package sample

import "placewatch/domain/text"

// Made-up words for made-up places. None is the name of a provision or of an
// owner in Ofsted's published files; put no real one in.
var (
	firsts = []string{"Amber", "Barrow", "Bracken", "Bramble", "Candle", "Clover", "Cobble", "Copper", "Curlew",
		"Dapple", "Dunlin", "Elder", "Ember", "Fallow", "Feather", "Fennel", "Gorse", "Hazel", "Heron", "Hollin",
		"Ivory", "Juniper", "Kestrel", "Lantern", "Larch", "Linnet", "Mallow", "Marram", "Merle", "Nettle", "Osprey",
		"Otter", "Pebble", "Pippin", "Plover", "Quill", "Rowan", "Russet", "Saffron", "Sedge", "Sorrel", "Tansy",
		"Teasel", "Thistle", "Vesper", "Wicker", "Willow", "Yarrow"}
	seconds = []string{"keld", "garth", "rigg", "wath", "toft", "thwaite", "hythe", "holt", "tarn", "fold", "nook",
		"wharf", "stow", "reach", "wold", "marsh", "combe", "mere", "beck", "steads"}

	homeEndings   = []string{"House", "Lodge", "Lane", "Court", "Grange", "Cottage", "View", "Place", "End", "Green", "Close", "Rise", "Barn", "Gardens"}
	agencyEndings = []string{"Fostering", "Foster Care", "Foster Families", "Family Placements", "Fostering North", "Fostering South", "Foster Homes"}
	livingEndings = []string{"Supported Living", "Futures", "Housing Support", "Next Steps", "Pathways", "Keys", "Tenancies"}

	ownerEndings = []string{"Care Ltd", "Children's Services Ltd", "Residential Ltd", "Care Group Ltd", "Partnerships Ltd"}
	trustEndings = []string{"Trust", "Children's Charity", "Foundation"}

	councils = []string{"Quillshire", "Northmarram", "Osprey Bay", "Tansyford", "East Fallowshire", "Vesper Vale",
		"Hollin Moors", "Sorrel and Wold", "Kestrelmouth", "Linnetshire", "Upper Pebbledale", "Marram Coast"}

	teams   = []string{"Children in Care 1", "Children in Care 2", "Children in Care 3", "Leaving Care", "Disabled Children"}
	workers = []string{"J. Larch", "P. Heron", "T. Fennel", "S. Mallow", "R. Teasel", "K. Osprey", "M. Curlew", "A. Sedge",
		"D. Plover", "H. Gorse", "L. Yarrow", "N. Pippin", "B. Dunlin", "C. Otter"}
)

// The council that the sample is about, and the region it lies in.
const (
	council = "Larkmere"
	region  = "East Midlands"
)

var otherRegions = []string{"North West", "West Midlands", "South East", "London", "East of England",
	"Yorkshire and The Humber", "South West", "North East"}

// stems are all the made-up places, in a fixed order.
func stems() []string {
	out := make([]string, 0, len(firsts)*len(seconds))
	for _, s := range seconds {
		for _, f := range firsts {
			out = append(out, f+s)
		}
	}
	return out
}

func clean(s string) text.Text { return text.Clean(s) }
