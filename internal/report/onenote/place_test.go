package onenote_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/msgraph/graphtest"
	"weir/internal/report"
	"weir/internal/report/onenote"
)

// failing reads and writes, and returns the error, which must say what to do.
func (w *world) failing(t testing.TB, v report.View) error {
	t.Helper()
	page := w.open()
	f, err := page.Read(t.Context(), v.Mark)
	if err == nil {
		_, err = page.Write(t.Context(), v, f)
	}
	if err == nil {
		t.Fatal("it succeeds")
	}
	if weir.NextStep(err) == "" {
		t.Errorf("nobody is told what to do about: %v", err)
	}
	return err
}

func TestPathsThatLeadNowhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{})
	notebook := w.AddNotebook("Archive")
	w.AddSection(w.AddGroup(w.AddGroup(notebook, "2026"), "November"), "Reports")
	w.AddNotebook("Twin")
	w.AddNotebook("Twin")
	w.AddClientPage(w.section, "Twice")
	w.AddClientPage(w.section, "Twice")
	for path, want := range map[string][]string{
		"":                           {`the path "" names no page`, "Notebook/Section/Page title"},
		"Team":                       {"names no page"},
		"Team/":                      {"names no page"},
		"Team/Weekly":                {"names a section and no page", "title"},
		"Tea/Weekly/Open work":       {`no notebook "Tea"`, `"Team"`, "SharePoint"},
		"Quite another/a/b":          {`no notebook`, `there are: "Team", "Archive", "Twin", "Twin"`},
		"Team/Weakly/Open work":      {`no section "Weakly" in Team`, `"Weekly"`},
		"Team/Weekly/Open worx":      {`no page "Open worx"`, `"Open work"`},
		"Twin/Weekly/Open work":      {`2 notebooks named "Twin"`, "rename"},
		"Team/Weekly/Twice":          {`2 pages with the title "Twice"`, "weir report init weekly --replace"},
		"Archive/2026/November/x/y":  {`no section "x" in Archive/2026/November`, `"Reports"`},
		"Archive/2026":               {`no section "2026" in Archive`},
		"Archive/2026/Novembr/Notes": {`no section "Novembr" in Archive/2026`, `"November"`},
	} {
		w.options.Path = path
		err := w.failing(t, view())
		text := err.Error() + "\n" + weir.NextStep(err)
		for _, part := range want {
			if !strings.Contains(text, part) {
				t.Errorf("%q: got %q, want it to say %q", path, text, part)
			}
		}
	}
	if w.places.saved != 0 {
		t.Error("a place was remembered")
	}
}

func TestPathsThatLeadToAPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{})
	deep := w.AddSection(w.AddGroup(w.AddGroup(w.AddNotebook("Archive"), "2026"), "November"), "Reports")
	w.AddClientPage(deep, "A/B: open work")
	w.AddGroup(w.AddNotebook("Cases"), "Weekly")
	w.AddSection(w.notebook, "WEEKLY") // which is another one
	for _, path := range []string{
		"Team/Weekly/Open work", "team / Weekly / Open work", "archive / 2026 / november / reports / A/B: open work", "Archive/2026/November/Reports/A/B: open work",
	} {
		w.options.Path, w.places.Place = path, onenote.Place{}
		w.write(t, view(row("OPS-1", "One", "")))
		if w.places.PageID == "" || w.places.SectionID == "" || w.places.NotebookID == "" {
			t.Errorf("%q: remembered is %+v", path, w.places.Place)
		}
	}
	w.BreakExpand(time.Hour) // the tree must be read level by level
	w.options.Path, w.places.Place = "Archive/2026/November/Reports/A/B: open work", onenote.Place{}
	if f := w.read(t); len(f.Rows) != 1 {
		t.Errorf("found %+v", f)
	}
}

// A report that may makes its page, and its section: although OneNote loses
// titles of pages that come too early.
func TestWhatIsMissingIsMade(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"a page": "Team/Weekly/Reports & more <now>", "a section and a page": "Team/New section/Reports & more <now>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, graphtest.Quirks{})
			w.options.Path, w.options.CreateMissing = path, true
			if f := w.read(t); f.Exists || len(w.Pages()) != 1 {
				t.Fatal("reading makes a page")
			}
			v := view(row("OPS-1", "One", "a note"))
			w.write(t, v)
			page := w.Page("Reports & more <now>")
			if page == nil || w.places.PageID != page.ID() {
				t.Fatalf("the pages are %v, and %+v is remembered", w.Pages(), w.places.Place)
			}
			if f := w.read(t); len(f.Rows) != 1 || f.Run != "r1" {
				t.Errorf("found %+v", f)
			}
			w.write(t, v)
			if n := len(w.Pages()); n != 2 {
				t.Errorf("there are %d pages", n)
			}
		})
	}
}

