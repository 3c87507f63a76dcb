package flowfile

import (
	"slices"

	"weir"
)

// changelog reads an issue's history: beside an issue in a search's answer, its
// entries are histories, newest first; as an answer of its own, they are
// values, oldest first.
func (d *decoder) changelog(t *draft) {
	if !d.enter('{') {
		return
	}
	t.hasHistory = true
	d.changes = d.changes[:0]
	var h log
	for d.more() {
		switch string(d.name()) {
		case "histories":
			d.entries(t, &h)
			h.inline = true
		case "values":
			d.entries(t, &h)
		case "total":
			h.total = max(0, digits(d.text()))
		case "startAt":
			h.start = digits(d.text())
		case "isLast":
			h.goesOn = string(d.raw()) == "false"
		default:
			d.skip()
		}
	}
	t.History = weir.History{Complete: h.complete()}
	if len(d.changes) > 0 {
		t.History.Changes = slices.Clone(d.changes)
		t.History.Sort()
	}
	if !t.History.Complete {
		t.note(CutHistory)
	}
}

// A log is what a history says of itself.
type log struct {
	sent, total, start int
	inline, goesOn     bool
	cloud              bool // its items have ids of fields, which Data Center's lack
}

// complete knows that an answer with more entries than Cloud's cap was not
// capped: it was put together from whole histories.
func (h log) complete() bool {
	capped := h.inline && h.cloud && h.sent <= weir.HistoryCap
	return h.start == 0 && !h.goesOn && weir.WholeHistory(h.sent, h.total, capped)
}

func (d *decoder) entries(t *draft, h *log) {
	if !d.enter('[') {
		return
	}
	for d.more() {
		h.sent++
		d.entry(t, h)
	}
}

// entry reads one entry: changes made together. Who made them is not read.
func (d *decoder) entry(t *draft, h *log) {
	if !d.enter('{') {
		return
	}
	var id, created string
	first := len(d.changes)
	for d.more() {
		switch string(d.name()) {
		case "id":
			id = d.unique()
		case "created":
			created = d.unique()
		case "items":
			d.items(h)
		default:
			d.skip()
		}
	}
	if len(d.changes) == first {
		return
	}
	at, ok := d.clock.moment(created)
	if !ok {
		t.badMoment = true
	}
	for i := range d.changes[first:] {
		d.changes[first+i].ID, d.changes[first+i].At = id, at
	}
}

func (d *decoder) items(h *log) {
	if !d.enter('[') {
		return
	}
	for d.more() {
		d.item(h)
	}
}

// item reads one changed field. Its values become values here only when the
// field is one of the three that measure flow: old texts and people's names
// stay bytes in a buffer that the next item overwrites (promise D2).
func (d *decoder) item(h *log) {
	if !d.enter('{') {
		return
	}
	var field, fieldType string
	for i := range d.scratch {
		d.scratch[i] = d.scratch[i][:0]
	}
	for d.more() {
		switch string(d.name()) {
		case "field":
			field = d.text()
		case "fieldtype":
			fieldType = d.text()
		case "fieldId":
			h.cloud = true
			d.skip()
		case "from":
			d.hold(0)
		case "fromString":
			d.hold(1)
		case "to":
			d.hold(2)
		case "toString":
			d.hold(3)
		default:
			d.skip()
		}
	}
	kind := weir.ChangeKindOf(field, fieldType)
	if kind == 0 || d.err != nil {
		return
	}
	d.changes = append(d.changes, weir.Change{
		Kind: kind,
		From: weir.Named{ID: d.held(0), Name: d.held(1)},
		To:   weir.Named{ID: d.held(2), Name: d.held(3)},
	})
}

func (d *decoder) hold(i int) { d.scratch[i] = append(d.scratch[i], d.raw()...) }

func (d *decoder) held(i int) string { return d.words.word(d.unquoted(d.scratch[i])) }
