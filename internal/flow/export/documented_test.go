package export_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// A chapter is a heading of a page with what stands below it, up to the next one.
type chapter struct {
	title string
	depth int    // how many # it has
	under string // the title of the chapter of depth 2 that it is in
	text  []string
	blocks
}

// A block is what stands between two fences.
type block struct {
	kind  string // what follows the fence: figures, csv
	line  int    // of the fence, from 1 on
	lines []string
}

type blocks []block

func (bs blocks) of(kind string) []block {
	var found []block
	for _, b := range bs {
		if b.kind == kind {
			found = append(found, b)
		}
	}
	return found
}

// A document is a page of the documentation.
type document struct {
	path     string
	chapters []chapter
	source   string
}

// documentation reads a page of docs.
func documentation(t *testing.T, name string) document {
	t.Helper()
	path := "../../../docs/" + name
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d := document{path: path, source: string(source), chapters: []chapter{{}}}
	var open *block
	under := ""
	for i, line := range strings.Split(d.source, "\n") {
		at := &d.chapters[len(d.chapters)-1]
		hashes := strings.IndexFunc(line, func(r rune) bool { return r != '#' })
		switch {
		case open != nil && line == "```":
			at.blocks, open = append(at.blocks, *open), nil
		case open != nil:
			open.lines = append(open.lines, line)
		case strings.HasPrefix(line, "```"):
			open = &block{kind: strings.TrimPrefix(line, "```"), line: i + 1}
		case hashes > 0 && line[hashes] == ' ':
			c := chapter{title: line[hashes+1:], depth: hashes}
			if hashes <= 2 {
				under = c.title
			}
			c.under = under
			d.chapters = append(d.chapters, c)
		default:
			at.text = append(at.text, line)
		}
	}
	if open != nil {
		t.Fatalf("%s:%d: the block is never closed", path, open.line)
	}
	return d
}

// below returns the chapters of depth 3 in one of depth 2.
func (d document) below(title string) []chapter {
	var found []chapter
	for _, c := range d.chapters {
		if c.under == title && c.depth == 3 {
			found = append(found, c)
		}
	}
	return found
}

// only returns the one block of a kind on the page.
func (d document) only(t *testing.T, kind string) block {
	t.Helper()
	var found []block
	for _, c := range d.chapters {
		found = append(found, c.of(kind)...)
	}
	if len(found) != 1 {
		t.Fatalf("%s has %d blocks of %s, not one", d.path, len(found), kind)
	}
	return found[0]
}

var fence = regexp.MustCompile("(?m)^[ \t>]*`{3,} *figures")

// Every figure of docs/flow.md is what Weir measures of the data on the page.
func TestTheFiguresOfTheDocumentationAreRight(t *testing.T) {
	t.Parallel()
	page := documentation(t, "flow.md")
	sets := dataSets(t, page)
	reached := 0
	for _, c := range page.chapters {
		for _, b := range c.of("figures") {
			reached++
			if len(b.lines) == 0 {
				t.Errorf("%s:%d: the block has no figure", page.path, b.line)
			}
			for i, line := range b.lines {
				if err := sets.check(line); err != nil {
					t.Errorf("%s:%d: %s: %v", page.path, b.line+i+1, line, err)
				}
			}
		}
	}
	if written := len(fence.FindAllString(page.source, -1)); reached != written || reached == 0 {
		t.Errorf("%d of %d blocks of figures were checked", reached, written)
	}
}

func TestEveryMetricHasAWorkedExample(t *testing.T) {
	t.Parallel()
	page := documentation(t, "flow.md")
	for _, section := range []string{"The figures", "Forecasts", "Health"} {
		metrics := page.below(section)
		if len(metrics) == 0 {
			t.Errorf("%s has nothing in the section %q", page.path, section)
		}
		for _, c := range metrics {
			if len(c.of("figures")) == 0 {
				t.Errorf("%s: %q has no block of figures", page.path, c.title)
			}
		}
	}
}

// What the tests above rely on: that a figure can be wrong.
func TestAWrongFigureIsFound(t *testing.T) {
	t.Parallel()
	sets := dataSets(t, documentation(t, "flow.md"))
	for _, line := range []string{
		"cycle time of T-2 = 9 days",
		"cycle time of T-2 = 8 hours",
		"cycle time of T-2 [difference] = 8 days",
		"cycle time of T-99 = 8 days",
		"cycle time = 8 days",
		"cycle time of T-2 [sideways] = 8 days",
		"cycle time of T-2 in Test = 8 days",
		"beauty of T-2 = 8 days",
		"cycle time of T-2 is 8 days",
		"throughput on never = 1 items",
		"",
	} {
		if sets.check(line) == nil {
			t.Errorf("%q passes", line)
		}
	}
}
