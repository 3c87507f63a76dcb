package onenote_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/msgraph/graphtest"
	"weir/internal/report"
	"weir/internal/report/onenote"
)

const (
	readsPage  = "GET /pages/{id}/content"
	writesPage = "PATCH /pages/{id}/content"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestARefreshIsTwoRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.write(t, view(row("OPS-1", "One", "")))
	want := []string{"GET /notebooks", "GET /sections/{id}/pages", readsPage, writesPage}
	if d := cmp.Diff(want, w.GraphRequests()); d != "" {
		t.Errorf("the first run (-want +got):\n%s", d)
	}
	for range 3 {
		w.Forget()
		w.write(t, view(row("OPS-1", "One", ""), row("OPS-2", "Two", "")))
		if d := cmp.Diff([]string{readsPage, writesPage}, w.GraphRequests()); d != "" {
			t.Errorf("a refresh (-want +got):\n%s", d)
		}
	}
}

// The page, as a person reads it from top to bottom.
func TestThePageReadsAsItIsDocumented(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	v := view(row("OPS-1", "One", "ask Ann"), row("OPS-2", "Two", ""))
	v.Groups[0].Heading = "In Progress"
	v.Left = []report.Gone{{Key: "OPS-8", URL: site + "OPS-8"}, {Key: "OPS-7", URL: site + "OPS-7"}}
	v.Kept = []report.Passage{
		{Key: "OPS-9", URL: site + "OPS-9", Where: "Mine", Text: "kept"},
		{Key: "OPS-7", URL: site + "OPS-7", Text: "its note"},
		{Key: "OPS-6", URL: site + "OPS-6", Text: "an old note"},
	}
	w.write(t, v)
	want := []string{
		"Agenda", "Refreshed 29 Nov 2026, 21:05 UTC · 2 issues · Open in Jira",
		"Key\tSummary\tNote\nIn Progress (2)\nOPS-1\tOne\task Ann\nOPS-2\tTwo",
		"Left since the last refresh, and what people wrote that has no place in the table any more",
		"Issue\tWhere\tText\nOPS-8\tno longer in the report\nOPS-9\tMine\tkept\nOPS-7\tno longer in the report\tits note\nOPS-6\tNote\tan old note",
	}
	var got []string
	for _, block := range w.page.Blocks() {
		// A blank cell holds a space that does not break.
		lines := strings.Split(strings.ReplaceAll(block, "\u00a0", ""), "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], "\t")
		}
		got = append(got, strings.Join(lines, "\n"))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	v = view()
	v.Same, v.Line = true, report.Line{Trouble: "Jira does not answer", Since: now()}
	w.write(t, v)
	if got := w.page.Blocks()[1]; got != "Not refreshed since 29 Nov 2026, 21:05 UTC, because Jira does not answer · Open in Jira" {
		t.Errorf("got %q", got)
	}
}

// Between the elements of ours there may be others; what is not needed leaves no
// litter.
func TestTextBetweenStaysAndNothingPilesUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.options.PartRows = 2
	many := view(row("OPS-1", "One", ""), row("OPS-2", "Two", ""), row("OPS-3", "Three", ""), row("OPS-4", "Four", ""), row("OPS-5", "Five", ""))
	many.Left = []report.Gone{{Key: "OPS-8", URL: site + "OPS-8"}}
	w.write(t, many)
	for n := 6; n > 0; n-- { // between any two of Agenda, line, three parts and the list
		must(t, w.page.TypeAt(n, fmt.Sprintf("mine %d", n)))
	}
	var after int
	for i := range 6 {
		few := view(row("OPS-1", "One", ""))
		w.write(t, few)
		f := w.read(t)
		if len(f.Rows) != 1 || f.Copies != 0 || len(f.Kept) != 0 {
			t.Fatalf("found %+v", f)
		}
		w.write(t, many)
		f = w.read(t)
		if len(f.Rows) != 5 {
			t.Fatalf("round %d: found %d rows", i, len(f.Rows))
		}
		if n := len(w.page.Blocks()); i > 0 && n != after {
			t.Errorf("round %d: the page has %d blocks, and had %d", i, n, after)
		} else {
			after = n
		}
	}
	text := w.page.Text()
	for n := 1; n < 7; n++ {
		if strings.Count(text, fmt.Sprintf("mine %d", n)) != 1 {
			t.Errorf("mine %d is not there once", n)
		}
	}
}

func TestWhatIsTypedIntoTheLineIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	v := view(row("OPS-1", "One", ""))
	w.write(t, v)
	if f := w.read(t); len(f.Kept) != 0 || f.Run != "r1" {
		t.Fatalf("found %+v", f)
	}
	must(t, w.page.ReplaceText(" · 1 issue", " · 1 issue. Ann says two!"))
	f := w.read(t)
	if len(f.Kept) != 1 || !strings.Contains(f.Kept[0].Text, "Ann says two!") {
		t.Fatalf("kept is %+v", f.Kept)
	}
	v.Kept = f.Kept
	w.write(t, v)
	if f := w.read(t); len(f.Kept) != 1 {
		t.Errorf("kept is %+v", f.Kept)
	}
}

