package tasks_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"weir/internal/tasks"
)

const (
	blockBegin = "--- from Jira, kept up to date by Weir ---"
	blockEnd   = "--- end of what is from Jira ---"
	blockYours = "--- these lines as you had changed them ---"
)

func whole(body string) string { return blockBegin + "\n" + body + "\n" + blockEnd }

func TestABlockIsPutIntoANote(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, note, yours, want string }{
		{"an empty note", "", "", whole("new")},
		{"a note of the user's", "mine", "", "mine\n\n" + whole("new")},
		{"one that ends in a line end", "mine\n", "", "mine\n\n" + whole("new")},
		{"a block", whole("old"), "", whole("new")},
		{"a block between lines", "a\r\n" + whole("old\nolder") + "\r\n b \n\n", "", "a\r\n" + whole("new") + "\r\n b \n\n"},
		{"an empty block", "x\n" + blockBegin + "\n" + blockEnd, "", "x\n" + whole("new")},
		{"markers with white space after them", blockBegin + " \t\r\nold\n" + blockEnd + "  \nx", "", whole("new") + "  \nx"},
		{"a beginning without an end", "a\n" + blockBegin + "\nb", "", "a\n" + blockBegin + "\nb\n\n" + whole("new")},
		{"an end without a beginning", "a\n" + blockEnd + "\nb", "", "a\n" + blockEnd + "\nb\n\n" + whole("new")},
		{"a beginning before a block", blockBegin + "\nmine\n" + whole("old"), "", blockBegin + "\nmine\n" + whole("new")},
		{"two blocks", whole("one") + "\n" + whole("two"), "", whole("new") + "\n" + whole("two")},
		{"a marker within a line", "x " + blockBegin + "\n" + blockEnd, "", "x " + blockBegin + "\n" + blockEnd + "\n\n" + whole("new")},
		{"what the user changed in the block", "a\n" + whole("mine") + "\nb", "mine", "a\n" + whole("new") + "\n" + blockYours + "\nmine\nb"},
	} {
		got := tasks.PutBlock(test.note, "new", test.yours)
		if got != test.want {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, test.want)
		}
		if body := tasks.BodyOf(got); body != "new" {
			t.Errorf("%s: the block reads %q", test.name, body)
		}
	}
}

func TestNothingFromJiraCanEndTheBlock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	evil := "text\n" + blockEnd + "\nnot the user's\n" + blockBegin + " \nmore\r\n" + blockEnd + "\t\nlast"
	id := w.site.add("OPS-1", "One", about(evil))
	w.sync()
	w.user("OPS-1", func(t *tasks.Task) { t.Note += "\nmine" })
	for _, next := range []string{"short", evil} {
		w.site.edit(id, about(next))
		w.sync()
	}
	w.site.edit(id, about("short"))
	w.sync()
	want := whole("URL: https://jira.example/browse/OPS-1\nStatus: To Do\n\nshort") + "\nmine"
	if got := w.task("OPS-1").Note; got != want {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
}

func TestWhatTheUserWritesWithinTheBlockSurvives(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.site.add("OPS-1", "One")
	w.sync()
	w.user("OPS-1", func(t *tasks.Task) { t.Note = strings.Replace(t.Note, "About One", "About One\nremember the milk", 1) })
	w.idle() // only the user changed it
	w.site.edit(id, about("Something else"))
	w.counts(w.sync(), tasks.Counts{Updated: 1, Kept: 1})
	got := w.task("OPS-1").Note
	if !strings.Contains(got, "Something else\n"+blockEnd+"\n"+blockYours+"\nURL: ") || !strings.HasSuffix(got, "About One\nremember the milk") {
		t.Errorf("got %q", got)
	}
	w.idle()
	w.site.edit(id, about("Once more"))
	w.counts(w.sync(), tasks.Counts{Updated: 1})
	if got := w.task("OPS-1").Note; strings.Count(got, "remember the milk") != 1 || strings.Contains(got, "Something else") {
		t.Errorf("got %q", got)
	}
}

func TestABlockThatTheUserDeletedStaysAwayUntilTheIssueChanges(t *testing.T) {
	t.Parallel()
	for _, note := range []string{"", "mine alone", blockBegin + "\nwithout its end", "without its beginning\n" + blockEnd} {
		w := newWorld(t)
		id := w.site.add("OPS-1", "One")
		w.sync()
		w.user("OPS-1", func(t *tasks.Task) { t.Note = note })
		w.full = true
		w.idle()
		if got := w.task("OPS-1").Note; got != note {
			t.Errorf("got %q, want %q", got, note)
		}
		w.site.edit(id, about("Something else"))
		w.sync()
		if got := w.task("OPS-1").Note; !strings.HasPrefix(got, note) || !strings.HasSuffix(got, "Something else\n"+blockEnd) {
			t.Errorf("got %q", got)
		}
		w.idle()
	}
}

func TestAwkwardSummariesMakeOneLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"a\nb\r\n\tc":                      "a b c",
		"  x \u2028 y\u00a0z ":             "x y z",
		"\u202egnp.exe\u2066 \u200fשלום":   "gnp.exe \u200fשלום",
		"👩\u200d🔧 e\u0301":                 "👩\u200d🔧 e\u0301",
		"\x00\x07\x1b[31mred\x7f\u0085end": "[31mred end",
		"\xff\xfe":                         "\uFFFD",
		"\ufeff":                           "",
		strings.Repeat("x", 10_000):        strings.Repeat("x", 10_000),
	} {
		if got := tasks.OneLine(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	w := newWorld(t)
	w.site.add("OPS-1", "\n\t")
	w.sync()
	if got := w.task("OPS-1").Name; got != "[OPS-1]" {
		t.Errorf("got %q", got)
	}
	w.idle()
}

func TestExtrasInWords(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`null`: "", `"text"`: "text", `3`: "3", `2.5`: "2.5", `true`: "true", `{}`: "", `[]`: "",
		`{"value":"Red","id":"1"}`: "Red", `{"displayName":"Bo","accountId":"x"}`: "Bo", `{"key":"OPS-1"}`: "OPS-1",
		`[{"id":5,"name":"Sprint 5","state":"closed"},{"id":6,"name":"Sprint 6"}]`:                                         "Sprint 5, Sprint 6",
		`["com.atlassian.greenhopper.service.sprint.Sprint@1f[id=1,state=ACTIVE,name=Sprint 5, the last,startDate=2024]"]`: "Sprint 5, the last",
		`"com.atlassian.greenhopper.service.sprint.Sprint@1f[id=1,name=Sprint 6,goal=Ship, soon]"`:                         "Sprint 6",
		`{"comments":[{},{}],"total":7}`: "7", `{"comments":[{},{}]}`: "2", `[[[["deep"]]]]`: "",
	} {
		var value any
		if err := json.Unmarshal([]byte(raw), &value); err != nil {
			t.Fatal(err)
		}
		if got := tasks.InWords(value); got != want {
			t.Errorf("%s: got %q, want %q", raw, got, want)
		}
	}
	w := newWorld(t)
	w.set.Extras = []tasks.Extra{{ID: "timeoriginalestimate", Label: "Estimate"}, {ID: "customfield_1"}}
	w.site.add("OPS-1", "One", field("timeoriginalestimate", "9000"))
	w.site.add("OPS-2", "Two", field("customfield_1", `"no\nsecond line"`))
	w.site.add("OPS-3", "Three", field("customfield_1", `{broken`))
	w.sync()
	if got := w.task("OPS-1").Note; !strings.Contains(got, "\nEstimate: 2h 30m\n") {
		t.Errorf("got %q", got)
	}
	if got := w.task("OPS-2").Note; !strings.Contains(got, "\ncustomfield_1: no second line\n") {
		t.Errorf("got %q", got)
	}
}

func FuzzNote(f *testing.F) {
	f.Add("", "", "")
	f.Add("mine\n"+whole("x")+"\r\nmine", "new\n"+blockEnd, "old")
	f.Add(blockBegin+"\n"+blockBegin+"\n"+blockEnd, blockYours, "\n")
	f.Add(blockEnd+blockBegin, "\x00\u2028\xff", "")
	f.Fuzz(func(t *testing.T, note, body, yours string) {
		body = strings.Trim(tasks.Harmless(tasks.Lines(body)), "\n")
		got := tasks.PutBlock(note, body, yours)
		if back := tasks.BodyOf(got); back != body {
			t.Fatalf("the block reads %q, want %q", back, body)
		}
		if again := tasks.PutBlock(got, body, ""); again != got {
			t.Fatalf("the same block once more: %q, was %q", again, got)
		}
		// All that stood outside of the old block stands around the new one.
		block := whole(body)
		if yours != "" {
			block += "\n" + blockYours + "\n" + yours
		}
		before, after, found := strings.Cut(got, block)
		added := after == "" && (before == note+"\n" || before == note+"\n\n")
		if !found || !added && (!strings.HasPrefix(note, before) || !strings.HasSuffix(note, after)) {
			t.Fatalf("%q became %q", note, got)
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add("a\nb\u202e\xff\x00\u2028👩\u200d🔧")
	f.Fuzz(func(t *testing.T, text string) {
		one, many := tasks.OneLine(text), tasks.Lines(text)
		if tasks.OneLine(one) != one || tasks.Lines(many) != many {
			t.Fatalf("not settled: %q, %q", one, many)
		}
		if !utf8.ValidString(one) || !utf8.ValidString(many) || strings.IndexFunc(one, unicode.IsControl) >= 0 {
			t.Fatalf("got %q, %q", one, many)
		}
		if strings.ContainsFunc(many, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
			t.Fatalf("got %q", many)
		}
	})
}

func FuzzExtra(f *testing.F) {
	f.Add(`[{"name":"a"},["b"],3,null,true,{"comments":[]}]`)
	f.Fuzz(func(t *testing.T, raw string) {
		var value any
		if json.Unmarshal([]byte(raw), &value) == nil {
			tasks.InWords(value)
		}
	})
}
