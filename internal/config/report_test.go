package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/config"
)

const wholeReport = `[jira.work]
url = "https://example.atlassian.net"

[microsoft] # our own registration
client_id = "01234567-89ab-cdef-0123-456789abcdef"
ca_file = "ca.pem"

[columns]
ops = ["key", "summary", "status"]

[report.weekly] # for the team
id = "3f9a1c2e"
jira = "work"
jql = "project = OPS ORDER BY priority DESC"
title = "Open work"
columns = ["@ops", "due", "note"]
group = "status"
totals = ["Story Points"]
marks = false
mode = "append"
max_rows = 5000
zone = "Europe/Berlin"
schedule = "weekdays at 09:00"
page = { onenote = "Team notebook/Weekly/Open work" } # ours

[report.plain]
filter = "10042"
page = { file = "~/Reports/weekly.csv", bom = true }
`

// scheduled has the configuration check schedules as the program does.
func (h *home) scheduled() config.LoadParams {
	p := h.params()
	p.Schedule = func(text string) error {
		if text == "weekdays at 09:00" {
			return nil
		}
		return &weir.Error{Kind: weir.Usage, Text: "cannot tell when " + text + " is", Next: "for instance: daily at 09:00"}
	}
	return p
}

func TestReportsAreUnderstood(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.write(t, wholeReport)
	c, _, err := config.Load(h.scheduled())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]config.Report{
		"weekly": {
			Name: "weekly", ID: "3f9a1c2e", Jira: "work", JQL: "project = OPS ORDER BY priority DESC", Title: "Open work",
			Columns: []string{"@ops", "due", "note"}, Group: "status", Totals: []string{"Story Points"}, Mode: "append", MaxRows: 5000,
			Zone: "Europe/Berlin", Schedule: "weekdays at 09:00", Page: config.ReportPage{OneNote: "Team notebook/Weekly/Open work"},
		},
		"plain": {
			Name: "plain", Filter: "10042", Marks: true,
			Page: config.ReportPage{File: filepath.Join(h.dir, "Reports", "weekly.csv"), BOM: true},
		},
	}
	if diff := cmp.Diff(want, c.Report); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := c.ReportColumns(c.Report["weekly"]); !cmp.Equal(got, []string{"key", "summary", "status", "due", "note"}) {
		t.Errorf("columns %q", got)
	}
	if got := c.Report["weekly"].Mark("other"); got != "weir-weekly-3f9a1c2e" {
		t.Errorf("mark %q", got)
	}
	if got := (config.Report{Name: "my_own"}).Mark("0a1b"); got != "weir-my-own-0a1b" {
		t.Errorf("mark %q", got)
	}
	m := c.Microsoft()
	if m.ClientID != "01234567-89ab-cdef-0123-456789abcdef" || m.Login.String() != config.MicrosoftLogin || m.Graph.String() != config.MicrosoftGraph || m.CAFile != filepath.Join(h.dir, "weir", "ca.pem") {
		t.Errorf("microsoft %+v", m)
	}
	if got := c.ReportNames(); !cmp.Equal(got, []string{"plain", "weekly"}) || !strings.HasSuffix(c.Describe(), "1 site, 2 reports") {
		t.Errorf("got %v, %s", got, c.Describe())
	}
	if got := c.Report["plain"].Page.FileFormat(); got != config.ReportCSV {
		t.Errorf("format %q", got)
	}
}

