package config_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/config"
)

const wholeTask = `[jira.work]
url = "https://example.atlassian.net"

[tasks.mine] # what is mine
jira = "work"
jql = "assignee = currentUser()"
file = "~/Notes/Jira.md"
title = "From Jira"
tag = "Work:JIRA"
organise = "nested"
completed = ["Done", "Shipped"]
dropped = []
on_left = "keep"
keep_local = ["due"]
fields = ["priority", "comments", "customfield_10016=Points", "estimate=Size"]
overlap = "30m"
grace_runs = 5
grace = "2d"

[tasks.team]
jql = "project = OPS"
target = "caldav"
url = "http://127.0.0.1:5232/"
user = "ada"
list = "Jira"
ca_file = "ca.pem"
`

func TestTasksAreUnderstood(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.write(t, wholeTask)
	c := h.load(t)
	want := map[string]config.Task{
		"mine": {
			Name: "mine", Jira: "work", JQL: "assignee = currentUser()", Target: config.Markdown,
			File: filepath.Join(h.dir, "Notes", "Jira.md"), Title: "From Jira", Tag: "Work:JIRA", Organise: "nested",
			Completed: []string{"Done", "Shipped"}, Dropped: []string{}, OnLeft: "keep", KeepLocal: []string{"due"},
			Fields: []config.TaskField{
				{ID: "priority", Label: "Priority"},
				{ID: "comment", Label: "Comments"},
				{ID: "customfield_10016", Label: "Points"},
				{ID: "timeoriginalestimate", Label: "Size"},
			},
			Overlap: 30 * time.Minute, GraceRuns: 5, Grace: 48 * time.Hour,
		},
		"team": {
			Name: "team", JQL: "project = OPS", Target: config.CalDAV, URL: "http://127.0.0.1:5232/", User: "ada", List: "Jira",
			CAFile: filepath.Join(h.dir, "weir", "ca.pem"),
		},
	}
	if diff := cmp.Diff(want, c.Tasks); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := c.TaskNames(); !cmp.Equal(got, []string{"mine", "team"}) || !strings.HasSuffix(c.Describe(), "1 site, 2 jobs of tasks") {
		t.Errorf("got %v, %s", got, c.Describe())
	}
}

func TestEachFaultOfATaskHasItsPlace(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.write(t, `[jira.work]
url = "https://example.atlassian.net"
[tasks.mine]
jira = "worc"
targt = "caldav"
file = 7
organise = "nestd"
on_left = "close"
keep_local = ["deu"]
fields = ["sprint", "a b"]
overlap = "2 hours"
grace_runs = -1
password = "planted-NOT-real-4711"
[tasks."Big One"]
jql = "a = b"
target = "caldav"
file = "x"
url = "http://dav.example.com/"
[tasks.third]
jql = "a = b"
target = "omnifocus"
[tasks.fourth]
jql = " "
target = "caldav"
url = "https://ada:planted-NOT-real-4711@dav.example.com/"
[tasks.fifth]
jql = "a = b"
url = "https://dav.example.com/"
`)
	got := h.fails(t, weir.BadConfig)
	at := func(place string) string { return h.path() + ":" + place + ": " }
	wantIn(t, got,
		at("3:8")+"[tasks.mine] needs jql, for instance",
		at("4:1")+`there is no [jira.worc] (did you mean "work"?)`,
		at("5:1")+`unknown key targt in [tasks.mine] (did you mean "target"?)`,
		at("6:1")+"file must be a text in quotes",
		at("7:1")+`organise is none, project, nested (did you mean "nested"?)`,
		at("8:1")+"on_left is complete, drop, untag, keep",
		at("9:1")+`keep_local is name, due (did you mean "due"?)`,
		at("10:1")+"sprint has another id on each site: `weir fields` lists it",
		at("10:1")+`"a b" is no field's id`,
		at("11:1")+`overlap is a length of time such as "30m"`,
		at("12:1")+"grace_runs is a number of runs",
		at("13:1")+"password: secrets do not belong in the config file", "run `weir tasks init`",
		at("14:8")+"a job's name is up to 40",
		at("17:1")+"file means nothing to the target caldav",
		at("18:1")+"url must begin with https://: over http the password could be read on the way",
		at("21:1")+"target is markdown, caldav",
		at("22:8")+"[tasks.fourth] needs jql",
		at("25:1")+"url must not carry a user name or a password",
		at("26:8")+"[tasks.fifth] needs file",
		at("28:1")+"url means nothing to the target markdown",
	)
}

