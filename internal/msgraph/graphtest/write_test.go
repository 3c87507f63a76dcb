package graphtest_test

import (
	"strings"
	"testing"
	"time"

	"weir/internal/msgraph/graphtest"
)

const asJSON, asHTML = "application/json", "text/html"

func named(name string) string { return `{"displayName":"` + name + `"}` }

func TestNotebooksAndSectionsAreMade(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	group := s.AddGroup(s.notebook, "Archive")
	for path, name := range map[string]string{
		"/notebooks": "New", "/notebooks/" + s.notebook.ID() + "/sections": "New", "/sectionGroups/" + group.ID() + "/sections": "It's new",
	} {
		a := s.post(path, asJSON, named(name))
		got := decode[map[string]any](t, a.body)
		if a.status != 201 || got["displayName"] != name || a.header.Get("Location") != got["self"] {
			t.Errorf("%s answered %d %v: %s", path, a.status, a.header, a.body)
		}
		list := s.list(path)
		if list[len(list)-1]["id"] != got["id"] {
			t.Errorf("%s lists %v", path, list)
		}
		s.post(path, asJSON, named(strings.ToUpper(name))).is(t, 409, "20117")
	}
	s.clean()
}

func TestNamesFollowTheRules(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{Limits: graphtest.Limits{PerMinute: -1}})
	sections := "/notebooks/" + s.notebook.ID() + "/sections"
	for _, c := range `?*/:<>|&#%~` {
		s.post("/notebooks", asJSON, named("a"+string(c))).is(t, 400, "20153")
		s.post(sections, asJSON, named("a"+string(c))).is(t, 400, "20153")
	}
	for _, c := range []string{`\"`, `\\`} {
		s.post(sections, asJSON, named("a"+c)).is(t, 400, "20153")
	}
	s.post(sections, asJSON, named("")).is(t, 400, "20152")
	s.post(sections, asJSON, named("  ")).is(t, 400, "20152")
	s.post(sections, asJSON, named(" a")).is(t, 400, "20154")
	s.post(sections, asJSON, `{}`).is(t, 400, "20152")
	s.post(sections, asJSON, `{"displayName":"a","colour":"red"}`).is(t, 400, "20126")
	s.post(sections, asJSON, `{"displayName":`).is(t, 400, "20126")
	s.post(sections, asHTML, named("a")).is(t, 400, "20131")
	s.post(sections, "", named("a")).is(t, 400, "20132")
	s.post("/notebooks", asJSON, named("It's")).is(t, 400, "20115")
	s.post(sections, asJSON, named(strings.Repeat("é", 50))).is(t, 201, "")
	s.post(sections, asJSON, named(strings.Repeat("é", 51))).is(t, 400, "20155")
	s.post(sections, asJSON, named(strings.Repeat("😀", 26))).is(t, 400, "20155")
	s.post("/notebooks", asJSON, named(strings.Repeat("a", 128))).is(t, 201, "")
	s.post("/notebooks", asJSON, named(strings.Repeat("a", 129))).is(t, 400, "20155")
	s.clean()
}

// makePage makes a page over the API and returns it with the answer.
func makePage(t *testing.T, s *site, title, body string) (*graphtest.Page, answer) {
	t.Helper()
	a := s.post("/sections/"+s.section.ID()+"/pages", asHTML, "<html><head><title>"+title+"</title></head><body>"+body+"</body></html>")
	if a.status != 201 {
		t.Fatalf("making a page answered %d: %s", a.status, a.body)
	}
	pages := s.section.Pages()
	return pages[len(pages)-1], a
}

func TestAPageIsMade(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p, a := makePage(t, s, "Open &amp; work", `<p data-id="a">x</p>`)
	got := decode[map[string]any](t, a.body)
	if got["id"] != p.ID() || p.Title() != "Open & work" || !strings.HasSuffix(a.header.Get("Location"), "/pages/"+p.ID()) || !strings.HasSuffix(got["contentUrl"].(string), p.ID()+"/content") {
		t.Errorf("the answer is %v %s", a.header, a.body)
	}
	if !strings.Contains(p.HTML(), `<div data-id="_default" style="position:absolute;left:48px;top:120px;width:624px"><p data-id="a"`) {
		t.Error(p.HTML())
	}
	s.clean()
}

