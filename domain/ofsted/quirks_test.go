package ofsted_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"placewatch/domain/civil"
	"placewatch/domain/ofsted"
	"placewatch/domain/text"
)

func TestEachYearsHeadingsMeanTheSame(t *testing.T) {
	want := ofsted.Inspection{
		URN: urn(t, "1027164"), Kind: ofsted.Full, EventType: text.Clean("Full inspection"), Number: text.Clean("10330038"),
		Started: day("2021-06-07"), Ended: day("2021-06-07"), Published: day("2021-07-08"),
		Judgement: ofsted.Judgement{Overall: ofsted.RequiresImprovement, Protection: ofsted.Good,
			Leadership: ofsted.Inadequate, Label: text.Clean("Requires improvement to be good")},
	}
	const row = "1027164,Children's home,Full inspection,07/06/2021,08/07/2021,10330038,Requires improvement to be good,Good,Inadequate\n"
	for year, heading := range map[string]string{
		"2018":            "URN,Provision type,Event type,Inspection date,Publication date,Event number,Overall effectiveness,Safeguarding children and young people,Leadership and management\n",
		"2020":            "URN,Provision type,Event type,Inspection date,Publication date,Event number,Overall experiences and progress of children and young people,How well children and young people are helped and protected,The effectiveness of leaders and managers\n",
		"2022":            "URN,Provision type,Latest full inspection event type,Latest full inspection date,Latest full inspection publication date,Latest full inspection event number,Latest full inspection overall experiences and progress of children and young people,Latest full inspection how well children and young people are helped and protected,Latest full inspection the effectiveness of leaders and managers\n",
		"2022, a slip":    "URN,Provision type,Latest full inspectio event type,Latest full inspectio date,Latest full inspectio publication date,Latest full inspectio event number,Latest full inspectio overall experiences and progress of children and young people,Latest full inspectio how well children and young people are helped and protected,Latest full inspectio the effectiveness of leaders and managers\n",
		"2021-22, events": "URN,Provision type,Inspection event type,Inspection date,Inspection publication date,Inspection event number,Inspection overall experiences and progress of children and young people,Inspection how well children and young people are helped and protected,Inspection the effectiveness of leaders and managers\n",
		"2025":            "urn ,Provision type,\"\nLatest Full inspection event type\",\"\nLatest full inspection date\",Latest full inspection publication date,\"\nLatest full inspection event number\",\"\nOverall experiences and progress of children and young people\",\"\nHow well children and young people are helped and protected\",The effectiveness of leaders and managers\n",
		"upper case":      strings.ToUpper("URN,Provision type,Event type,Inspection date,Publication date,Event number,Overall effectiveness,Safeguarding children and young people,Leadership and management\n"),
	} {
		got := table(t, heading+row, ofsted.Options{})
		if diff := cmp.Diff([]ofsted.Inspection{want}, got.Inspections, comparable); diff != "" {
			t.Errorf("%s: %s", year, diff)
		}
		if len(got.Warnings) > 0 {
			t.Errorf("%s: warned %q", year, got.Warnings)
		}
	}
}

func TestThePreviousInspectionIsAnEarlierOneOfTheSameProvision(t *testing.T) {
	got := excerpt(t, "provider_level_2024-03-31.csv")
	var of []ofsted.Inspection
	for _, in := range got.Inspections {
		if in.URN == urn(t, "1155761") {
			of = append(of, in)
		}
	}
	s := ofsted.InForce(of)
	if len(of) != 2 || s.Judgement == nil || s.Previous == nil {
		t.Fatalf("%d inspections, standing %+v; want the shown and the previous", len(of), s)
	}
	if s.Judgement.Kind != ofsted.Monitoring || s.Judgement.Judgement.Overall != ofsted.Good {
		t.Errorf("in force: %+v; want the good that a monitoring visit gave", s.Judgement)
	}
	if s.Previous.Judgement.Overall != ofsted.Inadequate || s.Previous.Ended != day("2023-05-02") {
		t.Errorf("before it: %+v; want inadequate of 2 May 2023", s.Previous)
	}
}