func TestNamesThatOneNoteDoesNotTake(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{})
	w.options.CreateMissing = true
	for path, want := range map[string]string{
		"Team/a:b/Title": "leave out all of these",
		"Team/" + strings.Repeat("x", 51) + "/Title": "the limit is 50",
		"Team/Weekly/" + strings.Repeat("x", 201):    "the limit is 200",
	} {
		w.options.Path = path
		if err := w.failing(t, view()); !strings.Contains(err.Error()+weir.NextStep(err), want) {
			t.Errorf("%q: got %v, next %q", path, err, weir.NextStep(err))
		}
	}
}

// A page that OneNote says it made, and never has.
func TestAPageThatNeverComes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{})
	w.options.Path, w.options.CreateMissing = "Team/Weekly/Fresh", true
	w.NeverMaterialise(1)
	for range 2 {
		if err := w.failing(t, view()); !errors.Is(err, weir.Busy) || !strings.Contains(err.Error(), "not finished") {
			t.Errorf("got %v", err)
		}
	}
	if n := len(w.Pages()); n != 2 {
		t.Errorf("there are %d pages", n)
	}
	w.places.Place = onenote.Place{} // another computer, which has not made it
	w.write(t, view())
	if n := len(w.Pages()); n != 3 {
		t.Errorf("there are %d pages", n)
	}
}

func TestAPageThatWasMovedIsFoundAgain(t *testing.T) {
	t.Parallel()
	move := map[string]func(w *world){
		"to another section of the notebook": func(w *world) {
			w.page.Move(w.AddSection(w.notebook, "Elsewhere"))
		},
		"to a group of the notebook": func(w *world) {
			w.page.Move(w.AddSection(w.AddGroup(w.notebook, "Group"), "Elsewhere"))
		},
		"away and back, under another title": func(w *world) {
			w.page.Move(w.AddSection(w.notebook, "Elsewhere"))
			w.page.Rename("Another title")
			w.page.Move(w.section)
		},
	}
	for name, change := range move {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, graphtest.Quirks{})
			for i := range 5 {
				w.AddClientPage(w.section, fmt.Sprintf("Other %d", i), "<p>text</p>")
			}
			w.write(t, view(row("OPS-1", "One", "a note")))
			change(w)
			if f := w.read(t); len(f.Rows) != 1 {
				t.Fatalf("found %+v", f)
			}
			w.Forget()
			w.write(t, view(row("OPS-1", "One", "a note")))
			if d := cmp.Diff([]string{readsPage, writesPage}, w.GraphRequests()); d != "" {
				t.Errorf("it was not remembered (-want +got):\n%s", d)
			}
		})
	}
}

func TestAPageThatIsGone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(w *world){
		"deleted":                  func(w *world) { w.page.Delete() },
		"deleted with its section": func(w *world) { w.section.Delete() },
		"moved to another notebook": func(w *world) {
			w.page.Move(w.AddSection(w.AddNotebook("Else"), "Weekly"))
		},
		"replaced by another one of its title": func(w *world) {
			w.page.Delete()
			w.AddClientPage(w.section, "Open work", "<p>Mine</p>")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, graphtest.Quirks{DeletedCode: true})
			w.options.CreateMissing = true // of no use for what was there once
			w.write(t, view())
			change(w)
			n := len(w.Pages())
			err := w.failing(t, view())
			if !errors.Is(err, weir.NotFound) || !strings.Contains(weir.NextStep(err), "weir report init weekly --replace") {
				t.Errorf("got %v, next %q", err, weir.NextStep(err))
			}
			if len(w.Pages()) != n {
				t.Error("a page was made")
			}
		})
	}
}

// However many pages there are, no more than a few are read in search of one.
func TestASearchIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{})
	w.write(t, view())
	w.page.Delete()
	for i := range 60 {
		w.AddClientPage(w.section, fmt.Sprintf("Other %d", i%2), "<p>text</p>")
	}
	for i := range 30 {
		w.AddClientPage(w.AddSection(w.notebook, fmt.Sprintf("Section %d", i)), "Open work", "<p>text</p>")
	}
	fails := func(of string, v report.View, most int) {
		t.Helper()
		w.Forget()
		if err := w.failing(t, v); !strings.Contains(err.Error(), of) {
			t.Errorf("got %v", err)
		}
		requests := w.GraphRequests()
		reads := len(slices.DeleteFunc(slices.Clone(requests), func(r string) bool { return r != readsPage }))
		if reads > most || len(requests) > 50 {
			t.Errorf("%s: it took %d requests, %d of them for contents", of, len(requests), reads)
		}
	}
	fails("it was deleted", view(), 21)
	for range 30 { // and none of them is the report's
		w.AddClientPage(w.section, "Open work", "<p>text</p>")
		w.AddClientPage(w.section, "", "<p>text</p>")
	}
	w.places.Place = onenote.Place{}
	fails("30 pages with the title", view(), 20)
	w.options.Mode, w.options.Path = report.NewPage, "Team/Weekly"
	v := view()
	v.Mode = report.NewPage
	fails("too many pages without a title", v, 20)
}

