package page_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"weir/internal/flow"
	"weir/internal/flow/page"
)

var update = flag.Bool("update", false, "write the golden files anew")

// outline writes what a person meets in the page, from above to below: headings,
// answers, pictures and tables.
func outline(root *html.Node) string {
	var b strings.Builder
	for _, n := range all(root, "") {
		if inside(n, "svg") {
			continue
		}
		switch n.Data {
		case "h1", "h2", "h3", "h4":
			fmt.Fprintf(&b, "%s%s %s\n", strings.Repeat("  ", int(n.Data[1]-'1')), n.Data, words(n))
		case "caption":
			fmt.Fprintf(&b, "          table: %s\n", words(n))
		case "p":
			if attribute(n, "class") == "answer" {
				fmt.Fprintf(&b, "          %s\n", words(n))
			}
		case "svg":
			if c := attribute(n, "class"); c != "shape" {
				fmt.Fprintf(&b, "          %s %s\n", c, attribute(n, "viewBox"))
			}
		}
	}
	return b.String()
}

func TestTheOutlineOfASmallPage(t *testing.T) {
	t.Parallel()
	tm := usualTeam()
	p := flow.Policy{Discard: []string{"Won't Do"}}
	got := outline(parse(t, write(t, tm.analyse(t, tm.generate(45, 60, 2), p), page.Params{Subject: "forty-five issues"})))
	name := filepath.Join("testdata", "outline.txt")
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the page says other things; -update writes it anew (-want +got):\n%s", diff)
	}
}

// What a machine can tell of whether everybody can read a page.
func TestThePageCanBeReadByEverybody(t *testing.T) {
	t.Parallel()
	tm := usualTeam()
	for _, n := range []int{0, 8, 400} {
		t.Run(fmt.Sprintf("with %d items", n), func(t *testing.T) {
			t.Parallel()
			root := parse(t, write(t, tm.analyse(t, tm.generate(n, 300, 1), flow.Policy{}), page.Params{}))
			readable(t, root)
			tables(t, root)
			references(t, root)
		})
	}
}

func readable(t *testing.T, root *html.Node) {
	t.Helper()
	if lang := attribute(all(root, "html")[0], "lang"); lang != "en" {
		t.Errorf("the page's language is %q", lang)
	}
	for _, landmark := range []string{"h1", "main", "nav", "footer", "title"} {
		if n := len(all(root, landmark)); n != 1 && landmark != "title" || n == 0 {
			t.Errorf("the page has %d of %s", n, landmark)
		}
	}
	level := 0
	for _, n := range all(root, "") {
		if len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
			continue
		}
		if next := int(n.Data[1] - '0'); next > level+1 {
			t.Errorf("the heading %q skips a level", words(n))
		}
		level = int(n.Data[1] - '0')
		if words(n) == "" {
			t.Error("a heading says nothing")
		}
	}
	for _, n := range all(root, "details") {
		if first := n.FirstChild; first == nil || first.Data != "summary" || words(first) == "" {
			t.Error("something that opens does not say what it opens")
		}
	}
	for _, n := range all(root, "svg") {
		if attribute(n, "aria-hidden") != "true" && !has(n, "role") {
			t.Error("a picture has no role")
		}
	}
	for _, n := range all(root, "section") {
		if !has(n, "aria-labelledby") {
			t.Error("a section has no name")
		}
	}
}

func tables(t *testing.T, root *html.Node) {
	t.Helper()
	for _, n := range all(root, "table") {
		if captions := all(n, "caption"); len(captions) != 1 || words(captions[0]) == "" {
			t.Error("a table has no caption")
		}
		for _, th := range all(n, "th") {
			if s := attribute(th, "scope"); s != "col" && s != "row" {
				t.Errorf("the head %q is of nothing", words(th))
			}
		}
		if n.Parent.Data != "div" || attribute(n.Parent, "tabindex") != "0" || attribute(n.Parent, "aria-label") == "" {
			t.Error("a table that may be wider than the screen cannot be moved by keyboard")
		}
		columns := len(all(all(n, "thead")[0], "th"))
		for _, tr := range all(all(n, "tbody")[0], "tr") {
			if cells := len(all(tr, "th")) + len(all(tr, "td")); cells != columns {
				t.Errorf("a row has %d cells below %d heads", cells, columns)
			}
		}
	}
}

func references(t *testing.T, root *html.Node) {
	t.Helper()
	ids := map[string]bool{}
	for _, n := range all(root, "") {
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("two elements are %q", id)
			}
			ids[id] = true
		}
	}
	for _, n := range all(root, "") {
		for _, id := range strings.Fields(attribute(n, "aria-labelledby")) {
			if !ids[id] {
				t.Errorf("%q names nothing", id)
			}
		}
		if href := attribute(n, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
			t.Errorf("the link %q leads nowhere", href)
		}
	}
}
