package onenote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/net/html"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/report"
)

func unexpected(text string) error {
	return &weir.Error{Kind: weir.Unexpected, Text: text, Next: "update Weir; if it is up to date, report this"}
}

// refresh writes where the table stands.
func (p *Page) refresh(ctx context.Context, v report.View, seen *version) (report.Wrote, error) {
	if v.Line.Query == "" {
		v.Line.Query = seen.layout.query
	}
	r := renderer{v: v, rows: p.o.PartRows}
	out := r.render()
	if seen.target.place.PageID == "" {
		return p.makePage(ctx, seen.target, out)
	}
	careful := p.refused == seen.layout.sum
	plan := r.refreshing(out, seen.layout, careful)
	return p.patch(ctx, seen, plan, careful)
}

// patch makes the changes, all or none of them.
func (p *Page) patch(ctx context.Context, seen *version, plan *plan, careful bool) (report.Wrote, error) {
	changes := plan.changes()
	if err := p.fits(changes); err != nil {
		return report.Wrote{}, err
	}
	err := p.o.Client.Patch(ctx, seen.target.place.PageID, changes)
	switch {
	case err == nil:
		return report.Wrote{Where: p.o.Path, Told: plan.told}, nil
	case !errors.Is(err, msgraph.ErrBadTarget):
		return report.Wrote{}, err
	case careful:
		return report.Wrote{}, &weir.Error{
			Kind: weir.BadInput, Text: "OneNote does not let Weir change what stands on this page", Err: err,
			Next: "delete the report's table in OneNote, or choose another page: " + p.initCommand(),
		}
	}
	// The ids were read and are not good any more: somebody has changed the page.
	// If the same page is refused again, it is not that.
	p.refused = seen.layout.sum
	return report.Wrote{}, report.ErrChanged
}

// fits reports an error where a request would be larger than it may be.
func (p *Page) fits(content any) error {
	var encoded bytes.Buffer
	encoder := json.NewEncoder(&encoded)
	encoder.SetEscapeHTML(false) // as msgraph sends it
	if err := encoder.Encode(content); err != nil {
		return err
	}
	return p.fitsBytes(len(bytes.TrimSpace(encoded.Bytes())))
}

func (p *Page) fitsBytes(n int) error {
	if n <= p.o.MaxBytes {
		return nil
	}
	return &weir.Error{
		Kind: weir.BadInput, Text: fmt.Sprintf("the table is too large for a page of OneNote: %d KB; the limit is %d KB", (n+1023)/1024, p.o.MaxBytes/1024),
		Next: "give the report fewer columns, or fewer rows (a narrower query, or a lower limit), or write it to a file",
	}
}

func (p *Page) initCommand() string {
	name := p.o.Report
	if name == "" {
		name = "NAME"
	}
	return "weir report init " + name + " --replace"
}

// changeable returns a paragraph of a table that can be replaced without loss:
// that of the heading with the tag, else the first one.
func changeable(s *slot) *html.Node {
	var best *html.Node
	for d := range within(s.node) {
		if !is(d, "p") || attribute(d, "id") == "" || fixedIn(d) > 0 {
			continue
		}
		if s.head != nil && inside(d, s.head) && s.carries(d) {
			return d
		}
		if best == nil {
			best = d
		}
	}
	return best
}

// carries reports whether a node, or one below it, carries the slot's tag.
func (s *slot) carries(n *html.Node) bool {
	if t, _, ok := tagOf(n, s.mark); ok && t.run == s.tag.run && t.name == s.tag.name {
		return true
	}
	for d := range within(n) {
		if t, _, ok := tagOf(d, s.mark); ok && t.run == s.tag.run && t.name == s.tag.name {
			return true
		}
	}
	return false
}