// A page in a section that was just made may have no title yet.
func TestANewPageThatHasLostItsTitleIsMadeOnce(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, graphtest.Options{SectionLag: time.Minute})
	w.options.Mode, w.options.CreateMissing, w.options.Path = report.NewPage, true, "Team/Fresh"
	v := view(row("OPS-1", "One", ""))
	v.Mode = report.NewPage
	w.Fail(graphtest.Fault{Method: "POST", Path: "/sections/{id}/pages", After: true, Reset: true})
	if err := w.failing(t, v); !errors.Is(err, msgraph.ErrUncertain) {
		t.Fatalf("got %v", err)
	}
	w.write(t, v)
	if n := len(w.Pages()); n != 2 { // with the one that was there
		t.Errorf("there are %d pages", n)
	}
}

// What keeps OneNote from writing reaches the user as msgraph says it.
func TestEveryTroubleOfOneNoteIsTold(t *testing.T) {
	t.Parallel()
	trouble := func(of graphtest.Trouble) func(*world) { return func(w *world) { w.section.Have(of) } }
	for name, c := range map[string]struct {
		prepare func(w *world)
		kind    weir.Kind
		class   msgraph.Class
		modes   []report.Mode
	}{
		"a full section":                 {trouble(graphtest.SectionFull), weir.Storage, msgraph.ErrSectionFull, []report.Mode{report.NewPage}},
		"a password":                     {trouble(graphtest.PasswordProtected), weir.Forbidden, msgraph.ErrProtected, report.Modes()},
		"a library that wants check-out": {trouble(graphtest.CheckedOut), weir.Busy, msgraph.ErrLocked, report.Modes()},
		"a full drive":                   {func(w *world) { w.FillQuota(true) }, weir.Storage, msgraph.ErrQuota, report.Modes()},
		"a notebook that is read-only":   {func(w *world) { w.failWrites(403, "40002") }, weir.Forbidden, msgraph.ErrNoAccess, report.Modes()},
		"a failing service":              {func(w *world) { w.failWrites(500, "10001") }, weir.ServerFault, msgraph.ErrFault, []report.Mode{report.Replace, report.Append}},
		"throttling":                     {func(w *world) { w.Throttle(time.Hour) }, weir.RateLimited, msgraph.ErrThrottled, report.Modes()},
	} {
		for _, mode := range c.modes {
			t.Run(name+", "+string(mode), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, graphtest.Quirks{})
				w.options.Mode = mode
				v := view()
				v.Mode = mode
				if mode != report.NewPage {
					w.write(t, v)
				}
				v.Run = "r2"
				before := w.page.HTML()
				c.prepare(w)
				err := w.failing(t, v)
				if !errors.Is(err, c.kind) || !errors.Is(err, c.class) {
					t.Errorf("got %v of kind %s, want %s", err, weir.KindOf(err), c.kind)
				}
				var late report.Late // the engine puts the run off until then
				if !errors.As(err, &late) || (c.kind == weir.RateLimited) != late.NotBefore().After(w.clock.Now()) {
					t.Errorf("it is put off until %v, and the clock shows %v", late.NotBefore(), w.clock.Now())
				}
				if w.page.HTML() != before || len(w.Pages()) != 1 {
					t.Error("something was written")
				}
			})
		}
	}
}

func (w *world) failWrites(status int, code string) {
	w.Fail(
		graphtest.Fault{Method: "PATCH", Times: -1, Status: status, Code: code},
		graphtest.Fault{Method: "POST", Times: -1, Status: status, Code: code},
	)
}

