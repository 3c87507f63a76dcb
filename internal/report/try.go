package report

import (
	"context"
	"fmt"
)

// A Trial says what a run would do.
type Trial struct {
	Counts Counts // those that the run would have
	Told   []string
	// Exists says that the table stands there. In the modes that add none is read:
	// then it is false.
	Exists bool
	// First says that nothing is known of a former refresh: all rows are new.
	First bool
	// Fixed says that the table there has something that cannot be carried into a new
	// one: it would be left, and a new one made.
	Fixed bool
	// Same says that only the line above the table would be new.
	Same bool
	// Changes are what is new, what has left, which cells have changed, and what goes
	// into the list below the table; in this order, each in the order of the table.
	Changes []Change
}

// A Change is one thing that a run would do to the table.
type Change struct {
	What   What
	Key    string // of the issue; empty where people's text is of none
	Column string // the heading; empty for a row, and for a note
	// From is what stands on the page, and To what will stand there. Of what the page
	// shows no more, and of whole rows, From is not Known.
	From, To string
	Known    bool
}

// What a Change is.
type What string

// The changes.
const (
	NewRow      What = "new"
	LeftRow     What = "left"
	ChangedCell What = "changed"
	KeptText    What = "kept" // what people wrote goes into the list below the table
)

// Try reads Jira and the page as Run does, and finds out what a run would do. It
// writes nothing, neither on the page nor into the memory, and takes no lock: the
// answer is as of now. What keeps a run from being made is Run's error.
func (j *Job) Try(ctx context.Context) (Trial, error) {
	state, err := j.Memory.Load(ctx)
	if err != nil {
		return Trial{}, interrupted(ctx, fmt.Errorf("load memory: %w", err))
	}
	sh, err := j.read(ctx, state)
	if err != nil {
		return Trial{}, interrupted(ctx, err)
	}
	p, err := j.plan(ctx, state, &sh, j.runID(state))
	if err != nil {
		return Trial{}, interrupted(ctx, err)
	}
	return Trial{
		Counts: p.merge.count, Told: p.merge.told(would), Exists: p.found.Exists && !j.Settings.adds(), First: p.diff.first,
		Fixed: p.found.Fixed > 0 && !j.Settings.adds(), Same: p.view.Same, Changes: p.changes(),
	}, nil
}

// changes lists what the plan changes.
func (p plan) changes() []Change {
	var list []Change
	for _, row := range p.diff.fresh {
		list = append(list, Change{What: NewRow, Key: row.Key})
	}
	for _, gone := range p.diff.left {
		list = append(list, Change{What: LeftRow, Key: gone.Key})
	}
	shown := p.merge.onThePage()
	for _, row := range p.diff.changed {
		for _, at := range row.at {
			column := p.merge.sheet.columns[at]
			c := Change{What: ChangedCell, Key: row.Key, Column: column.Title, To: row.Cells[at].Text}
			c.From, c.Known = p.merge.former(shown[row.Issue], row.Issue, column.ID)
			list = append(list, c)
		}
	}
	kept := p.view.Kept
	for _, text := range kept[len(kept)-p.merge.count.Rescued:] {
		list = append(list, Change{What: KeptText, Key: text.Key, Column: text.Where, From: text.Text, Known: true})
	}
	return list
}

// onThePage finds the rows of issues on the page, by Jira's id.
func (m *merge) onThePage() map[string]*FoundRow {
	rows := make(map[string]*FoundRow, len(m.found.Rows))
	for i, row := range m.found.Rows {
		if id, ok := m.issueOf(row.Key); ok && rows[id] == nil {
			rows[id] = &m.found.Rows[i]
		}
	}
	return rows
}

// former returns what the page shows in a cell, if it is what the last refresh has
// written there: Weir itself keeps no text.
func (m *merge) former(row *FoundRow, issue, column string) (text string, ok bool) {
	if row == nil {
		return "", false
	}
	for i, h := range m.heads {
		if h.id != column {
			continue
		}
		if i < len(row.Cells) {
			text = row.Cells[i].Text
		}
		if m.showed(issue, column, text) {
			return text, true
		}
	}
	return "", false
}