func TestSavingATask(t *testing.T) {
	t.Parallel()
	t.Run("keeps every other byte", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, wholeTask)
		job, _ := h.load(t).Task("mine")
		job.JQL, job.Tag = "project = OPS", ""
		if err := h.load(t).SaveTask(job); err != nil {
			t.Fatal(err)
		}
		want := strings.Replace(strings.Replace(wholeTask, "assignee = currentUser()", "project = OPS", 1), "tag = \"Work:JIRA\"\n", "", 1)
		if diff := cmp.Diff(want, h.text(t)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
	t.Run("changes the target, and what belonged to the other one goes", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, wholeTask)
		c := h.load(t)
		if err := c.SaveTask(config.Task{Name: "mine", JQL: "a = b", Target: config.CalDAV, URL: "https://dav.example.com/"}); err != nil {
			t.Fatal(err)
		}
		got, _ := h.load(t).Task("mine")
		if got.File != "" || got.Title != "" || got.URL != "https://dav.example.com/" || got.OnLeft != "keep" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("makes the file, and writes the home directory as people do", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		c := h.load(t)
		if err := c.SaveTask(config.Task{Name: "mine", JQL: "a = b", Target: config.Markdown, File: filepath.Join(h.dir, "Jira.md")}); err != nil {
			t.Fatal(err)
		}
		wantIn(t, h.text(t), "[tasks.mine]\n", `file = "~`)
		if err := c.RemoveTask("mine"); err != nil || strings.TrimSpace(h.text(t)) != "" || len(c.Tasks) != 0 {
			t.Errorf("got %q, %v", h.text(t), err)
		}
	})
	t.Run("refuses what could not be read again", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		for _, job := range []config.Task{
			{Name: "Big One", JQL: "a = b", Target: config.Markdown, File: "/x"},
			{Name: "mine", Target: config.Markdown, File: "/x"},
			{Name: "mine", JQL: "a = b", Target: config.CalDAV, URL: "http://dav.example.com/"},
		} {
			if err := h.load(t).SaveTask(job); err == nil {
				t.Errorf("%+v is saved", job)
			}
		}
	})
}

func TestTheCalDAVPasswordComesFromTheEnvironment(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.vars["WEIR_CALDAV_PASSWORD_FILE"] = h.file(t, "password", planted+"\n")
	if got := h.load(t).CalDAVPassword().Reveal(); got != planted {
		t.Errorf("got %q", got)
	}
	h.vars["WEIR_CALDAV_PASSWORD"] = planted
	wantIn(t, h.fails(t, weir.BadConfig), "WEIR_CALDAV_PASSWORD: and WEIR_CALDAV_PASSWORD_FILE are both set")
}

