// Package onenote keeps a report's table on a page of OneNote, among what people
// write there.
//
// What is Weir's on a page are a line, a table (in several parts where it is
// long) and a list below it, each an element of its own. A refresh reads the
// page with the ids of its elements, and changes these elements by one request
// that is carried out whole or not at all; everything else on the page stays as
// it is. Nothing about the page is stored but where it is: the elements are found
// again by tags that they carry (see tag).
//
// It must not delete what a person wrote, merge texts, or decide what a report
// shows: the engine does. It must not know how requests are made.
package onenote

import (
	"context"
	"iter"
	"time"

	"weir/internal/msgraph"
	"weir/internal/report"
)

// Pages are the pages of OneNote, as msgraph.Client gives them.
type Pages interface {
	Pages(ctx context.Context, sectionID string) iter.Seq2[msgraph.Page, error]
	Content(ctx context.Context, pageID string) ([]byte, error)
	CreatePage(ctx context.Context, sectionID string, html []byte) (msgraph.Page, error)
	Patch(ctx context.Context, pageID string, changes []msgraph.Change) error
}

// Shelf is what pages lie in.
type Shelf interface {
	Tree(ctx context.Context) ([]msgraph.Notebook, error)
	Sections(ctx context.Context, p msgraph.Parent) ([]msgraph.Section, error)
	Groups(ctx context.Context, p msgraph.Parent) ([]msgraph.Group, error)
	CreateSection(ctx context.Context, p msgraph.Parent, name string) (msgraph.Section, error)
}

// Client is what the package needs of Microsoft Graph. *msgraph.Client is one.
type Client interface {
	Pages
	Shelf
}

// A Place is where a report's page is, by the ids that Graph gave. A page's id
// changes when the page is moved to another section.
type Place struct{ NotebookID, SectionID, PageID string }

// Places remembers a report's Place. The zero Place means that none is known.
type Places interface {
	Load(ctx context.Context) (Place, error)
	Save(ctx context.Context, p Place) error
}

// Options say which page it is. Client, Path and Places are needed.
type Options struct {
	Client Client
	// Path is Notebook/Section/Page title, with the section groups, if any, between
	// notebook and section. The title may hold slashes. In the mode NewPage it may
	// be left out: then it is the View's.
	Path   string
	Places Places
	Mode   report.Mode // of the report; in NewPage there is no page to be read
	Report string      // the report's name, for the command in advice; may be empty

	// CreateMissing lets Write make the page, and the section, that Path names. A
	// page that was there once is never made anew.
	CreateMissing bool
	PartRows      int // rows in each part of a long table; 0: DefaultPartRows
	MaxBytes      int // of one request; 0: DefaultMaxBytes

	// Sleep waits until OneNote has caught up; nil waits by the clock.
	Sleep func(ctx context.Context, d time.Duration) error
}

// The bounds of what is written. OneNote documents none for tables; the second
// one is far below the 70 MB that it takes at once, and about what its clients
// still open at ease.
const (
	DefaultPartRows = 250
	DefaultMaxBytes = 2 << 20
)

// A Page is a report's page.
type Page struct {
	o       Options
	shelves *Picker

	// refused is the sum of a page on which OneNote has refused to change what the
	// page itself named. On the same page it will do so again.
	refused [32]byte
}

var _ report.Page = (*Page)(nil)

// New returns the page. It sends nothing.
func New(o Options) *Page {
	if o.PartRows <= 0 {
		o.PartRows = DefaultPartRows
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	return &Page{o: o, shelves: NewPicker(o.Client)}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// version is what Read hands to Write.
type version struct {
	target target // without a page where that is still to be made
	mark   string
	layout layout
}

// Read finds the table of the report whose mark is given. See report.Page.
func (p *Page) Read(ctx context.Context, mark string) (report.Found, error) {
	if p.o.Mode == report.NewPage {
		return report.Found{Version: &version{mark: mark}}, nil
	}
	t, content, err := p.open(ctx, mark)
	if err != nil {
		return report.Found{}, err
	}
	v := &version{target: t, mark: mark}
	if t.place.PageID == "" {
		return report.Found{Version: v}, nil
	}
	if v.layout, err = read(content, mark); err != nil {
		return report.Found{}, err
	}
	f, err := v.layout.found()
	if err != nil {
		return report.Found{}, err
	}
	f.Version = v
	return f, nil
}

// Write brings the page into the state that v shows. See report.Page.
func (p *Page) Write(ctx context.Context, v report.View, f report.Found) (report.Wrote, error) {
	seen, ok := f.Version.(*version)
	if !ok || seen.mark != v.Mark || p.o.Mode == report.NewPage && v.Mode != report.NewPage {
		return report.Wrote{}, unexpected("the page was not read for this view")
	}
	switch v.Mode {
	case report.NewPage:
		return p.writeNewPage(ctx, v)
	case report.Append:
		return p.writeSnapshot(ctx, v, seen)
	default:
		return p.refresh(ctx, v, seen)
	}
}