func TestPlacedDivsBecomeOutlinesOfTheirOwn(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	s.post("/sections/"+s.section.ID()+"/pages", asHTML, `<html><head><title>A</title></head><body data-absolute-enabled="true"><p>rest</p>`+
		`<div data-id="mine" style="position:absolute;left:5px;color:red"><p>a</p></div></body></html>`).is(t, 201, "")
	if got := s.Page("A").HTML(); !strings.Contains(got, `rest</p></div><div data-id="mine" style="position:absolute;left:5px"><p`) {
		t.Error(got)
	}
}

func TestATitleThatIsNoXMLIsLost(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p, _ := makePage(t, s, "R&D", "<p>x</p>")
	if p.Title() != "" {
		t.Errorf("the title is %q", p.Title())
	}
}

func TestBodiesThatAreNoPageAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{MaxBody: 1000})
	path := "/sections/" + s.section.ID() + "/pages"
	s.post(path, "", "<html></html>").is(t, 400, "20132")
	s.post(path, asHTML, " ").is(t, 400, "20132")
	s.post(path, asJSON, "{}").is(t, 400, "20131")
	s.post(path, asHTML, `<p data-tag="mine">x</p>`).is(t, 400, "20139")
	s.post(path, asHTML, strings.Repeat("x", 1001)).is(t, 413, "20008")
	s.post(path, "application/xhtml+xml", "<html></html>").is(t, 201, "")
	s.clean()
	s.post(path, "multipart/form-data; boundary=x", "--x--").is(t, 400, "20011")
	s.broke("text/html")
}

func TestTheTitleOfANewPageIsLate(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p, _ := makePage(t, s, "A", "")
	title := func() any { return decode[map[string]any](t, s.get("/pages/"+p.ID()+"?$select=title").body)["title"] }
	if title() != "" {
		t.Errorf("the title is there at once: %v", title())
	}
	if list := s.list("/sections/" + s.section.ID() + "/pages?$select=title"); list[0]["title"] != "A" {
		t.Errorf("the list does not have the title: %v", list)
	}
	s.clock.pass(3 * time.Second)
	if title() != "A" {
		t.Errorf("the title never comes: %v", title())
	}
}

func TestANewSectionLosesTitles(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	section := decode[map[string]any](t, s.post("/notebooks/"+s.notebook.ID()+"/sections", asJSON, named("New")).body)["id"].(string)
	page := "<html><head><title>A</title></head><body><p>x</p></body></html>"
	s.post("/sections/"+section+"/pages", asHTML, page).is(t, 201, "")
	s.clock.pass(3 * time.Second)
	if list := s.list("/sections/" + section + "/pages"); list[0]["title"] != "" {
		t.Errorf("the title was kept: %v", list)
	}
	s.post("/sections/"+section+"/pages", asHTML, page).is(t, 201, "")
	if s.Page("A") == nil {
		t.Error("the section never becomes ready")
	}
	ready := newSite(t, graphtest.Options{SectionLag: -1, TitleLag: -1})
	id := decode[map[string]any](t, ready.post("/notebooks/"+ready.notebook.ID()+"/sections", asJSON, named("New")).body)["id"].(string)
	ready.post("/sections/"+id+"/pages", asHTML, page).is(t, 201, "")
	if list := ready.list("/sections/" + id + "/pages"); list[0]["title"] != "A" {
		t.Errorf("without a lag the title is lost: %v", list)
	}
}