// The list says of a text that it was a note, and whoever reads it back knows that
// as well as before, but not where somebody has typed over it.
func TestANoteInTheListBelowIsReadAsOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	v := view(row("OPS-1", "One", ""))
	v.Left = []report.Gone{{Key: "OPS-7", URL: site + "OPS-7"}}
	v.Kept = []report.Passage{
		{Key: "OPS-7", URL: site + "OPS-7", Text: "its note"},
		{Key: "OPS-8", URL: site + "OPS-8", Text: "an old note"},
		{Key: "OPS-9", URL: site + "OPS-9", Text: "another one"},
	}
	w.write(t, v)
	must(t, w.page.AddRow(1, 4, "OPS-2", "Note", "a row of Ann's"))
	want := append(slices.Clone(v.Kept), report.Passage{Key: "OPS-2", Where: "Note", Text: "a row of Ann's"})
	if d := cmp.Diff(want, w.read(t).Kept); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	must(t, w.page.TypeInCell(1, 3, 1, " of Bob's"))
	want[2].Where = "Note of Bob's"
	if d := cmp.Diff(want, w.read(t).Kept); d != "" {
		t.Errorf("after somebody typed (-want +got):\n%s", d)
	}
}

func TestWhatIsTypedIntoTheListBelowIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	v := view(row("OPS-1", "One", ""))
	v.Left = []report.Gone{{Key: "OPS-7", URL: site + "OPS-7"}, {Key: "OPS-8", URL: site + "OPS-8"}}
	v.Kept = []report.Passage{{Key: "OPS-9", URL: site + "OPS-9", Where: "Mine", Text: "old"}}
	w.write(t, v)
	const list = 1
	must(t, w.page.SetCell(list, 0, 2, "My words"))            // over a heading
	must(t, w.page.SetCell(list, 1, 2, "why?"))                // beside an issue that left
	must(t, w.page.TypeInCell(list, 2, 0, " ask Bob"))         // behind another one
	must(t, w.page.SetCell(list, 3, 1, "elsewhere"))           // over where
	must(t, w.page.AddRow(list, 4, "", "", "a new row"))       // below
	must(t, w.page.AddRow(list, 5, "", "another one", ""))     // and not where texts are
	must(t, w.page.AddColumn(list, 3, "More", "x1", "", "x3")) // beside
	want := []report.Passage{
		{Text: "My words"},
		{Text: "More"},
		{Key: "OPS-7", URL: site + "OPS-7", Text: "why?\nx1"},
		{Key: "OPS-8", URL: site + "OPS-8", Text: "OPS-8 ask Bob"},
		{Key: "OPS-9", URL: site + "OPS-9", Where: "elsewhere", Text: "old\nx3"},
		{Text: "a new row"},
		{Text: "another one"},
	}
	if d := cmp.Diff(want, w.read(t).Kept); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// refused is a world in which OneNote does not replace tables, with a report on
// its page.
func refused(t *testing.T) *world {
	w := newWorld(t, graphtest.Quirks{TableReplaceRefused: true}, "<p>Agenda</p>")
	w.write(t, view(row("OPS-1", "One", "")))
	must(t, w.page.SetCell(0, 1, 2, "a note"))
	return w
}

// again reads and writes with one Page, as the engine does when a page has
// changed meanwhile.
func again(t *testing.T, page *onenote.Page, v report.View) (report.Wrote, error) {
	t.Helper()
	for range 3 {
		f, err := page.Read(t.Context(), mark)
		must(t, err)
		wrote, err := page.Write(t.Context(), v, f)
		if !errors.Is(err, report.ErrChanged) {
			return wrote, err
		}
	}
	t.Fatal("the page is taken for changed for ever")
	return report.Wrote{}, nil
}