func TestAPreviousInspectionThatCannotBeReadIsLeftOutAndSaid(t *testing.T) {
	got := table(t, strings.TrimSpace(stateHeader)+",Previous full inspection event date,Previous overall experiences and progress of children and young people\n"+
		"1027164,Children's home,Active,Full inspection,01/02/2024,Good,31/06/2022,Inadequate\n", ofsted.Options{})
	if got.Accepted != 1 || len(got.Inspections) != 1 {
		t.Errorf("%d rows, %v; want the shown inspection only", got.Accepted, got.Inspections)
	}
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "previous inspection left out") {
		t.Errorf("warned %q", got.Warnings)
	}
}

func TestSupportedAccommodationKeepsItsOwnOutcomes(t *testing.T) {
	got := excerpt(t, "provider_level_2025-03-31.csv")
	want := map[ofsted.Outcome]bool{ofsted.StrongDelivery: true, ofsted.InconsistentDelivery: true, ofsted.SeriousWeaknesses: true}
	for _, in := range got.Inspections {
		if in.Judgement.Outcome == "" {
			continue
		}
		if in.Judgement.Overall != "" {
			t.Errorf("%s: an outcome was mapped onto the grade %q", in.URN, in.Judgement.Overall)
		}
		delete(want, in.Judgement.Outcome)
	}
	if len(want) > 0 {
		t.Errorf("not read: %v", want)
	}
}

func TestAnAssuranceVisitStatesNoFinding(t *testing.T) {
	got := excerpt(t, "inspections_2024-25.csv")
	seen := 0
	for _, in := range got.Inspections {
		if in.Kind == ofsted.Assurance {
			seen++
			if !in.Judgement.IsZero() || in.Judgement.Unread() {
				t.Errorf("%s: %+v; want no finding stated", in.URN, in.Judgement)
			}
		}
	}
	if seen == 0 {
		t.Error("the excerpt has no assurance visit")
	}
}

func TestALeaverHasTheDayOnWhichItsRegistrationEnded(t *testing.T) {
	for name, want := range map[string]map[ofsted.Status]bool{
		"leavers_joiners_2018-19.csv": {ofsted.Resigned: true, ofsted.Cancelled: true},
		"leavers_joiners_2021-22.csv": {ofsted.Resigned: true, ofsted.Cancelled: true},
		"leavers_joiners_2024-25.csv": {ofsted.Resigned: true, ofsted.Cancelled: true, ofsted.Closed: true},
	} {
		got := excerpt(t, name)
		for _, f := range got.Provisions {
			if f.Provision.Status.Ended() == f.Provision.Closed.IsZero() {
				t.Errorf("%s: %s is %q and closed on %q", name, f.Provision.URN, f.Provision.Status, f.Provision.Closed)
			}
			if f.Gave.Has(ofsted.GaveOwner) || f.Gave.Has(ofsted.GaveJudged) {
				t.Errorf("%s: %s: the file gives neither owner nor judgement", name, f.Provision.URN)
			}
			delete(want, f.Provision.Status)
		}
		if len(want) > 0 {
			t.Errorf("%s: not read: %v", name, want)
		}
	}
}

func TestTheCouncilsOwnServiceHasNoJudgementOfItsOwn(t *testing.T) {
	got := excerpt(t, "council_list_providers.csv")
	standings := ofsted.Replay(got.Inspections)
	seen := 0
	for _, f := range got.Provisions {
		p := f.Provision
		if p.Type != ofsted.LAFostering {
			continue
		}
		seen++
		if s, ok := standings[p.URN]; ok {
			t.Errorf("%s: %+v; want no inspection", p.URN, s)
		}
		if b := ofsted.BucketOf(p, standings[p.URN], below); b != ofsted.NoOverall {
			t.Errorf("%s is in %q, want no_overall", p.URN, b)
		}
		if !p.Closed.IsZero() || p.Status != ofsted.Active {
			t.Errorf("%s: %q means no de-registration, got %s, %s", p.URN, "-", p.Status, p.Closed)
		}
	}
	if seen == 0 {
		t.Error("the excerpt has no such row")
	}
}

