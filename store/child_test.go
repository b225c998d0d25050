package store

import (
	"encoding/json"
	"strings"
	"testing"

	"placewatch/domain/board"
)

// inAssessment is exposed, with the concern taken in and the child's assessment begun.
func inAssessment(t *testing.T) *Store {
	t.Helper()
	s := exposed(t)
	for login, role := range map[string]string{"ben": "placements_officer", "cas": "commissioning_officer", "dee": "placements_manager", "fay": "principal_manager"} {
		admit(t, s, login, roles(role)...)
	}
	do(t, s, at("ben", friday()), "urn:1234567", "IN1")
	do(t, s, at("cas", friday()), "urn:1234567", "SA1", "voice_by=her social worker")
	do(t, s, at("cas", friday()), "urn:1234567", "SA2b", "voice=no", "voice_by=her social worker")
	return s
}

// The dated proof of oversight: what was done about a child's assessment is in her
// own history, and on the provision's page.
func TestWhatWasDoneForAChildIsInHerHistory(t *testing.T) {
	s := inAssessment(t)
	in, err := s.Child(t.Context(), lead(friday()), "c1")
	if err != nil {
		t.Fatal(err)
	}
	doc := board.ShowChild(in)
	facts := doc.Facts.(board.ChildFacts)
	if len(facts.Assessments) != 1 || facts.Assessments[0].State != "in_progress" || !strings.Contains(strings.Join(facts.Assessments[0].Detail, "; "), "does NOT feel safe") {
		t.Fatalf("got %+v", facts.Assessments)
	}
	tells(t, doc, "Contributors invited to the assessment", "The child's voice recorded")
	page, err := s.Page(t.Context(), friday(), "1234567")
	if err != nil {
		t.Fatal(err)
	}
	subject := "assessment:" + facts.Assessments[0].ID
	for _, doc := range []board.ShowDoc{board.Show(page), partDoc(t, page, subject)} {
		tells(t, doc, "Contributors invited to the assessment", "The child's voice recorded")
	}
}

func partDoc(t *testing.T, in board.PageInput, subject string) board.ShowDoc {
	t.Helper()
	doc, ok := board.ShowPart(in, subject)
	if !ok {
		t.Fatalf("%s is not there", subject)
	}
	return doc
}

// tells checks that a history holds those lines.
func tells(t *testing.T, doc board.ShowDoc, lines ...string) {
	t.Helper()
	b, err := json.Marshal(doc.Timeline)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if !strings.Contains(string(b), l) {
			t.Errorf("%s: %q is not in its history %s", doc.Subject, l, b)
		}
	}
}

// A part of a concern that was closed is shown still, to whoever asks for it and in
// the child's history.
func TestAPartOfAClosedConcernIsKept(t *testing.T) {
	s := inAssessment(t)
	part := asked[string](t, s, "SELECT substr(id, length('assessment/') + 1) FROM part WHERE kind = 'assessment'")
	raw(t, s.path, "UPDATE concern SET ofsted_state = 'closed', closed_on = '2026-03-06'", "UPDATE duty SET status = 'void', settled_on = '2026-03-06'")
	in, err := s.Page(t.Context(), friday(), "1234567")
	if err != nil {
		t.Fatal(err)
	}
	if doc := partDoc(t, in, "assessment:"+part); len(doc.Timeline) < 3 {
		t.Errorf("got %+v", doc.Timeline)
	}
	child, err := s.Child(t.Context(), lead(friday()), "c1")
	if err != nil {
		t.Fatal(err)
	}
	if facts := board.ShowChild(child).Facts.(board.ChildFacts); len(facts.Assessments) != 1 {
		t.Errorf("got %+v", facts)
	}
}
