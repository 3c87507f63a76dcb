package onenote

import (
	"context"

	"weir/internal/msgraph"
	"weir/internal/report"
)

// Unmade is what a path names that is not there yet, and that a run would make.
type Unmade struct {
	Section string // empty: it is there
	Page    string // empty: it is there, or each run makes one of its own
	// Near are the names of what is there and is called nearly like the section.
	Near []string
}

// Unmade looks what the path names, as far as a run would, and changes nothing.
// Where a run could not find or make it, it is the run's error.
func (p *Page) Unmade(ctx context.Context, mark string) (Unmade, error) {
	if p.o.Mode != report.NewPage {
		t, _, err := p.open(ctx, mark)
		if err != nil || t.place.PageID != "" {
			return Unmade{}, err
		}
		return Unmade{Section: t.section, Page: t.title, Near: t.near}, nil
	}
	t, err := p.section(ctx)
	if err == nil && t.title != "" {
		err = msgraph.CheckTitle(dated(report.View{Title: t.title}))
	}
	return Unmade{Section: t.section, Near: t.near}, err
}
