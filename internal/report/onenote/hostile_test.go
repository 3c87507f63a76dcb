package onenote_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"weir"
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