func TestTheListSentToCouncilsTellsTypesApartBySubtype(t *testing.T) {
	got := excerpt(t, "council_list_providers.csv")
	types := map[ofsted.Type]int{}
	assurance := 0
	for _, f := range got.Provisions {
		types[f.Provision.Type]++
		if f.Provision.Owner.IsZero() == f.Gave.Has(ofsted.GaveOwner) {
			t.Errorf("%s: owner %q, given %v", f.Provision.URN, f.Provision.Owner, f.Gave)
		}
	}
	for _, in := range got.Inspections {
		if in.Kind == ofsted.Assurance {
			assurance++
		}
	}
	for _, want := range []ofsted.Type{ofsted.SecureChildrensHome, ofsted.RSSChildrensHome, ofsted.ChildrensHome, ofsted.FosteringAgency} {
		if types[want] == 0 {
			t.Errorf("no %s among %v", want.Words(), types)
		}
	}
	if assurance == 0 {
		t.Error("the assurance visits were not read")
	}
	if len(got.Warnings)+len(got.Rejected) > 0 {
		t.Errorf("warned %q, rejected %v", got.Warnings, got.Rejected)
	}
}

func TestTheOlderListSentToCouncilsIsReadToo(t *testing.T) {
	const list = "Local Authority,URN,Provider Type,Provider Subtype,Setting Name,Registration Date,Registration Status,Deregistration Date," +
		"Owner name,Date of last full inspection,Latest overall Effectiveness grade from last full inspection,CYP safety,Leadership and management," +
		"Interim inspection start date,Interim inspection overall effectiveness,Assurance visit start date,Number of registered places\n" +
		"Anyshire,1027164,Children's Home,Secure Unit,Invented Lodge,34319,Active,-,Invented Ltd,44927,Good,Good,Good,44959,Declined in effectiveness,44988,6\n"
	got := table(t, list, ofsted.Options{})
	p := got.Provisions[0].Provision
	if p.Type != ofsted.SecureChildrensHome || p.Name.String() != "Invented Lodge" || p.Registered != day("1993-12-16") || p.Places != 6 {
		t.Errorf("read %+v", p)
	}
	s := ofsted.InForce(got.Inspections)
	if s.Judgement == nil || s.Judgement.Judgement.Overall != ofsted.Good || len(s.Newer) != 2 {
		t.Fatalf("standing %+v; want good, then an interim and an assurance inspection", s)
	}
	if b := ofsted.BucketOf(p, s, below); b != ofsted.BelowThreshold {
		t.Errorf("bucket %q; a newer \"declined\" is below the threshold", b)
	}
}

func TestARowOfTheListIsOneSettingOfManyOfTheProvision(t *testing.T) {
	got := excerpt(t, "council_list_sa.csv")
	if got.Rows <= len(got.Provisions) {
		t.Fatalf("%d rows of %d provisions; the excerpt should repeat some", got.Rows, len(got.Provisions))
	}
	if got.Accepted != got.Rows || len(got.Warnings) > 0 {
		t.Errorf("accepted %d of %d rows, warned %q", got.Accepted, got.Rows, got.Warnings)
	}
	for _, f := range got.Provisions {
		if b := ofsted.BucketOf(f.Provision, ofsted.Standing{}, below); b != ofsted.Unknown {
			t.Errorf("%s is in %q; a list without judgements cannot say that it was never inspected", f.Provision.URN, b)
		}
	}
}

func TestOfTwoRowsOfOneProvisionTheWorseIsNotLost(t *testing.T) {
	header := strings.TrimSpace(stateHeader) + ",Name\n"
	for name, c := range map[string]struct {
		rows    string
		overall ofsted.Grade
		name    string
		warned  int
	}{
		"said twice": {
			"1027164,Children's home,Active,Full inspection,01/02/2024,Good,A\n1027164,Children's home,Active,Full inspection,01/02/2024,Good,A\n",
			ofsted.Good, "A", 1},
		"one inspection, two judgements": {
			"1027164,Children's home,Active,Full inspection,01/02/2024,Inadequate,A\n1027164,Children's home,Active,Full inspection,01/02/2024,Good,B\n",
			ofsted.Inadequate, "A", 2},
		"the worse stands second": {
			"1027164,Children's home,Active,Full inspection,01/02/2024,Good,A\n1027164,Children's home,Active,Full inspection,01/02/2024,Inadequate,B\n",
			ofsted.Inadequate, "A", 2},
		"two inspections": {
			"1027164,Children's home,Active,Full inspection,01/02/2024,Good,A\n1027164,Children's home,Active,Full inspection,01/02/2022,Inadequate,B\n",
			ofsted.Good, "A", 1},
		"the newer stands second": {
			"1027164,Children's home,Active,Full inspection,01/02/2022,Inadequate,A\n1027164,Children's home,Active,Full inspection,01/02/2024,Good,B\n",
			ofsted.Good, "B", 1},
	} {
		t.Run(name, func(t *testing.T) {
			got := table(t, header+c.rows, ofsted.Options{})
			s := ofsted.InForce(got.Inspections)
			if s.Judgement == nil || s.Judgement.Judgement.Overall != c.overall {
				t.Errorf("in force %+v, want %s", s.Judgement, c.overall)
			}
			if len(got.Provisions) != 1 || got.Provisions[0].Provision.Name.String() != c.name {
				t.Errorf("facts %+v, want those of %s", got.Provisions, c.name)
			}
			if len(got.Warnings) != c.warned || !strings.Contains(got.Warnings[c.warned-1], "on lines 2 and 3") {
				t.Errorf("warned %q, want %d naming both lines", got.Warnings, c.warned)
			}
		})
	}
}

