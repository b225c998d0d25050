package tui

// The guards say why an action cannot be done now, in words for the person who
// pressed its key; "" means that it can.

func noBoard(r *root) string {
	if r.data() == nil {
		return "the board has not been read yet"
	}
	return ""
}

func noRows(r *root) string {
	if r.page == nil {
		return noBoard(r)
	}
	return ""
}

func noProvision(r *root) string {
	it, has := r.selectedRow()
	switch {
	case !has:
		return "no row is selected"
	case it.urn == "":
		return orWords(it.place, "this row") + " has no URN that Ofsted's list knows, so there is no provision to open; " + r.detailKey() + " shows all that is known of it"
	}
	return ""
}

// detailKey gives the detail of a row all the room there is for it.
func (r *root) detailKey() string {
	if r.look.Spoken {
		return "p"
	}
	return "+"
}

func noSubject(r *root) string {
	if r.page != nil {
		if r.page.data == nil {
			return "the provision has not been read yet"
		}
		return ""
	}
	it, has := r.selectedRow()
	switch {
	case !has:
		return "no row is selected"
	case it.subject == "":
		return "nothing can be recorded on this row: put it right in the council's case system, and import its file again"
	}
	return ""
}

// noDuty says why no duty of the row can be handed to somebody.
func noDuty(r *root) string {
	if why := noSubject(r); why != "" {
		return why
	}
	if r.mostUrgent().subject == "" {
		return "no duty of ours is open on this row"
	}
	return ""
}

// mostUrgent is the duty that presses most where the hand is.
func (r *root) mostUrgent() owed {
	if p := r.page; p != nil {
		if row, has := p.selected(); has && row.duty != nil {
			return *row.duty
		}
		return ourFirst(p.data.Duties)
	}
	it, _ := r.selectedRow()
	return it.duty
}

// noEntry says why there is nothing to show in full.
func noEntry(r *root) string {
	if r.page.data == nil {
		return "the provision has not been read yet"
	}
	if _, has := r.page.selected(); !has {
		return "this list is empty"
	}
	return ""
}

func noRoomForDetail(r *root) string {
	if why := noBoard(r); why != "" {
		return why
	}
	if r.board.plan.shape == card {
		return "the window shows one row with its detail already"
	}
	full := planFor(r.w, r.h, r.board.focus, r.board.zoomed, false, r.look.Spoken)
	if full.about.h == 0 {
		return "the window is too low for the detail; enter opens the provision"
	}
	return ""
}

func aloneAlready(r *root) string {
	if why := noBoard(r); why != "" {
		return why
	}
	switch {
	case r.board.plan.shape == card:
		return "this row is alone already; tab shows the next pane"
	case r.look.Spoken:
		return "this pane is alone already; p gives the detail of its row, tab the next pane"
	}
	return ""
}

func nowhereBack(r *root) string {
	if r.filter.kept.IsZero() && !r.board.zoomed {
		return "you are on the board. q leaves"
	}
	return ""
}