func TestWhereATableCannotBeReplacedANewOneComes(t *testing.T) {
	t.Parallel()
	for _, lost := range []bool{false, true} {
		t.Run(fmt.Sprintf("data-ids lost: %v", lost), func(t *testing.T) {
			t.Parallel()
			w := refused(t)
			v := view(row("OPS-1", "One", "a note"), row("OPS-2", "Two", ""))
			v.Kept = []report.Passage{{Text: "kept"}}
			for i := range 3 {
				before := w.clock.Now()
				wrote, err := again(t, w.open(), v)
				must(t, err)
				if waited := w.clock.Now().Sub(before); waited < 4*time.Second {
					t.Errorf("it waits %s for OneNote to catch up", waited)
				}
				if len(wrote.Told) != 1 || !strings.Contains(wrote.Told[0], "former table") {
					t.Errorf("told %q", wrote.Told)
				}
				if lost {
					must(t, w.page.LoseDataIDs())
				}
				f := w.read(t)
				// Without data-ids nothing in a cell can be named, and a former table is
				// no more than a copy.
				if len(f.Rows) != 2 || f.Rows[0].Cells[2].Text != "a note" || len(f.Kept) != 1 || !lost && f.Copies != 0 {
					t.Fatalf("round %d: found %+v", i, f)
				}
				v.Groups[0].Rows[1].Cells[1].Text = fmt.Sprintf("Two, changed %d times", i)
			}
			if text := w.page.Text(); !lost && strings.Count(text, "OneNote refused to replace it") < 3 || !strings.HasPrefix(text, "Agenda\nRefreshed") {
				t.Errorf("the page reads %q", text)
			}
		})
	}
}

func TestWhereNothingCanBeChangedItIsAnError(t *testing.T) {
	t.Parallel()
	w := refused(t)
	w.Fail(graphtest.Fault{Method: "PATCH", Times: -1, Status: 400, Code: "20134"})
	_, err := again(t, w.open(), view(row("OPS-1", "One", "")))
	if !errors.Is(err, weir.BadInput) || !strings.Contains(weir.NextStep(err), "weir report init weekly --replace") {
		t.Errorf("got %v, next %q", err, weir.NextStep(err))
	}
}

func TestPicturesStayInTheFormerTable(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.options.PartRows = 2
	v := view(row("OPS-1", "One", "a note"), row("OPS-2", "Two", ""), row("OPS-3", "Three", ""))
	v.Kept = []report.Passage{{Text: "kept"}}
	w.write(t, v)
	must(t, w.page.PasteImage(0, 1, 2, "https://example.com/cat.png"))
	must(t, w.page.PasteImage(2, 1, 2, "https://example.com/dog.png"))
	f := w.read(t)
	if f.Fixed != 2 {
		t.Fatalf("%d fixed things are found", f.Fixed)
	}
	if wrote := w.write(t, v); len(wrote.Told) != 1 || !strings.Contains(wrote.Told[0], "pictures") {
		t.Errorf("told %q", wrote.Told)
	}
	if got := strings.Count(w.page.HTML(), "<img"); got != 2 {
		t.Errorf("there are %d pictures", got)
	}
	f = w.read(t)
	if f.Fixed != 0 || len(f.Rows) != 3 || len(f.Kept) != 1 || f.Copies != 0 {
		t.Errorf("found %+v", f)
	}
	before := strings.Count(w.page.Text(), "cannot be moved")
	w.write(t, v)
	if after := strings.Count(w.page.Text(), "cannot be moved"); before != 2 || after != 2 {
		t.Errorf("there were %d former tables, and are %d", before, after)
	}
}

// Nor is it lost where it stands beside the word that carries the table's tag.
func TestAPictureInAHeadingStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.write(t, view(row("OPS-1", "One", "")))
	must(t, w.page.Edit(func(body *html.Node) error {
		heading := below(tableOf(body, mark), "p")[0]
		heading.AppendChild(&html.Node{Type: html.ElementNode, Data: "img", Attr: []html.Attribute{{Key: "src", Val: "https://example.com/cat.png"}}})
		return nil
	}))
	for range 2 { // the former table is a copy then: nothing in it can say more
		w.write(t, view(row("OPS-1", "One", "")))
		if f := w.read(t); f.Copies != 1 || f.Fixed != 0 || strings.Count(w.page.HTML(), "<img") != 1 {
			t.Errorf("%+v, the page is %s", f, w.page.HTML())
		}
	}
}

func TestACopyWithItsDataIDsIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.write(t, view(row("OPS-1", "One", "")))
	must(t, w.page.CopyTable(0, true))
	must(t, w.page.SetCell(0, 1, 2, "in the first"))
	must(t, w.page.SetCell(1, 1, 2, "in the second"))
	f := w.read(t)
	if f.Copies != 1 || f.Rows[0].Cells[2].Text != "in the first" {
		t.Fatalf("found %+v", f)
	}
	w.write(t, view(row("OPS-1", "One", "in the first")))
	if !strings.Contains(w.page.Text(), "in the second") {
		t.Error("the copy was written to")
	}
}

// A copy of everything, pasted above: the former one is the copy then.
func TestACopyOfAllOfIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.write(t, view(row("OPS-1", "One", "a note")))
	must(t, w.page.LoseDataIDs())
	must(t, w.page.CopyTable(0, false))
	must(t, w.page.MoveBlock(3, 0))
	w.write(t, view(row("OPS-1", "One", "a note"), row("OPS-2", "Two", "")))
	got := w.page.Tables()
	if len(got) != 2 || len(got[0]) != 2 || len(got[1]) != 3 {
		t.Errorf("the tables are %q", got)
	}
}

func TestAnAnswerThatIsLostChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	v := view(row("OPS-1", "One", "a note"))
	for i, first := range []bool{true, false} {
		w.Fail(graphtest.Fault{Method: "PATCH", After: true, Reset: true})
		page := w.open()
		f, err := page.Read(t.Context(), mark)
		must(t, err)
		if _, err := page.Write(t.Context(), v, f); !errors.Is(err, msgraph.ErrUncertain) || weir.NextStep(err) == "" {
			t.Fatalf("first %v: got %v", first, err)
		}
		w.write(t, v)
		if n := len(w.page.Tables()); n != 1 {
			t.Errorf("round %d: there are %d tables", i, n)
		}
	}
}

// Two runs at once, on two machines: each write is seen by the next one or told
// to have failed, and there is one table.
func TestTwoAtOnceLeaveOneTable(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.write(t, view())
	must(t, w.page.DeleteBlock(2))
	must(t, w.page.DeleteBlock(1)) // the table, and the line: both begin anew
	var all sync.WaitGroup
	for n := range 2 {
		client := w.newClient(t)
		all.Go(func() {
			options := w.options
			options.Client, options.Places = client, &places{Place: w.places.Place}
			for i := range 10 {
				page := onenote.New(options)
				f, err := page.Read(t.Context(), mark)
				if err != nil {
					t.Error(err)
					return
				}
				v := view()
				for _, r := range f.Rows {
					v.Groups[0].Rows = append(v.Groups[0].Rows, row(r.Key, "x", ""))
				}
				key := fmt.Sprintf("OPS-%d%02d", n+1, i)
				v.Groups[0].Rows = append(v.Groups[0].Rows, row(key, "x", ""))
				_, err = page.Write(t.Context(), v, f)
				if err != nil && !errors.Is(err, report.ErrChanged) {
					t.Error(err)
				}
				if err == nil && !slices.ContainsFunc(w.page.Tables()[0], func(cells []string) bool { return cells[0] == key }) {
					t.Errorf("%s is lost", key)
				}
			}
		})
	}
	all.Wait()
	if n := len(w.page.Tables()); n != 1 {
		t.Errorf("there are %d tables", n)
	}
}

func TestATableThatIsTooLargeIsNotWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.write(t, view())
	w.options.MaxBytes = 20_000
	before := w.page.HTML()
	v := view()
	for i := range 200 {
		v.Groups[0].Rows = append(v.Groups[0].Rows, row(fmt.Sprintf("OPS-%d", i+1), strings.Repeat("long ", 20), ""))
	}
	for _, v.Mode = range report.Modes() {
		page := w.open()
		f, err := page.Read(t.Context(), mark)
		must(t, err)
		_, err = page.Write(t.Context(), v, f)
		if !errors.Is(err, weir.BadInput) || !strings.Contains(err.Error(), "the limit is 19 KB") || !strings.Contains(weir.NextStep(err), "fewer") {
			t.Errorf("%s: got %v, next %q", v.Mode, err, weir.NextStep(err))
		}
	}
	if w.page.HTML() != before || len(w.Pages()) != 1 {
		t.Error("something was written")
	}
	// What is weighed is what is sent, to the byte.
	w.Forget()
	w.options.MaxBytes = onenote.DefaultMaxBytes
	v.Mode = report.Replace
	w.write(t, v)
	requests := w.Requests()
	sent := requests[len(requests)-1].Sent
	for limit, fits := range map[int]bool{sent: true, sent - 1: false} {
		w.options.MaxBytes = limit
		page := w.open()
		f, err := page.Read(t.Context(), mark)
		must(t, err)
		if _, err = page.Write(t.Context(), v, f); (err == nil) != fits {
			t.Errorf("with a limit of %d bytes, of which %d were sent: %v", limit, sent, err)
		}
	}
}

// What stands in a layout table, in the second text box, or moved, is found.
func TestTheTableIsFoundWhereverItWasPut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>", "<p>Second box</p>")
	v := view(row("OPS-1", "One", "a note"))
	w.write(t, v)
	must(t, w.page.Edit(intoLayoutTable))
	for rows := 1; rows < 4; rows++ {
		f := w.read(t)
		if len(f.Rows) != rows || f.Rows[0].Key != "OPS-1" || f.Copies != 0 {
			t.Fatalf("found %+v", f)
		}
		if rows == 2 { // now the paragraph of the line has no id
			must(t, w.page.LoseDataIDs())
		}
		v.Groups[0].Rows = append(v.Groups[0].Rows, row(fmt.Sprintf("OPS-%d", rows+1), "Two", ""))
		w.write(t, v)
	}
	if n := len(w.page.Tables()); n != 2 {
		t.Errorf("there are %d tables, the layout's among them", n)
	}
}
