package e2e_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"weir/internal/jira/jiratest"
	"weir/internal/testenv"
)

// Promise W6 for the page of `weir flow export --html`, in a real browser: nobody
// is kept out, on a wide screen and on a telephone, by day and by night.
func TestThePageOfFlowKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	b := startBrowser(t)
	full, linked, poor := fullPage(t), linkedPage(t), poorPage(t)
	for _, c := range []struct {
		name, page string
		display    display
	}{
		{"wide and light", full, display{1280, "light"}},
		{"wide and dark", full, display{1280, "dark"}},
		{"narrow and light", full, display{390, "light"}},
		{"narrow and dark", full, display{390, "dark"}},
		{"with links to Jira", linked, display{1280, "light"}},
		{"with hardly any data", poor, display{390, "dark"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := b.open(t, c.display, c.page)
			checkSurroundings(t, p, c.display)
			checkKeyboard(t, p)
			p.run(axe)
			for _, open := range []bool{false, true} {
				p.run(fmt.Sprintf(`document.querySelectorAll("details").forEach(d => d.open = %v)`, open))
				when := fmt.Sprintf("details open: %v", open)
				checkWidth(t, p, c.display, when)
				checkAxe(t, p, when)
			}
			if c.page == full {
				checkImages(t, p)
			}
			if file := p.printed(); !bytes.HasPrefix(file, []byte("%PDF-")) || len(file) < 20_000 {
				t.Errorf("printed, it is %d bytes: %.20q", len(file), file)
			}
			checkNothingElse(t, p, c.page)
		})
	}
}

// axeCore returns the source of axe-core.
func axeCore(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("testdata", "axe", "node_modules", "axe-core", "axe.min.js"))
	if errors.Is(err, fs.ErrNotExist) {
		testenv.Skip(t, "axe-core is not installed: run scripts/prepare")
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// fullPage writes a page on which every chart has data, and returns its URL.
func fullPage(t *testing.T) string {
	t.Helper()
	return pageOf(t, 300, "--stage", "Backlog=To Do", "--stage", "Build=In Progress", "--stage", "Review=In Review", "--stage", "Done=Done",
		"--start", "Build", "--waiting", "Review", "--limit", "Build=3", "--discard", "Won't Do")
}

// poorPage writes a page with charts that cannot be drawn.
func poorPage(t *testing.T) string {
	t.Helper()
	return pageOf(t, 2)
}

func pageOf(t *testing.T, issues int, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	from, page := filepath.Join(dir, "issues.json"), filepath.Join(dir, "page.html")
	for _, args := range [][]string{
		{"simulate", "issues", "--generate", fmt.Sprint(issues), "--seed", "7", "-o", from},
		append([]string{"flow", "export", "--from", from, "--html", page, "--zone", "UTC"}, args...),
	} {
		if out, err := process(t, nil, args...).CombinedOutput(); err != nil {
			t.Fatalf("%q: %v\n%s", args, err, out)
		}
	}
	return address(page)
}

// linkedPage writes a page whose dots lead to Jira, which only issues from there do.
func linkedPage(t *testing.T) string {
	t.Helper()
	m := newMeasured(t, jiratest.Cloud)
	m.run("init", "ops", "--board", "2")
	page := m.in("page.html")
	m.run("export", "ops", "--html", page, "--links")
	if !strings.Contains(string(mustRead(t, page)), m.site.URL()+"/browse/") {
		t.Fatal("there is no link in the page")
	}
	return address(page)
}

func address(file string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
}

// checkSurroundings sees that the page is shown as it was to be.
func checkSurroundings(t *testing.T, p *tab, d display) {
	t.Helper()
	if !answer[bool](p, fmt.Sprintf(`innerWidth === %d && matchMedia("(prefers-color-scheme: %s)").matches`, d.width, d.scheme)) {
		t.Fatal("the page is not shown as it was to be: the test proves nothing")
	}
}

// checkKeyboard goes with the tab key to the first text that opens, past all
// links before it, sees where the focus is, and opens it.
func checkKeyboard(t *testing.T, p *tab) {
	t.Helper()
	links := answer[int](p, `(() => {
		const all = [...document.querySelectorAll("a[href], summary")];
		return all.indexOf(document.querySelector("summary"));
	})()`)
	for range links + 1 {
		p.press("\t")
	}
	if !answer[bool](p, `document.activeElement === document.querySelector("summary") && getComputedStyle(document.activeElement).outlineStyle === "solid"`) {
		t.Fatalf("%d times the tab key leads to %s", links+1, answer[string](p, `document.activeElement.outerHTML.slice(0, 200)`))
	}
	p.press("\r")
	if !answer[bool](p, `document.querySelector("details").open`) {
		t.Error("the return key opens nothing")
	}
}

// checkNothingElse sees that the page was content with itself.
func checkNothingElse(t *testing.T, p *tab, page string) {
	t.Helper()
	told, requests := p.noted()
	if len(told) > 0 {
		t.Errorf("the console tells %q", told)
	}
	if !slices.Equal(requests, []string{page}) {
		t.Errorf("the page asks for %q, want itself alone", requests)
	}
}

func checkWidth(t *testing.T, p *tab, d display, when string) {
	t.Helper()
	if width := answer[int64](p, `document.documentElement.scrollWidth`); width > d.width {
		t.Errorf("%s: the page is %d wide, on a screen of %d", when, width, d.width)
	}
}

func checkAxe(t *testing.T, p *tab, when string) {
	t.Helper()
	var found struct {
		Passed     int
		Violations []json.RawMessage
	}
	text := answer[string](p, `axe.run().then(found => JSON.stringify({
		passed: found.passes.length,
		violations: found.violations.flatMap(v => v.nodes.map(n => ({rule: v.id, help: v.help, where: n.target, html: n.html.slice(0, 200)}))),
	}))`)
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatal(err)
	}
	for _, violation := range found.Violations {
		t.Errorf("%s: axe-core: %s", when, violation)
	}
	if found.Passed < 20 {
		t.Errorf("%s: axe-core applied %d rules only", when, found.Passed)
	}
}

// checkImages sees that each chart that is shown has a name.
func checkImages(t *testing.T, p *tab) {
	t.Helper()
	shown := answer[int](p, `[...document.querySelectorAll("svg:not([aria-hidden])")].filter(s => s.checkVisibility()).length`)
	figures := answer[int](p, `document.querySelectorAll("figure").length`)
	names := p.images()
	if shown != figures || figures < 15 || len(names) != shown {
		t.Errorf("%d charts in %d figures, and %d images with names", shown, figures, len(names))
	}
	if slices.Contains(names, `""`) || slices.Contains(names, "") {
		t.Errorf("an image has no name: %q", names)
	}
}