func TestEachFaultOfAReportHasItsPlace(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.write(t, `[jira.work]
url = "https://example.atlassian.net"
[microsoft]
client_id = "mine"
login = "http://login.example.com"
graph = "https://ada:planted-NOT-real-4711@graph.example.com"
client_secret = "planted-NOT-real-4711"
[columns]
ops = ["key", "@own"]
"Big One" = ["key", " "]
[report.one]
id = "x"
jira = "worc"
jqll = "a = b"
columns = ["@osp", "key", "Key", ""]
mode = "add"
max_rows = 5001
zone = "Berlin"
schedule = "sometimes"
marks = "yes"
page = { file = "x.txt", fiel = "y" }
[report."Big One"]
jql = "a = b"
filter = "10042"
page = { file = "x.html", onenote = "a/b/c" }
[report.three]
filter = "mine"
page = { onenote = "a//c", bom = true, format = "html" }
[report.four]
jql = "a = b"
page = "x.html"
[report.five]
jql = "a = b"
[report.six]
jql = "a = b"
page = { file = "x.html", format = "htlm" }
[report.seven]
jql = "a = b"
token = "planted-NOT-real-4711"
page = { file = "y.md", bom = true }
[report.eight]
jql = " "
max_rows = -1
zone = "Local"
page = { file = "z.md" }
`)
	_, _, err := config.Load(h.scheduled())
	wantKind(t, err, weir.BadConfig)
	got := told(t, err)
	at := func(place string) string { return h.path() + ":" + place + ": " }
	wantIn(t, got,
		at("4:1")+"client_id is no application id",
		at("5:1")+"login must begin with https://",
		at("6:1")+"graph must not carry a user name or a password",
		at("7:1")+"client_secret: secrets and accounts do not belong in the config file", "public client", "weir report sign-in",
		at("9:1")+`a set holds columns, and no other set such as "@own"`,
		at("10:1")+"the name of a set of columns is up to 40",
		at("10:1")+"a column has no name",
		at("11:9")+"[report.one] needs jql or filter",
		at("12:1")+"id is 4 to 32 of a-z and 0-9",
		at("13:1")+`there is no [jira.worc] (did you mean "work"?)`,
		at("14:1")+`unknown key jqll in [report.one] (did you mean "jql"?)`,
		at("15:1")+`there is no set of columns "osp" in [columns] (did you mean "ops"?)`,
		at("15:1")+`the column "Key" is named twice`,
		at("15:1")+"a column has no name",
		at("16:1")+"mode is replace, append, page",
		at("17:1")+"max_rows is a number of rows from 1 to 5000",
		at("18:1")+`"Berlin" is no time zone`,
		at("19:1")+"cannot tell when sometimes is: for instance: daily at 09:00",
		at("20:1")+"marks must be true or false",
		at("21:10")+"the name of the file does not say its format",
		at("21:26")+`unknown key fiel in [report.one.page] (did you mean "file"?)`,
		at("22:9")+"a report's name is up to 40",
		at("24:1")+"jql and filter exclude each other",
		at("25:27")+"file and onenote exclude each other",
		at("27:1")+"filter is the number of a saved filter",
		at("28:10")+`onenote is "Notebook/Section/Page"`,
		at("28:28")+"bom means nothing to a page of OneNote",
		at("28:40")+"format means nothing to a page of OneNote",
		at("31:1")+"page must be a table, that is [report.four.page]\n",
		at("32:9")+"[report.five] needs page",
		at("36:27")+`format is html, markdown, csv, xlsx (did you mean "html"?)`,
		at("39:1")+"token: secrets and accounts do not belong",
		at("40:25")+"bom means something for CSV files only",
		at("41:9")+"[report.eight] needs jql or filter",
		at("43:1")+"max_rows is a number of rows from 1 to 5000",
		at("44:1")+`"Local" is no time zone`,
	)
}

