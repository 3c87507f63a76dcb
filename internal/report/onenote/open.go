package onenote

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"weir"
	"weir/internal/msgraph"
)

// settle is how long OneNote may need until what was written can be read.
const settle = 4 * time.Second

// open finds the page and reads it. A target without a page is one that is still
// to be made.
func (p *Page) open(ctx context.Context, mark string) (target, []byte, error) {
	place, err := p.o.Places.Load(ctx)
	if err != nil {
		return target{}, nil, err
	}
	if p.refused != [32]byte{} {
		// It was just refused, because somebody has changed the page.
		if err := p.o.Sleep(ctx, settle); err != nil {
			return target{}, nil, err
		}
	}
	if place.PageID == "" {
		return p.openByPath(ctx, mark)
	}
	content, err := p.o.Client.Content(ctx, place.PageID)
	if errors.Is(err, msgraph.ErrGone) {
		place, content, err = p.lost(ctx, mark, place)
	}
	return target{place: place}, content, err
}

// openByPath looks for the page that the path names, and remembers where it is.
func (p *Page) openByPath(ctx context.Context, mark string) (target, []byte, error) {
	t, err := p.resolve(ctx)
	if err != nil {
		return target{}, nil, err
	}
	if t.title == "" {
		return target{}, nil, &weir.Error{
			Kind: weir.BadConfig, Text: fmt.Sprintf("the path %q names a section and no page", p.o.Path), Next: "add the page's title to it",
		}
	}
	if t.place.SectionID == "" {
		return t, nil, msgraph.CheckTitle(t.title)
	}
	id, content, err := p.byTitle(ctx, t, mark)
	if err != nil || id == "" {
		return t, nil, err
	}
	t.place.PageID = id
	return t, content, p.o.Places.Save(ctx, t.place)
}

// byTitle returns the page with the path's title, or nothing where it may be
// made. Of several it is the one with the report's mark.
func (p *Page) byTitle(ctx context.Context, t target, mark string) (id string, content []byte, err error) {
	var named, others []Entry
	readable := false
	for page, err := range p.o.Client.Pages(ctx, t.place.SectionID) {
		if err != nil {
			return "", nil, err
		}
		if page.Title == t.title {
			named = append(named, Entry{Name: page.ID})
		} else if page.Title != "" {
			others = append(others, Entry{Name: page.Title})
		}
	}
	for _, e := range named[:min(len(named), mostLooked)] {
		found, err := p.await(ctx, e.Name)
		if errors.Is(err, msgraph.ErrGone) {
			continue // one that OneNote never finished making
		}
		if err != nil {
			return "", nil, err
		}
		l, err := read(found, mark)
		if err != nil {
			return "", nil, err
		}
		if l.ours() || len(named) == 1 {
			return e.Name, found, nil
		}
		readable = true
	}
	switch {
	case readable:
		return "", nil, &weir.Error{
			Kind: weir.BadConfig, Text: fmt.Sprintf("there are %d pages with the title %q in the section", len(named), t.title),
			Next: "rename the others in OneNote, or choose the page from a list: " + p.initCommand(),
		}
	case p.o.CreateMissing:
		return "", nil, msgraph.CheckTitle(t.title)
	}
	return "", nil, missing("page", t.title, "in the section", others, "a page is made where the report may: "+p.initCommand())
}

// ours reports whether anything on the page is this report's.
func (l layout) ours() bool { return !l.none() || len(l.runs) > 0 }

// await reads a page that may be so new that OneNote does not have it yet.
func (p *Page) await(ctx context.Context, id string) ([]byte, error) {
	for wait := time.Second; ; wait *= 2 {
		content, err := p.o.Client.Content(ctx, id)
		if err == nil || !errors.Is(err, msgraph.ErrGone) || wait > settle {
			return content, err
		}
		if err := p.o.Sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// mostSections is how many sections of the notebook are searched for a page that
// was moved.
const mostSections = 20

// lost looks for a page whose id is no longer good, since moving a page changes
// it: by the report's mark in its section, then among the pages of its title in
// the other sections of the notebook. It reads at most mostLooked pages.
func (p *Page) lost(ctx context.Context, mark string, place Place) (Place, []byte, error) {
	s := search{p: p, mark: mark, place: place}
	inSection, err := s.section(ctx, place.SectionID, true)
	if inSection || err != nil {
		return s.place, s.content, err
	}
	notebooks, err := p.shelves.Notebooks(ctx)
	if err != nil {
		return Place{}, nil, err
	}
	sections := 0
	for _, n := range notebooks {
		if n.Place.NotebookID != place.NotebookID {
			continue
		}
		for _, id := range sectionsIn(n) {
			if id == place.SectionID || sections == mostSections {
				continue
			}
			sections++
			if found, err := s.section(ctx, id, false); found || err != nil {
				return s.place, s.content, err
			}
		}
	}
	return Place{}, nil, &weir.Error{
		Kind: weir.NotFound, Text: "the report's page is not where it was: it was deleted, or moved to another notebook",
		Next: "restore it in OneNote (History, Deleted Notes), or say where the report is to stand: " + p.initCommand(),
	}
}

// sectionsIn lists the sections that are known without asking for more.
func sectionsIn(e Entry) []string {
	var ids []string
	for _, below := range e.inside {
		if below.Kind == Section {
			ids = append(ids, below.Place.SectionID)
		}
		ids = append(ids, sectionsIn(below)...)
	}
	return ids
}

// A search for a page that was moved.
type search struct {
	p       *Page
	mark    string
	place   Place // where it is, once it was found
	content []byte
	looked  int
}

// section looks at the pages of a section: those whose title is the path's
// first, then, where all is set, the others, the latest made first.
func (s *search) section(ctx context.Context, id string, all bool) (bool, error) {
	if id == "" {
		return false, nil
	}
	var named, others []string
	for page, err := range s.p.o.Client.Pages(ctx, id) {
		switch {
		case errors.Is(err, msgraph.ErrGone):
			return false, nil
		case err != nil:
			return false, err
		case page.ID == s.place.PageID:
			return s.unready(ctx)
		case page.Title != "" && strings.HasSuffix(s.p.o.Path, "/"+page.Title):
			named = append(named, page.ID)
		case all && len(others) < mostLooked:
			others = append(others, page.ID)
		}
	}
	for _, page := range append(named, others...) {
		if s.looked++; s.looked > mostLooked {
			return false, nil
		}
		content, err := s.p.o.Client.Content(ctx, page)
		if errors.Is(err, msgraph.ErrGone) {
			continue
		}
		if err != nil {
			return false, err
		}
		l, err := read(content, s.mark)
		if err != nil || !l.ours() {
			continue // a page that cannot be read is not the one, either
		}
		s.content = content
		s.place.SectionID, s.place.PageID = id, page
		return true, s.p.o.Places.Save(ctx, s.place)
	}
	return false, nil
}

// unready waits for a page that is listed and cannot be read.
func (s *search) unready(ctx context.Context) (bool, error) {
	content, err := s.p.await(ctx, s.place.PageID)
	if errors.Is(err, msgraph.ErrGone) {
		return false, unfinished(err)
	}
	s.content = content
	return true, err
}

func unfinished(err error) error {
	return &weir.Error{
		Kind: weir.Busy, Text: "OneNote has not finished making the page", Err: err,
		Next: "run the report again in a few minutes; if that does not help, delete the page in OneNote and make another one",
	}
}
