package onenote

import (
	"context"
	"errors"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/report"
)

// writeSnapshot adds a dated table below the earlier ones. A run that is on the
// page already writes nothing.
func (p *Page) writeSnapshot(ctx context.Context, v report.View, seen *version) (report.Wrote, error) {
	if v.Run == "" {
		return report.Wrote{}, unexpected("a snapshot of a report has no run")
	}
	if seen.layout.runs[v.Run] != nil {
		return report.Wrote{Where: p.o.Path}, nil
	}
	r := renderer{v: v, run: v.Run, rows: p.o.PartRows}
	out := r.render()
	out.heading = heading(dated(v))
	if seen.target.place.PageID == "" {
		return p.makePage(ctx, seen.target, out)
	}
	careful := p.refused == seen.layout.sum
	plan := &plan{}
	switch last := seen.layout.lastRun; {
	case careful:
		plan.last("", out.all()...)
	case last != nil && last.id != "":
		plan.after(last.id, out.all()...)
	default:
		plan.last(seen.layout.outline, out.all()...)
	}
	return p.patch(ctx, seen, plan, careful)
}

// dated is the heading of a snapshot, and the title of a page of its own.
func dated(v report.View) string {
	title := v.Title
	if title == "" {
		title = v.Report
	}
	return title + " – " + v.Begun.Format("2006-01-02 15:04")
}

func heading(text string) string {
	var w writer
	w.WriteString("<h2>")
	w.text(text)
	w.WriteString("</h2>")
	return w.String()
}

// mostLooked is how many pages' contents are read in search of one: a fifth of
// what an account may ask of OneNote in a minute.
const mostLooked = 20

// writeNewPage makes a page for the run, unless there is one. It always looks
// first: a page that was made by a run whose answer was lost is not made twice.
func (p *Page) writeNewPage(ctx context.Context, v report.View) (report.Wrote, error) {
	if v.Run == "" {
		return report.Wrote{}, unexpected("a page of a report has no run")
	}
	t, err := p.section(ctx)
	if err != nil {
		return report.Wrote{}, err
	}
	if t.title != "" {
		v.Title = t.title
	}
	title := dated(v)
	if err := msgraph.CheckTitle(title); err != nil {
		return report.Wrote{}, err
	}
	wrote := report.Wrote{Where: p.o.Path + ": " + title}
	if t.place.SectionID != "" {
		there, err := p.hasRun(ctx, t.place.SectionID, title, v)
		if there || err != nil {
			return wrote, err
		}
	}
	html := document(title, renderer{v: v, run: v.Run, rows: p.o.PartRows}.render())
	if err := p.fitsBytes(len(html)); err != nil {
		return report.Wrote{}, err
	}
	place, err := p.make(ctx, t, title, html)
	if err != nil {
		return report.Wrote{}, err
	}
	if p.o.Mode == report.NewPage {
		place.PageID = "" // each run has another one
		err = p.o.Places.Save(ctx, place)
	}
	return wrote, err
}

// section finds the section for new pages: by the path, and, where somebody has
// renamed what it names, where the last one was made.
func (p *Page) section(ctx context.Context) (target, error) {
	t, err := p.resolve(ctx)
	if !errors.Is(err, weir.NotFound) {
		return t, err
	}
	place, loadErr := p.o.Places.Load(ctx)
	if loadErr != nil || place.SectionID == "" {
		return t, errors.Join(err, loadErr)
	}
	return target{place: place}, nil
}

// hasRun looks for a page of this run among those of its title, and those that
// have none yet.
func (p *Page) hasRun(ctx context.Context, sectionID, title string, v report.View) (bool, error) {
	looked := 0
	for page, err := range p.o.Client.Pages(ctx, sectionID) {
		if err != nil {
			return false, err
		}
		if page.Title != title && page.Title != "" {
			continue
		}
		if looked++; looked > mostLooked {
			return false, &weir.Error{
				Kind: weir.BadInput, Text: "the section holds too many pages without a title to look for this run's among them",
				Next: "give them titles, or choose another section: " + p.initCommand(),
			}
		}
		l, err := p.look(ctx, page.ID, v.Mark)
		if err != nil {
			return false, err
		}
		if l.runs[v.Run] != nil {
			return true, nil
		}
	}
	return false, nil
}

// look reads a page; one that is gone meanwhile holds nothing.
func (p *Page) look(ctx context.Context, pageID, mark string) (layout, error) {
	content, err := p.o.Client.Content(ctx, pageID)
	if errors.Is(err, msgraph.ErrGone) {
		return layout{}, nil
	}
	if err != nil {
		return layout{}, err
	}
	return read(content, mark)
}