func TestSavingAReport(t *testing.T) {
	t.Parallel()
	t.Run("keeps every other byte", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, wholeReport)
		c := h.load(t)
		job := c.Report["weekly"]
		if err := c.SaveReport(job); err != nil || h.text(t) != wholeReport {
			t.Errorf("saved as it was, it is %s, %v", h.text(t), err)
		}
		job.JQL, job.Group, job.Columns, job.Page.OneNote = "key = A-1", "", []string{"key", "say \"hi\""}, "a/b/c"
		if err := c.SaveReport(job); err != nil {
			t.Fatal(err)
		}
		want := strings.NewReplacer(
			"project = OPS ORDER BY priority DESC", "key = A-1", "group = \"status\"\n", "",
			`["@ops", "due", "note"]`, `["key", "say \"hi\""]`, "Team notebook/Weekly/Open work", "a/b/c",
		).Replace(wholeReport)
		if diff := cmp.Diff(want, h.text(t)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
	t.Run("with what is marked, how many rows there are, and a filter", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, wholeReport)
		c := h.load(t)
		job := c.Report["weekly"]
		job.Marks, job.MaxRows = true, 0
		if err := c.SaveReport(job); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.NewReplacer("marks = false\n", "", "max_rows = 5000\n", "").Replace(wholeReport), h.text(t)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		job.Marks, job.MaxRows, job.JQL, job.Filter = false, 20, "", "7"
		if err := c.SaveReport(job); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(job, h.load(t).Report["weekly"]); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
	t.Run("behind a table on one line", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		const before = "[report.a] # b\njql = \"a = b\"\npage = { file = \"/x.html\" } # d\n"
		h.write(t, before+"[columns]\nops = [\"key\"]\n")
		c := h.load(t)
		job := c.Report["a"]
		job.Schedule, job.Group, job.Totals = "hourly", "status", []string{}
		if err := c.SaveReport(job); err != nil {
			t.Fatalf("%v\n%s", err, weir.NextStep(err))
		}
		if diff := cmp.Diff(before+"group = \"status\"\nschedule = \"hourly\"\n[columns]\nops = [\"key\"]\n", h.text(t)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
	t.Run("whether the page is an inline table, dotted keys or a table of its own", func(t *testing.T) {
		t.Parallel()
		for name, text := range map[string]string{
			"inline": "[report.a]\njql = \"a = b\" # c\npage = { file = \"/x.html\" } # d\n",
			"dotted": "[report.a]\njql = \"a = b\" # c\npage.file = \"/x.html\" # d\n",
			"apart":  "[report.a]\njql = \"a = b\" # c\n[report.a.page] # e\nfile = \"/x.html\" # d\n",
		} {
			h := newHome(t)
			h.write(t, text)
			c := h.load(t)
			job := c.Report["a"]
			job.JQL, job.Page.Format = "c = d", "html"
			if err := c.SaveReport(job); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if diff := cmp.Diff(job, h.load(t).Report["a"]); diff != "" || !strings.Contains(h.text(t), "# c\n") || !strings.Contains(h.text(t), "# d\n") {
				t.Errorf("%s: (-want +got)\n%s\n%s", name, diff, h.text(t))
			}
			if err := c.RemoveReport("a"); err != nil || len(h.load(t).Report) != 0 {
				t.Errorf("%s: %v\n%s", name, err, h.text(t))
			}
		}
	})
	t.Run("makes the file, and writes the home directory as people do", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		c := h.load(t)
		job := config.Report{Name: "weekly", ID: "0a1b", JQL: "a = b", Totals: []string{"Story Points"}, Marks: true, Page: config.ReportPage{File: filepath.Join(h.dir, "Jira.html")}}
		if err := errors.Join(c.SaveReport(job), c.SaveMicrosoft("01234567-89ab-cdef-0123-456789abcdef")); err != nil {
			t.Fatal(err)
		}
		wantIn(t, h.text(t), "[report.weekly]\n", `page = { file = "~`, "[microsoft]\nclient_id = \"01234567")
		if diff := cmp.Diff(job, h.load(t).Report["weekly"]); diff != "" || h.load(t).Microsoft().ClientID == "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if err := c.RemoveReport("weekly"); err != nil || len(c.Report) != 0 {
			t.Errorf("got %q, %v", h.text(t), err)
		}
	})
	t.Run("refuses what could not be read again", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		file := config.ReportPage{File: "/x.html"}
		for _, job := range []config.Report{
			{Name: "Big One", JQL: "a = b", Page: file},
			{Name: "a", Page: file},
			{Name: "a", JQL: "a = b"},
			{Name: "a", JQL: "a = b", Filter: "1", Page: file},
			{Name: "a", JQL: "a = b", Columns: []string{"@none"}, Page: file},
		} {
			if err := h.load(t).SaveReport(job); err == nil {
				t.Errorf("%+v is saved", job)
			}
		}
	})
}

