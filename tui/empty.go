package tui

import (
	"fmt"

	"placewatch/domain/board"
	"placewatch/domain/placement"
)

// nothingListed says why a pane is empty. "None" is said only where it was
// looked for; without a list from Ofsted or of our placements nobody can say.
func nothingListed(b *board.Board, none func(*board.Board) []string) []string {
	if why := cannotSay(b); why != nil {
		return why
	}
	return none(b)
}

func cannotSay(b *board.Board) []string {
	switch {
	case b.OfstedOn.IsZero() && b.PlacementsOn.IsZero():
		return []string{"CANNOT SAY. Neither Ofsted's list nor our placements have been imported yet, so an empty list here would not mean \"none\".",
			"Leave with q and run: placewatch import ofsted FILE, then placewatch import placements FILE."}
	case b.OfstedOn.IsZero():
		return []string{"CANNOT SAY. No Ofsted list has been imported yet, so an empty list here would not mean \"none\".",
			"Leave with q and run: placewatch import ofsted FILE."}
	case b.PlacementsOn.IsZero():
		return []string{"CANNOT SAY. No placements have been imported yet, so an empty list here would not mean \"none\".",
			"Leave with q and run: placewatch import placements FILE."}
	}
	return nil
}

// notImported names what is missing, for the line of counts.
func notImported(b *board.Board) string {
	switch {
	case b.OfstedOn.IsZero() && b.PlacementsOn.IsZero():
		return "nothing imported yet"
	case b.OfstedOn.IsZero():
		return "no Ofsted list imported"
	}
	return "no placements imported"
}

// unknowns counts the open placements of which nothing can be said.
func unknowns(b *board.Board) int {
	return b.Counts.Buckets[placement.UnknownURN] + b.Counts.Buckets[placement.MissingURN] + b.Counts.Doubtful
}

func childrenEmpty(b *board.Board) []string {
	out := []string{"None of our children is known to be in a provision that Ofsted judged RI or Inadequate."}
	if n := unknowns(b); n > 0 {
		out = append(out, fmt.Sprintf("BUT of %s nothing can be said: no URN that Ofsted's list knows. See placewatch exposure.", plural(n, "placement", "placements")))
	}
	if s := b.Counts.NotListed(); s != "" {
		out = append(out, "Not judged, and on no row: "+s+".")
	}
	return append(out, checkedAgainst(b))
}

func checkedAgainst(b *board.Board) string {
	return sentence(fmt.Sprintf("Checked %s against %s, Ofsted list of %s", plural(b.Counts.OpenPlacements, "open placement", "open placements"),
		plural(b.Checked, "provision", "provisions"), join("", b.OfstedAsAt.Long(), ifEmpty(b.OfstedAsAt.Long(), "an unknown day"))))
}

func ifEmpty(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return ""
}

func revisitsEmpty(b *board.Board) []string {
	return []string{"No window of Ofsted's is open or coming at a provision where we have a concern.", checkedAgainst(b)}
}

func visitsEmpty(b *board.Board) []string {
	out := "No QA visit of ours is owed."
	if b.NextVisit != "" {
		out += " Next due: " + sentence(b.NextVisit)
	}
	return []string{out, checkedAgainst(b)}
}

// hiddenByFilter says that rows are there, only not shown.
func hiddenByFilter(filter board.Filter, hidden int) []string {
	out := []string{fmt.Sprintf("Nothing matches  %s .  %s hidden by the filter.", filter, areHidden(hidden)), "esc clears it."}
	if meant := filter.DidYouMean(); meant != "" {
		out[1] += "   Did you mean  " + meant + " ?"
	}
	return out
}

func areHidden(n int) string {
	if n == 1 {
		return "1 row is"
	}
	return fmt.Sprintf("%d rows are", n)
}
