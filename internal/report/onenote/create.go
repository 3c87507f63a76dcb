package onenote

import (
	"context"
	"errors"
	"time"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/report"
)

// all lists the elements in their order.
func (r rendered) all() []string {
	return nonEmpty(append(append([]string{r.heading, r.line}, r.parts...), r.over, r.kept))
}

// document is a page of its own.
func document(title string, out rendered) []byte {
	var w writer
	w.WriteString("<!DOCTYPE html><html><head><title>")
	w.text(title)
	w.WriteString("</title></head><body>")
	for _, element := range out.all() {
		w.WriteString(element)
	}
	w.WriteString("</body></html>")
	return []byte(w.String())
}

// makePage makes the page that the path names, with the report on it.
func (p *Page) makePage(ctx context.Context, t target, out rendered) (report.Wrote, error) {
	html := document(t.title, out)
	if err := p.fitsBytes(len(html)); err != nil {
		return report.Wrote{}, err
	}
	place, err := p.make(ctx, t, t.title, html)
	if err != nil {
		return report.Wrote{}, err
	}
	// Remembered first: whatever comes now, the page is there.
	if err := p.o.Places.Save(ctx, place); err != nil {
		return report.Wrote{}, err
	}
	if _, err := p.await(ctx, place.PageID); err != nil {
		if errors.Is(err, msgraph.ErrGone) {
			err = unfinished(err)
		}
		return report.Wrote{}, err
	}
	return report.Wrote{Where: p.o.Path}, nil
}

// make makes a page, and its section where that is missing.
func (p *Page) make(ctx context.Context, t target, title string, html []byte) (Place, error) {
	place, fresh := t.place, false
	if place.SectionID == "" {
		var err error
		if place.SectionID, err = p.makeSection(ctx, t); err != nil {
			return Place{}, err
		}
		fresh = true
	}
	page, err := p.o.Client.CreatePage(ctx, place.SectionID, html)
	if err != nil {
		return Place{}, err
	}
	place.PageID = page.ID
	if fresh {
		err = p.ensureTitle(ctx, place, title)
	}
	return place, err
}

// makeSection makes a section and waits until it takes pages: the title of one
// that comes too early is lost.
func (p *Page) makeSection(ctx context.Context, t target) (string, error) {
	made, err := p.o.Client.CreateSection(ctx, t.parent, t.section)
	if err != nil {
		return "", err
	}
	for wait := settle; ; wait *= 2 {
		if err := p.o.Sleep(ctx, wait); err != nil {
			return "", err
		}
		_, err := p.titleOf(ctx, made.ID, "")
		if err == nil || !errors.Is(err, msgraph.ErrGone) || wait > 4*settle {
			return made.ID, err
		}
	}
}

// titleOf returns the title that the section's list has for a page. That one is
// right when the page's own answer has none yet.
func (p *Page) titleOf(ctx context.Context, sectionID, pageID string) (string, error) {
	for page, err := range p.o.Client.Pages(ctx, sectionID) {
		if err != nil {
			return "", err
		}
		if page.ID == pageID {
			return page.Title, nil
		}
	}
	return "", nil
}

// ensureTitle looks whether a page in a new section has got its title, and gives
// it one otherwise.
func (p *Page) ensureTitle(ctx context.Context, place Place, title string) error {
	for wait := time.Second; wait <= settle; wait *= 2 {
		got, err := p.titleOf(ctx, place.SectionID, place.PageID)
		if err != nil || got == title {
			return err
		}
		if err := p.o.Sleep(ctx, wait); err != nil {
			return err
		}
	}
	// As plain text: OneNote takes this one as it stands.
	err := p.o.Client.Patch(ctx, place.PageID, []msgraph.Change{{Target: "title", Action: "replace", Content: title}})
	if err != nil {
		return &weir.Error{
			Kind: weir.KindOf(err), Text: "the page was made and has no title", Err: err,
			Next: "give it the title in OneNote, and run the report again",
		}
	}
	return nil
}
