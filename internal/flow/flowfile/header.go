package flowfile

import (
	"fmt"
	"slices"
	"strings"

	"weir/internal/formula"
)

// A column of a CSV file, with what its cells are.
type column struct {
	title string // as people write it
	dates int    // cells that are dates
	texts int    // cells that are neither dates nor empty
	odd   string // the first of these: the beginning of it
	line  int    // and the line of its row
}

func (c *column) see(d day, cell string, line int) {
	switch {
	case d.isDate():
		c.dates++
	case d.form == noDate:
		if c.texts == 0 {
			c.odd, c.line = shown(cell), line
		}
		c.texts++
	}
}

// notADate is about a cell in a column that should hold dates.
func (c *column) notADate() error {
	return bad(fmt.Sprintf("%s in the column %s, line %d, is no date", c.odd, shown(c.title), c.line),
		"correct it (dates are written yyyy-mm-dd); if the column is no stage, name the stages (--stage)")
}

// A role is what an attribute is to Weir.
type role uint8

const (
	ignored role = iota
	typeRole
	statusRole
	resolutionRole
	flagRole
)

func roleOf(title string) role {
	switch strings.ToLower(title) {
	case "type", "issue type", "issuetype", "work item type":
		return typeRole
	case "status":
		return statusRole
	case "resolution":
		return resolutionRole
	case "blocked", "flagged":
		return flagRole
	}
	return ignored
}

// dateAttributes hold dates, but are no stages.
func dateAttribute(title string) bool {
	return slices.Contains([]string{"due", "due date", "duedate", "updated", "last updated", "target date", "deadline"}, strings.ToLower(title))
}

// A header is the first row.
type header struct {
	columns []column
	lead    int // columns of identity: ID, and, where they follow it, Link and Name
	link    int // the column with the link, or -1
}

func readHeader(row []string) (header, error) {
	h := header{link: -1, columns: make([]column, len(row))}
	for i, title := range row {
		h.columns[i].title = strings.ToValidUTF8(formula.Undo(strings.TrimSpace(title)), "\ufffd")
	}
	if !h.named(0, "id", "key", "issue key", "issue id") {
		return h, bad(fmt.Sprintf("the first column of the CSV is %s, not ID", shown(h.columns[0].title)),
			"the columns are ID, Link, Name, then the stages in order, then attributes")
	}
	h.lead = 1
	if h.named(h.lead, "link", "url") {
		h.link = h.lead
		h.lead++
	}
	if h.named(h.lead, "name", "title", "summary") {
		h.lead++
	}
	return h, nil
}

func (h *header) named(i int, titles ...string) bool {
	return i < len(h.columns) && slices.Contains(titles, strings.ToLower(h.columns[i].title))
}

// stages returns the columns that are stages: the ones with the given titles,
// or, where none are given, those that follow the identity up to the first that
// holds no dates. Columns without any cell count where they stand among stages.
func (h *header) stages(titles []string) ([]int, error) {
	found, err := h.titled(titles)
	if len(titles) == 0 {
		found, err = h.leading()
	}
	if err != nil {
		return nil, err
	}
	for n, i := range found {
		same := func(j int) bool { return strings.EqualFold(h.columns[i].title, h.columns[j].title) }
		if slices.ContainsFunc(found[:n], same) {
			return nil, bad(fmt.Sprintf("two stages are called %s", shown(h.columns[i].title)), "rename one of them")
		}
	}
	if len(found) == 0 {
		return nil, bad("the CSV has no stages: no column of dates follows the name", "name the columns that are stages (--stage)")
	}
	return found, nil
}

func (h *header) titled(titles []string) ([]int, error) {
	var found []int
	for _, title := range titles {
		i := h.lead + slices.IndexFunc(h.columns[h.lead:], func(c column) bool { return strings.EqualFold(c.title, strings.TrimSpace(title)) })
		if i < h.lead {
			return nil, bad("the CSV has no stage "+shown(title), "its columns are: "+h.titles())
		}
		if h.columns[i].texts > 0 {
			return nil, h.columns[i].notADate()
		}
		found = append(found, i)
	}
	return found, nil
}

func (h *header) titles() string {
	var titles []string
	for _, c := range h.columns[h.lead:] {
		titles = append(titles, c.title)
	}
	return strings.Join(titles, ", ")
}

func (h *header) leading() ([]int, error) {
	var found []int
	for i := h.lead; i < len(h.columns); i++ {
		c := &h.columns[i]
		switch {
		case c.texts > 0 && c.dates > c.texts:
			return nil, c.notADate()
		case c.texts > 0, dateAttribute(c.title), c.dates == 0 && (c.title == "" || roleOf(c.title) != ignored):
			return found, nil
		case c.title == "":
			return nil, bad(fmt.Sprintf("column %d of the CSV holds dates, but has no title", i+1), "name it in the first line")
		}
		found = append(found, i)
	}
	return found, nil
}
