package flowfile

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"weir"
	"weir/internal/formula"
)

// SheetOptions say how a CSV file is meant. The zero SheetOptions let the file
// show it.
type SheetOptions struct {
	Zone   *time.Location // of dates that name none; UTC if nil
	Order  DateOrder      // of dates like 3/4/2026
	Stages []string       // titles of the columns that are stages, in the order of work
	Now    time.Time      // dates after it are reported; none if zero
}

// A Sheet is a CSV file as ActionableAgile reads it: ID, Link, Name, a column
// with dates for each stage, attributes. Names and other texts are not kept.
type Sheet struct {
	// Stages are the columns with dates, in the order of the file, as statuses:
	// id and name are the title. The last one is Done, the first one of three or
	// more is ToDo, the others are InProgress.
	Stages []weir.Status
	Report Report

	rows  []row
	zone  *time.Location
	order DateOrder
	words words
	cells []day // of the row that is read
}

// A row is an issue before the meaning of its dates is known.
type row struct {
	id, link                 string
	place                    Place
	days                     []day // of the columns after the identity, then of the stages
	kind, status, resolution string
	flagged                  bool
}

// ReadSheet reads a CSV file. It finds out the delimiter (comma, semicolon or
// tab), the stages, and whether dates like 3/4/2026 begin with the day or with
// the month; when no date in the file shows that, it is an error that asks for
// SheetOptions.Order. Rows that cannot be measured are left out and reported.
// An error's kind is weir.BadInput, except where reading itself failed.
func ReadSheet(r io.Reader, o SheetOptions) (*Sheet, error) {
	t, err := newTable(r)
	if err != nil {
		return nil, err
	}
	s := &Sheet{zone: o.Zone, order: o.Order, words: make(words)}
	if s.zone == nil {
		s.zone = time.UTC
	}
	first, _, err := t.next()
	if errors.Is(err, io.EOF) {
		return nil, bad("the file is empty", "export the issues again")
	}
	if err != nil {
		return nil, err
	}
	h, err := readHeader(first)
	if err != nil {
		return nil, err
	}
	if err := s.readRows(t, &h); err != nil {
		return nil, err
	}
	stages, err := h.stages(o.Stages)
	if err != nil {
		return nil, err
	}
	s.take(&h, stages)
	if err := s.settleOrder(); err != nil {
		return nil, err
	}
	s.check(o.Now)
	return s, nil
}

func (s *Sheet) readRows(t *table, h *header) error {
	var known seen
	for number := 1; ; number++ {
		record, line, err := t.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case len(s.rows) >= maxRows:
			return bad(fmt.Sprintf("the CSV has more than %d rows", maxRows), "export JSON, or a part")
		}
		at := Place{Number: number, Line: line}
		r, ok := s.readRow(record, line, h)
		if ok {
			at.Key = r.id
			r.place = at
		}
		switch {
		case blank(record):
		case !ok:
			s.Report.add(NoIdentity, at)
		case !known.first("", r.id):
			s.Report.add(Repeated, at)
		default:
			s.shape(record, h, at)
			s.rows = append(s.rows, r)
		}
	}
}

func blank(record []string) bool { return strings.TrimSpace(strings.Join(record, "")) == "" }

// shape reports a row that is not as long as the header.
func (s *Sheet) shape(record []string, h *header, at Place) {
	switch {
	case len(record) < len(h.columns):
		s.Report.add(ShortRow, at)
	case len(record) > len(h.columns) && !blank(record[len(h.columns):]):
		s.Report.add(LongRow, at)
	}
}

// readRow keeps of a row what measures flow. It reports false for a row without
// a proper id.
func (s *Sheet) readRow(record []string, line int, h *header) (row, bool) {
	r := row{id: formula.Undo(strings.TrimSpace(record[0]))}
	if r.id == "" || len(r.id) > 255 || strings.ContainsFunc(r.id, unicode.IsControl) {
		return r, false
	}
	r.id = strings.ToValidUTF8(strings.Clone(r.id), "\ufffd")
	if h.link > 0 && h.link < len(record) {
		r.link = webAddress(record[h.link])
	}
	cells := record[min(h.lead, len(record)):min(len(record), len(h.columns))]
	last := 0
	s.cells = s.cells[:0]
	for i, cell := range cells {
		c := &h.columns[h.lead+i]
		d := readDay(cell)
		s.cells = append(s.cells, d)
		c.see(d, cell, line)
		if d.isDate() {
			last = i + 1
			continue
		}
		s.attribute(&r, roleOf(c.title), formula.Undo(strings.TrimSpace(cell)))
	}
	r.days = slices.Clone(s.cells[:last])
	return r, true
}

func (s *Sheet) attribute(r *row, role role, cell string) {
	switch role {
	case typeRole:
		r.kind = s.words.word([]byte(cell))
	case statusRole:
		r.status = s.words.word([]byte(cell))
	case resolutionRole:
		r.resolution = s.words.word([]byte(cell))
	case flagRole:
		switch strings.ToLower(cell) {
		case "", "no", "n", "false", "0", "none":
		default:
			r.flagged = true
		}
	case ignored:
	}
}

// webAddress returns a link that is safe to follow, or nothing.
func webAddress(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return ""
	}
	return u.String()
}