func TestAFileIsBesideTheConfiguration(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.write(t, "[report.a]\njql = 'a = b'\npage.file = 'r.html'\n")
	if got, want := h.load(t).Report["a"].Page.File, filepath.Join(filepath.Dir(h.path()), "r.html"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAPageForEachRunNeedsASectionAlone(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	text := "[report.a]\njql = 'a = b'\npage.onenote = 'Team / Weekly'\n"
	h.write(t, text)
	wantIn(t, h.fails(t, weir.BadConfig), `3:1: onenote is "Notebook/Section/Page"`)
	h.write(t, text+"mode = 'page'\n")
	if got := h.load(t).Report["a"]; !cmp.Equal(config.OneNotePath(got.Page.OneNote, got.Mode), []string{"Team", "Weekly"}) {
		t.Errorf("got %+v", got)
	}
}

// Two reports in one place would write over each other's tables.
func TestTwoReportsInOnePlaceAreRefused(t *testing.T) {
	t.Parallel()
	const same = "id = '3f9a'\n"
	for name, c := range map[string]struct {
		a, b    string
		refused bool
	}{
		"two files":                         {"page.file = 'x.csv'", "page.file = 'y.csv'", false},
		"one CSV file":                      {"page.file = 'x.csv'", "page.file = './x.csv'", true},
		"one spreadsheet":                   {"page.file = 'x.xlsx'", "page.file = 'x.xlsx'", true},
		"one HTML file":                     {"page.file = 'x.html'", "page.file = 'x.html'", false},
		"one HTML file, one mark":           {same + "page.file = 'x.html'", same + "page.file = 'x.html'", true},
		"one HTML file, two ids":            {same + "page.file = 'x.html'", "id = '0000'\npage.file = 'x.html'", false},
		"one Markdown file, one mark":       {same + "page.file = 'x.md'", same + "page.file = 'x.md'", true},
		"one file in two formats":           {"page.file = 'x.html'", "page.file = 'x.html'\npage.format = 'markdown'", true},
		"two files, one mark":               {same + "page.file = 'x.md'", same + "page.file = 'y.md'", false},
		"one page of OneNote":               {"page.onenote = 'a/b/c'", "page.onenote = 'a/b/c'", false},
		"one page of OneNote, one mark":     {same + "page.onenote = 'a/b/c'", same + "page.onenote = 'A/ b /c'", true},
		"two pages of OneNote, one mark":    {same + "page.onenote = 'a/b/c'", same + "page.onenote = 'a/b/d'", false},
		"a file and a page of one spelling": {same + "page.onenote = 'a/b/c.html'", same + "page.file = 'a/b/c.html'", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			first := "[report.my_own]\njql = 'key = A-1'\n" + c.a + "\n"
			text := first + "[report.my-own]\njql = 'key = A-2'\n" + c.b + "\n"
			h.write(t, text)
			_, _, err := config.Load(h.params())
			if !c.refused {
				if err != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			if wantKind(t, err, weir.BadConfig); !strings.Contains(err.Error(), "[report.my-own] and [report.my_own]") {
				t.Errorf("got %v", err)
			}
			h.write(t, first)
			loaded := h.load(t)
			job := loaded.Report["my_own"]
			if err := loaded.SaveReport(job); err != nil {
				t.Errorf("the report itself is refused: %v", err)
			}
			job.Name = "my-own"
			err = loaded.SaveReport(job)
			if job.Page.FileFormat() == "html" && c.a != c.b {
				return // saved in the format of the first one, it is no rival
			}
			if weir.KindOf(err) != weir.BadConfig || weir.NextStep(err) == "" || loaded.ReportRival(job) != "my_own" {
				t.Errorf("got %v", err)
			}
			if now, err := os.ReadFile(h.path()); err != nil || strings.Contains(string(now), "[report.my-own]") {
				t.Errorf("the file holds %s, %v", now, err)
			}
		})
	}
}

func TestMicrosoftComesFromTheEnvironmentFirst(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.write(t, wholeReport)
	h.vars["WEIR_MICROSOFT_CLIENT_ID"] = "ffffffff-89ab-cdef-0123-456789abcdef"
	h.vars["WEIR_MICROSOFT_LOGIN"] = "https://127.0.0.1:8443/"
	h.vars["WEIR_MICROSOFT_GRAPH"] = "https://graph.microsoft.us"
	h.vars["WEIR_MICROSOFT_CA_FILE"] = "~/other.pem"
	m := h.load(t).Microsoft()
	if m.ClientID != h.vars["WEIR_MICROSOFT_CLIENT_ID"] || m.Login.String() != "https://127.0.0.1:8443/common" || m.Login.Path != "/common" || m.Graph.String() != "https://graph.microsoft.us/v1.0" || m.CAFile != filepath.Join(h.dir, "other.pem") {
		t.Errorf("got %+v", m)
	}
	h.vars["WEIR_MICROSOFT_CLIENT_ID"], h.vars["WEIR_MICROSOFT_LOGIN"] = planted, "http://x.example"
	wantIn(t, h.fails(t, weir.BadConfig), "WEIR_MICROSOFT_CLIENT_ID: is no application id", "WEIR_MICROSOFT_LOGIN: must begin with https://")
}