// Two jobs in one list would undo each other's work.
func TestTwoJobsInOneListAreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, made := range []string{"notes", "other"} {
		if err := os.Mkdir(filepath.Join(dir, made), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "there.md"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" {
		for link, to := range map[string]string{"link": "notes", "link.md": "there.md", "dangling.md": "notes/new.md"} {
			if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
				t.Fatal(err)
			}
		}
	}
	const dav = "target = 'caldav'\n"
	for name, c := range map[string]struct {
		a, b    string
		refused bool
		posix   bool
	}{
		"the same file":                        {"file = 'x.md'", "file = 'x.md'", true, false},
		"the same file, written otherwise":     {"file = 'x.md'", "file = './notes/../x.md'", true, false},
		"the same file, from home":             {"file = '~/x.md'", "file = 'x.md'", true, false},
		"a file by a link":                     {"file = 'there.md'", "file = 'link.md'", true, true},
		"a file that is not there, by a link":  {"file = 'notes/new.md'", "file = 'dangling.md'", true, true},
		"a file in a folder by a link":         {"file = 'notes/x.md'", "file = 'link/x.md'", true, true},
		"two files":                            {"file = 'x.md'", "file = 'y.md'", false, false},
		"two files of one name":                {"file = 'notes/x.md'", "file = 'other/x.md'", false, false},
		"a file, and a file that is not there": {"file = 'there.md'", "file = 'notes/there.md'", false, false},
		"the same address":                     {dav + "url = 'https://dav.example/ada/jira/'", dav + "url = 'https://DAV.example:443/ada/jira'", true, false},
		"an address and a path":                {dav + "url = 'https://dav.example/ada/jira/'", dav + "url = 'https://dav.example/'\nlist = '/ada/jira'", true, false},
		"an address in both keys":              {dav + "url = 'https://dav.example/ada/jira/'", dav + "url = 'https://dav.example/'\nlist = 'https://dav.example/ada/jira/'", true, false},
		"the same name":                        {dav + "url = 'https://dav.example/'\nuser = 'ada'\nlist = 'Jira'", dav + "url = 'https://dav.example/dav'\nuser = 'ada'\nlist = 'Jira'", true, false},
		"one name of two users":                {dav + "url = 'https://dav.example/'\nuser = 'ada'\nlist = 'Jira'", dav + "url = 'https://dav.example/'\nuser = 'bob'\nlist = 'Jira'", false, false},
		"two lists":                            {dav + "url = 'https://dav.example/'\nlist = 'Jira'", dav + "url = 'https://dav.example/'\nlist = 'Team'", false, false},
		"two servers":                          {dav + "url = 'https://dav.example/'\nlist = 'Jira'", dav + "url = 'https://dav.example:8443/'\nlist = 'Jira'", false, false},
		"a file and a list":                    {"file = 'x.md'", dav + "url = 'https://dav.example/x.md'", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.posix && runtime.GOOS == "windows" {
				t.Skip("links need a right on Windows")
			}
			path := filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".toml")
			text := "[tasks.one]\njql = 'key = A-1'\n" + c.a + "\n[tasks.two]\njql = 'key = A-2'\n" + c.b + "\n"
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, _, err := config.Load(config.LoadParams{Environ: []string{"HOME=" + dir, "WEIR_CONFIG=" + path}, GOOS: "linux"})
			if !c.refused {
				if err != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			if weir.KindOf(err) != weir.BadConfig || !strings.Contains(err.Error(), "[tasks.one] and [tasks.two]") {
				t.Errorf("got %v", err)
			}
			// Nor is the second one saved, and then the file stays as it was.
			first, _, _ := strings.Cut(text, "[tasks.two]")
			if err := os.WriteFile(path, []byte(first), 0o600); err != nil {
				t.Fatal(err)
			}
			loaded, _, err := config.Load(config.LoadParams{Environ: []string{"HOME=" + dir, "WEIR_CONFIG=" + path}, GOOS: "linux"})
			if err != nil {
				t.Fatal(err)
			}
			job := loaded.Tasks["one"]
			if err := loaded.SaveTask(job); err != nil {
				t.Errorf("the job itself is refused: %v", err)
			}
			job.Name = "two"
			err = loaded.SaveTask(job)
			if weir.KindOf(err) != weir.BadConfig || !strings.Contains(err.Error(), "one and two") || weir.NextStep(err) == "" || loaded.Rival(job) != "one" {
				t.Errorf("got %v", err)
			}
			if now, err := os.ReadFile(path); err != nil || strings.Contains(string(now), "[tasks.two]") {
				t.Errorf("the file holds %s, %v", now, err)
			}
		})
	}
}