func TestOfTwoRowsOfALeaverTheEndedRegistrationCounts(t *testing.T) {
	const header = "URN,Provision type,Joiner status,Leaver status,Registration status (as at 31 March 2025),Date closed\n"
	active, ended := "1027164,Children's home,Joiner,,Active,\n", "1027164,Children's home,,Leaver,Closed,01/02/2025\n"
	for _, rows := range []string{active + ended, ended + active} {
		got := table(t, header+rows, ofsted.Options{})
		if p := got.Provisions[0].Provision; p.Status != ofsted.Closed || len(got.Warnings) != 1 {
			t.Errorf("read %+v, warned %q; want closed, and both lines said", p, got.Warnings)
		}
	}
}

func TestEventsOfOneProvisionAreNoWarning(t *testing.T) {
	got := excerpt(t, "inspections_2021-22.csv")
	two := 0
	for _, in := range got.Inspections {
		if in.URN == urn(t, "2567806") && in.Ended == day("2021-06-21") {
			two++
		}
	}
	if two != 2 {
		t.Errorf("%d inspections of 2567806 on 21 June 2021, want the two that the file has", two)
	}
	if len(got.Inspections) != got.Rows {
		t.Errorf("%d inspections of %d rows", len(got.Inspections), got.Rows)
	}
}

func TestOneEventNumberCanCoverSeveralProvisions(t *testing.T) {
	got := excerpt(t, "inspections_2024-25.csv")
	of := map[string]int{}
	for _, in := range got.Inspections {
		of[in.Number.String()]++
	}
	if of["10331449"] != 2 {
		t.Errorf("event 10331449 was read %d times, want for both provisions", of["10331449"])
	}
}

func TestAFactThatARowDoesNotGiveSaysNothing(t *testing.T) {
	const header = "URN,Provision type,Registration status,Name,Organisation name,Places,Local authority,Registration date,Latest full inspection event type,Latest full inspection date,Overall effectiveness\n"
	known := ofsted.Provision{
		URN: urn(t, "1027164"), Name: text.Clean("Invented Lodge"), Type: ofsted.ChildrensHome, TypeWords: text.Clean("Children's home"),
		Status: ofsted.Suspended, Closed: day("2020-01-01"), Owner: text.Clean("Invented Ltd"), Places: 4,
		LocalAuthority: text.Clean("Anyshire"), Registered: day("2019-01-01"), JudgedAsAt: day("2023-03-31"),
	}
	blank := table(t, header+"1027164,,,,,,,,,,\n", ofsted.Options{AsAt: day("2024-03-31")}).Provisions[0]
	want := known
	want.JudgedAsAt, want.Closed = day("2024-03-31"), civil.Date{}
	if diff := cmp.Diff(want, blank.Onto(known), comparable); diff != "" {
		t.Errorf("a blank row changed what is known: %s", diff)
	}
	if got := blank.Onto(ofsted.Provision{Places: -1}); got.Type != ofsted.Other || got.Places != -1 || got.Status != "" {
		t.Errorf("of a provision not known before it says %+v", got)
	}
	for _, junk := range []string{"0", "3.13", "03/01/1900", "Owned by an individual", "REDACTED"} {
		got := table(t, header+"1027164,Children's home,Active,REDACTED,"+junk+",6.00,,30/06/1950,,,\n", ofsted.Options{AsAt: day("2024-03-31")})
		p := got.Provisions[0].Onto(known)
		if p.Name != known.Name || p.Owner != known.Owner || p.Places != 6 || p.Status != ofsted.Active || !p.Closed.IsZero() {
			t.Errorf("with %q for an owner: %+v", junk, p)
		}
		if len(got.Warnings) > 0 {
			t.Errorf("with %q for an owner: warned %q", junk, got.Warnings)
		}
	}
}