// The page of a run whose answer was lost is not made twice.
func TestANewPageIsMadeOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{})
	w.options.Mode, w.options.Path = report.NewPage, "Team/Weekly"
	v := view(row("OPS-1", "One", ""))
	v.Mode = report.NewPage
	w.Fail(graphtest.Fault{Method: "POST", After: true, Reset: true})
	if err := w.failing(t, v); !errors.Is(err, msgraph.ErrUncertain) {
		t.Fatalf("got %v", err)
	}
	for range 2 {
		v.Line.At = v.Line.At.Add(5 * time.Minute) // whoever finishes it does so later
		if wrote := w.write(t, v); !strings.Contains(wrote.Where, "Weekly report – 2026-11-29 21:05") {
			t.Errorf("it is at %q", wrote.Where)
		}
	}
	v.Run = "r2"
	w.write(t, v)
	var titles []string
	for _, p := range w.section.Pages() {
		titles = append(titles, p.Title())
	}
	want := []string{"Open work", "Weekly report – 2026-11-29 21:05", "Weekly report – 2026-11-29 21:05"}
	if !slices.Equal(titles, want) {
		t.Errorf("the pages are %q", titles)
	}
	if w.places.SectionID == "" || w.places.PageID != "" {
		t.Errorf("remembered is %+v", w.places.Place)
	}
	// Renamed: what the path named is known by its id.
	w.section.Rename("Renamed")
	v.Run = "r3"
	w.write(t, v)
	if n := len(w.section.Pages()); n != 4 {
		t.Errorf("there are %d pages", n)
	}
}

func TestTheTitleOfTheConfigurationIsTheNewPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{})
	w.options.Mode, w.options.CreateMissing, w.options.Path = report.NewPage, true, "Team/Fresh/Numbers"
	v := view(row("OPS-1", "One", ""))
	v.Mode = report.NewPage
	w.write(t, v)
	if w.Page("Numbers – 2026-11-29 21:05") == nil {
		t.Error("there is no such page")
	}
}

func TestThePickerGoesDownLevelByLevel(t *testing.T) {
	t.Parallel()
	for _, broken := range []bool{false, true} {
		w := newWorld(t, graphtest.Quirks{})
		group := w.AddGroup(w.notebook, "Group")
		w.AddClientPage(w.AddSection(w.AddGroup(group, "Inner"), "Deep"), "Page A")
		if broken {
			w.BreakExpand(time.Hour)
		}
		picker := onenote.NewPicker(w.client)
		at, err := picker.Notebooks(t.Context())
		must(t, err)
		var seen []string
		for len(at) > 0 {
			last := at[len(at)-1]
			seen = append(seen, fmt.Sprintf("%s %s", last.Kind, last.Path))
			if last.Kind == onenote.Leaf {
				if last.Place.PageID == "" || last.Place.SectionID == "" || last.Place.NotebookID == "" {
					t.Errorf("its place is %+v", last.Place)
				}
			}
			at, err = picker.Inside(t.Context(), last, 10)
			must(t, err)
		}
		want := []string{"notebook Team", "section group Team/Group", "section group Team/Group/Inner", "section Team/Group/Inner/Deep", "page Team/Group/Inner/Deep/Page A"}
		if d := cmp.Diff(want, seen); d != "" {
			t.Errorf("broken %v: (-want +got):\n%s", broken, d)
		}
	}
	if !strings.Contains(onenote.NotListed, "SharePoint") {
		t.Error("nobody is told why notebooks of sites are missing")
	}
}

func TestAViewThatWasNotReadForIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	f := w.read(t)
	v := view()
	v.Mark = "weir-other-00000000"
	for _, f := range []report.Found{f, {}} {
		if _, err := w.open().Write(t.Context(), v, f); !errors.Is(err, weir.Unexpected) {
			t.Errorf("got %v", err)
		}
	}
}

// A section that takes longer than Weir waits loses the page's title.
func TestATitleThatIsLostIsGivenAgain(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, graphtest.Options{SectionLag: time.Minute})
	w.options.Path, w.options.CreateMissing = "Team/New section/Reports & more", true
	w.write(t, view(row("OPS-1", "One", "a note")))
	if w.Page("Reports & more") == nil {
		t.Error("the page has no title")
	}
	if f := w.read(t); len(f.Rows) != 1 {
		t.Errorf("found %+v", f)
	}
}

func TestThePickerAsksForNotebooksOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{})
	picker := onenote.NewPicker(w.client)
	for range 2 {
		notebooks, err := picker.Notebooks(t.Context())
		must(t, err)
		_, err = picker.Inside(t.Context(), notebooks[0], 10)
		must(t, err)
	}
	if d := cmp.Diff([]string{"GET /notebooks"}, w.GraphRequests()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Of two pages with the title, the one with the report's table is meant.
func TestOfTwoPagesTheOneWithTheTableIsMeant(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.write(t, view(row("OPS-1", "One", "a note")))
	w.AddClientPage(w.section, "Open work", "<p>Another</p>")
	w.places.Place = onenote.Place{} // a new computer
	if f := w.read(t); len(f.Rows) != 1 || w.places.PageID != w.page.ID() {
		t.Errorf("found %+v", f)
	}
}
