package onenote_test

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"weir/internal/msgraph"
	"weir/internal/msgraph/graphtest"
	"weir/internal/outbound"
	"weir/internal/report"
	"weir/internal/report/onenote"
	"weir/internal/secret"
)

const (
	mark = "weir-weekly-3f9a1c2e"
	site = "https://jira.example.com/browse/"
	path = "Team/Weekly/Open work"
)

// A clock stands until somebody sleeps.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}

// places remembers in memory.
type places struct {
	onenote.Place
	saved int
}

func (p *places) Load(context.Context) (onenote.Place, error) { return p.Place, nil }

func (p *places) Save(_ context.Context, place onenote.Place) error {
	p.Place = place
	p.saved++
	return nil
}

// A world is one account's OneNote, with a page for the report.
type world struct {
	*graphtest.Server
	clock    *clock
	client   *msgraph.Client
	places   *places
	options  onenote.Options
	notebook *graphtest.Notebook
	section  *graphtest.Section
	page     *graphtest.Page
}

// tokens are valid when they are asked for, however long a test has slept.
type tokens struct{ *graphtest.Server }

func (k tokens) Token(context.Context) (secret.Text, error) {
	access, _ := k.Grant()
	return secret.New(access), nil
}

func (k tokens) Renew(ctx context.Context, _ secret.Text) (secret.Text, error) { return k.Token(ctx) }

// newWorld makes a world. Each of the outlines is a text box of the page, which
// somebody has made in a client.
func newWorld(t testing.TB, quirks graphtest.Quirks, outlines ...string) *world {
	t.Helper()
	return newWorldWith(t, graphtest.Options{Quirks: quirks}, outlines...)
}

func newWorldWith(t testing.TB, o graphtest.Options, outlines ...string) *world {
	t.Helper()
	w := &world{clock: &clock{now: time.Date(2026, time.November, 29, 9, 0, 0, 0, time.UTC)}, places: &places{}}
	o.Now, o.ClientID, o.Limits = w.clock.Now, "weir", graphtest.Limits{PerMinute: -1, PerHour: -1, Concurrent: -1}
	w.Server = graphtest.ForTest(t, o)
	w.notebook = w.AddNotebook("Team")
	w.section = w.AddSection(w.notebook, "Weekly")
	w.page = w.AddClientPage(w.section, "Open work", outlines...)
	w.client = w.newClient(t)
	w.options = onenote.Options{Client: w.client, Path: path, Places: w.places, Report: "weekly", Sleep: w.clock.Sleep}
	w.Forget()
	return w
}

func (w *world) newClient(t testing.TB) *msgraph.Client {
	t.Helper()
	address, err := url.Parse(w.URL() + "/v1.0")
	if err != nil {
		t.Fatal(err)
	}
	client, err := msgraph.New(msgraph.Params{Graph: address, Tokens: tokens{w.Server}, Outbound: outbound.Options{
		CA: w.CAPEM(), Now: w.clock.Now, Sleep: w.clock.Sleep, Rand: func() float64 { return 0.5 },
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// open returns the page as another run would.
func (w *world) open() *onenote.Page { return onenote.New(w.options) }

func (w *world) read(t testing.TB) report.Found {
	t.Helper()
	f, err := w.open().Read(t.Context(), mark)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return f
}

// write reads and writes, as a run does, and returns what was told.
func (w *world) write(t testing.TB, v report.View) report.Wrote {
	t.Helper()
	page := w.open()
	f, err := page.Read(t.Context(), v.Mark)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	wrote, err := page.Write(t.Context(), v, f)
	if err != nil {
		t.Fatalf("write: %v", err)
	}
	return wrote
}

func now() time.Time { return time.Date(2026, time.November, 29, 21, 5, 0, 0, time.UTC) }

func columns() []report.Column {
	return []report.Column{
		{ID: report.KeyColumn, Title: "Key", Kind: report.Text},
		{ID: "summary", Title: "Summary", Kind: report.Text},
		{ID: report.NoteColumn, Title: "Note", Kind: report.Written},
	}
}

// row makes the row of an issue.
func row(key, summary, note string) report.Row {
	return report.Row{Issue: "1" + key[strings.Index(key, "-")+1:], Key: key, URL: site + key, Cells: []report.Cell{
		{Kind: report.Text, Text: key, Link: site + key}, {Kind: report.Text, Text: summary}, {Kind: report.Written, Text: note},
	}}
}

func view(rows ...report.Row) report.View {
	return report.View{
		Report: "weekly", Mark: mark, Title: "Weekly report", Mode: report.Replace, Run: "r1", Begun: now(),
		Line:    report.Line{At: now(), Rows: len(rows), Query: "https://jira.example.com/issues/?jql=project%20%3D%20OPS"},
		Columns: columns(), Groups: []report.Group{{Rows: rows}},
	}
}
