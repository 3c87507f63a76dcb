package e2e_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"weir/internal/jira/jiratest"
	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

// Every field that Jira has, of every type, stands in every output as it stands in all
// others, whatever an issue has in it or has not.
func TestEveryFieldReachesEveryOutput(t *testing.T) {
	t.Parallel()
	real := filepath.Join("..", "..", "shared", "fixtures", "jira", "cloud-issues-with-changelog.json")
	for _, c := range []struct {
		name    string
		flavour jiratest.Flavour
		load    string
	}{{"cloud", jiratest.Cloud, ""}, {"dc", jiratest.DataCenter, ""}, {"real issues", jiratest.Cloud, real}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			site := jiratest.Generate(jiratest.GenerateParams{Issues: 80, Seed: 11, Now: time.Now()})
			if c.load != "" {
				if _, err := os.Stat(c.load); err != nil {
					t.Skip("the shared test data is not here")
				}
				var err error
				if site, err = jiratest.Load(c.load); err != nil {
					t.Fatal(err)
				}
			}
			n := newNewsroom(t)
			n.site = jiratest.New(t, jiratest.Options{Site: site, Flavour: c.flavour})
			n.write("jira.pem", string(n.site.CAPEM()))
			n.environ = keyring(t)
			if c.flavour == jiratest.DataCenter {
				n.environ = append(n.environ, "WEIR_JIRA_USER=")
			}
			n.allFields()
			n.weir("report", "sign-in", "--device")
			n.weir("report", "run")
			n.weir("report", "run") // without the marks of what is new
			n.compare()
		})
	}
}

// outputs are those of the reports, by the name of each.
func outputs() map[string]string {
	return map[string]string{"html": "r.html", "md": "r.md", "csv": "r.csv", "xlsx": "r.xlsx"}
}

// allFields writes the reports: with all fields that the site has.
func (n *newsroom) allFields() {
	n.t.Helper()
	columns := []string{"key"}
	for _, id := range n.fields() {
		if id != "issuekey" && id != "statusCategory" { // Key is there already, and Category is of the status
			columns = append(columns, id+"="+id) // two may have one name
		}
	}
	list, err := json.Marshal(columns)
	if err != nil {
		n.t.Fatal(err)
	}
	var b strings.Builder
	for name, path := range outputs() {
		fmt.Fprintf(&b, "[report.%s]\nid = '0a1b2c3d'\njql = 'project is not EMPTY ORDER BY key'\ncolumns = %s\npage = { file = '%s' }\n", name, list, path)
	}
	fmt.Fprintf(&b, "[report.onenote]\nid = '0a1b2c3d'\njql = 'project is not EMPTY ORDER BY key'\ncolumns = %s\npage = { onenote = 'Team notebook/Weekly/Open work' }\n", list)
	n.write("config.toml", b.String())
}

// fields are the ids of all fields that the site lists.
func (n *newsroom) fields() (ids []string) {
	n.t.Helper()
	var list []struct{ ID string }
	command, out := n.command("fields", "--json")
	if err := command.Run(); err != nil || json.Unmarshal(out.Bytes(), &list) != nil {
		n.t.Fatalf("the fields: %v: %s", err, out)
	}
	for _, f := range list {
		ids = append(ids, f.ID)
	}
	return ids
}

// compare reads all outputs, and holds each cell against that of the HTML file.
func (n *newsroom) compare() {
	t := n.t
	tables := map[string][][]string{"onenote": nil}
	for name, path := range outputs() {
		page, err := file.New(file.Options{Path: n.path(path)})
		if err != nil {
			t.Fatal(err)
		}
		f, err := page.Read(t.Context(), "weir-"+name+"-0a1b2c3d")
		if err != nil {
			t.Fatal(err)
		}
		tables[name] = grid(f)
	}
	for i, part := range n.graph.Page("Open work").Tables() {
		if i > 0 {
			part = part[1:] // each part has the headings
		}
		tables["onenote"] = append(tables["onenote"], part...)
	}
	want, filled := tables["html"], map[string]bool{}
	if len(want) < 30 || len(want[0]) < 20 {
		t.Fatalf("%d rows of %d columns", len(want), len(want[0]))
	}
	for name, got := range tables {
		if len(got) != len(want) {
			t.Errorf("%s has %d rows, want %d", name, len(got), len(want))
			continue
		}
		for i, row := range want {
			for k, text := range row {
				there := ""
				if k < len(got[i]) {
					there = got[i][k]
				}
				if i > 0 && text != "" {
					filled[want[0][k]] = true
				}
				if pagetest.Folded(there) != pagetest.Folded(text) {
					t.Errorf("%s: %s of %s is %q, want %q", name, want[0][k], row[0], there, text)
				}
			}
		}
	}
	if len(filled) < 30 {
		t.Errorf("only %d of %d fields have anything in them", len(filled), len(want[0]))
	}
}

// grid is a table as texts, the headings first.
func grid(f report.Found) [][]string {
	rows := [][]string{f.Columns}
	for _, r := range f.Rows {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.Text)
		}
		rows = append(rows, cells)
	}
	return rows
}