func TestAPageMayNeverMaterialise(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	s.NeverMaterialise(1)
	p, _ := makePage(t, s, "A", "<p>x</p>")
	s.get("/pages/"+p.ID()+"/content").is(t, 404, "20102")
	s.send("DELETE", "/pages/"+p.ID(), "", "").is(t, 404, "20102")
	s.patch(p, []string{"body", "append", "x"}).is(t, 404, "20102")
	if list := s.list("/sections/" + s.section.ID() + "/pages"); len(list) != 1 || list[0]["id"] != p.ID() {
		t.Errorf("the list is %v", list)
	}
	p, _ = makePage(t, s, "B", "<p>x</p>")
	s.get("/pages/"+p.ID()+"/content").is(t, 200, "")
}

func TestPagesGo(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page("<p>x</p>")
	id := p.ID()
	p.Move(s.AddSection(s.notebook, "Other"))
	s.get("/pages/"+id).is(t, 404, "20102")
	s.get("/pages/"+p.ID()).is(t, 200, "")
	a := s.send("DELETE", "/pages/"+p.ID(), "", "")
	a.is(t, 204, "")
	s.get("/pages/"+p.ID()+"/content").is(t, 404, "20102")
	s.send("DELETE", "/pages/"+p.ID(), "", "").is(t, 404, "20102")

	other := newSite(t, graphtest.Options{Quirks: graphtest.Quirks{DeletedCode: true}})
	p = other.page("<p>x</p>")
	p.Delete()
	other.get("/pages/"+p.ID()).is(t, 404, "20113")
	other.get("/pages/1-none").is(t, 404, "20102")
}

func TestASectionMovesWithOrWithoutItsIDs(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page("<p>x</p>")
	section, page := s.section.ID(), p.ID()
	s.section.Move(s.AddGroup(s.notebook, "Archive"))
	if s.section.ID() != section || p.ID() != page {
		t.Error("ids changed within the notebook")
	}
	s.section.Move(s.AddNotebook("Other"))
	if s.section.ID() == section || p.ID() == page {
		t.Error("ids stayed across notebooks")
	}
	s.get("/sections/"+section).is(t, 404, "20102")
	s.section.Delete()
	s.get("/sections/"+s.section.ID()+"/pages").is(t, 404, "20102")
}

func TestTroublesOfASection(t *testing.T) {
	t.Parallel()
	const read, make, change = 0, 1, 2
	for trouble, want := range map[graphtest.Trouble][3]string{
		graphtest.NoTrouble:         {"200 ", "201 ", "204 "},
		graphtest.SectionFull:       {"200 ", "507 30102", "204 "},
		graphtest.PasswordProtected: {"403 10004", "403 10004", "403 10004"},
		graphtest.CheckedOut:        {"200 ", "409 10012", "409 10012"},
		graphtest.Corrupt:           {"200 ", "500 10006", "204 "},
		"quota":                     {"200 ", "507 30101", "507 30101"},
	} {
		s := newSite(t, graphtest.Options{})
		p := s.page("<p>x</p>")
		if trouble == "quota" {
			s.FillQuota(true)
		} else {
			s.section.Have(trouble)
		}
		answers := [3]answer{
			read:   s.get("/pages/" + p.ID() + "/content"),
			make:   s.post("/sections/"+s.section.ID()+"/pages", asHTML, "<p>x</p>"),
			change: s.patch(p, []string{"body", "append", "<p>y</p>"}),
		}
		for n, a := range answers {
			if got := strings.TrimSpace(strings.Join([]string{itoa(a.status), a.code()}, " ")); got != strings.TrimSpace(want[n]) {
				t.Errorf("%q: request %d answers %s instead of %s", trouble, n, got, want[n])
			}
		}
	}
}

func TestTimesWobble(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page("<p>x</p>")
	seen := map[any]int{}
	for range 6 {
		seen[decode[map[string]any](t, s.get("/pages/"+p.ID()).body)["lastModifiedDateTime"]]++
	}
	if seen["2026-06-01T12:00:00Z"] != 4 || seen["2026-06-01T12:00:01Z"] != 2 {
		t.Errorf("the times are %v", seen)
	}
}
