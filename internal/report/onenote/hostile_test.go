package onenote_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/msgraph/graphtest"
	"weir/internal/report/onenote"
	"weir/internal/testenv"
)

// Whoever may write on the page can make it as they like. Each of these takes
// hours where the work grows with the square of its size.
func TestHostilePagesAreReadInTime(t *testing.T) {
	t.Parallel()
	many, wide := &strings.Builder{}, &strings.Builder{}
	for n := range 60_000 {
		fmt.Fprintf(many, `<table data-id="%s.%d"><tr><td>a</td></tr></table>`, mark, n+1)
	}
	for part := range 2 {
		fmt.Fprintf(wide, `<table data-id="%s.%d"><tr>`, mark, part+1)
		for n := range 100_000 {
			fmt.Fprintf(wide, "<td>%d.%d", part, n)
		}
		wide.WriteString("</table>")
	}
	for name, page := range map[string]string{
		"many parts":      many.String(),
		"wide parts":      wide.String(),
		"many rows":       fmt.Sprintf(`<table data-id="%s.1">`, mark) + strings.Repeat("<tr><td>x", 100_000),
		"deep paragraphs": strings.Repeat("<p><span>", 100_000),
		"deep cells":      fmt.Sprintf(`<table data-id="%s.1"><tr><td>`, mark) + strings.Repeat("<span>", 400) + strings.Repeat("<span>a</span>", 50_000),
		"deep tables":     fmt.Sprintf(`<table data-id="%s.1"><tr><td>`, mark) + strings.Repeat("<table><tr><td>", 100) + strings.Repeat("<p>a", 50_000),
	} {
		took := testenv.CPU(func() {
			if _, err := onenote.ReadPage([]byte(page), mark); err != nil && weir.NextStep(err) == "" {
				t.Errorf("%s: %v", name, err)
			}
		})
		if took > 30*time.Second {
			t.Errorf("%s: %d bytes took %v", name, len(page), took)
		}
	}
}

// Two parts whose columns differ make rows as wide as both together.
func TestPartsThatMakeMoreCellsThanCanBeCarriedAreRefused(t *testing.T) {
	t.Parallel()
	page := &strings.Builder{}
	for part := range 2 {
		fmt.Fprintf(page, `<table data-id="%s.%d"><tr>`, mark, part+1)
		for n := range 2000 {
			fmt.Fprintf(page, "<td>%d.%d", part, n)
		}
		page.WriteString(strings.Repeat("<tr><td>a", 1000) + "</table>")
	}
	if _, err := onenote.ReadPage([]byte(page.String()), mark); weir.KindOf(err) != weir.BadInput || weir.NextStep(err) == "" {
		t.Errorf("got %v", err)
	}
}

// A part that holds a picture is left where it is, under parts of the new table up
// to its number: were that a thousand million, so would be the parts.
func TestAPartHasNoNumberWithoutEnd(t *testing.T) {
	t.Parallel()
	for number, exists := range map[string]bool{"1": true, "9999": true, "10000": false, "999999999": false} {
		page := fmt.Sprintf(`<body><table data-id="%s.%s"><tr><td>a<td><img src="x"></table></body>`, mark, number)
		if found, err := onenote.ReadPage([]byte(page), mark); err != nil || found.Exists != exists {
			t.Errorf("part %s: %+v, %v", number, found, err)
		}
	}
}

// Whoever may write an address into a field in Jira can give it any fragment, also
// one that says what an element of a report is, or of another one on the same page.
func TestALinkOfJirasSaysNothingOfTheTable(t *testing.T) {
	t.Parallel()
	for _, fragment := range []string{mark + ".was", mark + ".1", mark + ".kept", mark + ".line", "%77eir-weekly-3f9a1c2e.was", "WEIR-other-3f9a1c2e.1", "#" + mark + ".was"} {
		w := newWorld(t, graphtest.Quirks{})
		v := view(row("OPS-1", "Pump", ""), row("OPS-2", "Valve", ""))
		v.Groups[0].Rows[0].Cells[1].Link = "https://wiki.example.com/page?a=b#" + fragment
		v.Groups[0].Rows[1].Cells[1].Link = "https://wiki.example.com/page#chapter-2"
		w.write(t, v)
		found := w.read(t)
		if !found.Exists || len(found.Rows) != 2 {
			t.Errorf("%s: the table is not found: %+v", fragment, found)
		}
		v.Run = "r2"
		w.write(t, v)
		if page := w.page.HTML(); strings.Count(page, "Pump") != 1 || strings.Contains(page, "a=b#") ||
			!strings.Contains(page, "page?a=b\"") || !strings.Contains(page, "page#chapter-2") {
			t.Errorf("%s: the page is %s", fragment, page)
		}
	}
}