func TestARowTellsAllItGivesOfAProvisionNotKnownBefore(t *testing.T) {
	got := table(t, "URN,Provision type,Registration date,Registration status,Name,Ofsted region,Government Office Region,Local authority,Sector,Places,Organisation name,Date closed,Joiner status,Leaver status\n"+
		"SC001452,Boarding School,26/04/1973,Resigned,Invented Lodge,\"North East, Yorkshire and the Humber\",North East,Durham,Voluntary,6.00,Invented Ltd 04004053,05/06/2024,,Leaver\n", ofsted.Options{})
	want := ofsted.Provision{
		URN: urn(t, "SC001452"), Name: text.Clean("Invented Lodge"), Type: ofsted.BoardingSchool, TypeWords: text.Clean("Boarding School"),
		Status: ofsted.Resigned, Registered: day("1973-04-26"), Closed: day("2024-06-05"), LocalAuthority: text.Clean("Durham"),
		Region: text.Clean("North East, Yorkshire and the Humber"), Sector: text.Clean("Voluntary"), Owner: text.Clean("Invented Ltd"), Places: 6,
	}
	if diff := cmp.Diff(want, got.Provisions[0].Onto(ofsted.Provision{Places: -1}), comparable); diff != "" {
		t.Error(diff)
	}
	if got.AsAt != want.Closed {
		t.Errorf("the file's day is %s, want that of the newest closure", got.AsAt)
	}
}

func TestAColumnThatStandsTwiceIsSaid(t *testing.T) {
	got := table(t, strings.Replace(stateHeader, "\n", ",Overall effectiveness\n", 1)+
		"1027164,Children's home,Active,Full inspection,01/02/2024,Inadequate,Good\n", ofsted.Options{})
	if got.Inspections[0].Judgement.Overall != ofsted.Inadequate {
		t.Errorf("read %+v; want the first column's", got.Inspections[0].Judgement)
	}
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], `already seen, not read: "Overall effectiveness" (line 1)`) {
		t.Errorf("warned %q", got.Warnings)
	}
}

func TestACellThatTheRowCanDoWithoutIsSaidAndLeftOut(t *testing.T) {
	const header = "URN,Provision type,Registration status,Places,Registration date,Latest full inspection event type,Latest full inspection date,Latest full inspection publication date,Latest full inspection event number,Overall effectiveness,Leadership and management\n"
	got := table(t, header+"1027164,Space station,Dormant,six,01/01/1900,Tea party,01/02/2024,2024,1.02E+07,Good,Splendid\n", ofsted.Options{})
	if got.Accepted != 1 {
		t.Fatalf("rejected %v", got.Rejected)
	}
	p, in := got.Provisions[0].Provision, got.Inspections[0]
	if p.Type != ofsted.Other || p.TypeWords.String() != "Space station" || p.Status != "" || p.Places != -1 || !p.Registered.IsZero() {
		t.Errorf("provision %+v", p)
	}
	if in.Kind != ofsted.OtherKind || !in.Published.IsZero() || !in.Number.IsZero() || in.Judgement.Leadership != "" {
		t.Errorf("inspection %+v", in)
	}
	if len(got.Warnings) != 8 {
		t.Errorf("%d warnings, want one for each of eight cells: %q", len(got.Warnings), got.Warnings)
	}
}

func TestTextFromAFileCannotActOnATerminal(t *testing.T) {
	got := table(t, strings.Replace(stateHeader, "\n", ",Name\n", 1)+
		"1027164,\x1b[2JHome,Act\x07ive,Full inspection,01/02/2024,Go\x1bod,Invented\u202eLodge\n\x1b]0;x,,,,,,\n", ofsted.Options{})
	for _, s := range append(got.Warnings, got.Rejected[0].Value.String(), got.Provisions[0].Provision.Name.String(), got.Inspections[0].Judgement.Label.String()) {
		if strings.ContainsAny(s, "\x1b\x07\u202e") {
			t.Errorf("%q holds a character that acts", s)
		}
	}
	if b := ofsted.BucketOf(got.Provisions[0].Provision, ofsted.InForce(got.Inspections), below); b != ofsted.Unknown {
		t.Errorf("bucket %q; \"Go\\x1bod\" is not good", b)
	}
}
