package caldav_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/tasks"
	"weir/internal/tasks/caldav"
	"weir/internal/testenv"
)

// userObject is a task that programs of the user's have written: with an alarm,
// a time zone, an exception of the series, parameters and folded lines.
const userObject = "BEGIN:VCALENDAR\nPRODID:-//Other//EN\nVERSION:2.0\nX-WR-CALNAME:Own\n" +
	"BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nBEGIN:STANDARD\nDTSTART:19701025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n" +
	"BEGIN:VTODO\nRECURRENCE-ID;VALUE=DATE:20240102\nUID:u1\nDTSTAMP:20240101T000000Z\nSUMMARY:an exception\nEND:VTODO\n" +
	"BEGIN:VTODO\nUID:u1\nDTSTAMP:20240101T000000Z\nSEQUENCE:4\nsummary;LANGUAGE=en;ALTREP=\"cid:a;b:c\":Mend \n the pump\\, now\nDTSTART;TZID=Europe/Berlin:20240101T080000\n" +
	"DUE;TZID=Europe/Berlin;X-A=\"q:1\":20240131T233000\nCATEGORIES:Own,with\\,comma\nCATEGORIES;LANGUAGE=de:Haus\nRELATED-TO;RELTYPE=SIBLING:s1\n" +
	"ATTENDEE;CN=\"Doe, Jane\":mailto:jane@example.com\nX-OWN;X-P=1:a;b,c\\n\nSTATUS:IN-PROCESS\nRRULE:FREQ=WEEKLY\n" +
	"BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:alarm's own\nTRIGGER;RELATED=END:-PT1H\nEND:VALARM\nEND:VTODO\nEND:VCALENDAR\n"

// foreign are the lines of an object that none of the named properties is on,
// and those of its alarms.
func foreign(text string, own ...string) []string {
	inAlarm := false
	var lines []string
	for _, l := range strings.Split(strings.ReplaceAll(unfolded(text), "\r\n", "\n"), "\n") {
		name, _, _ := strings.Cut(strings.ToUpper(l), ":")
		name, _, _ = strings.Cut(name, ";")
		inAlarm = inAlarm || l == "BEGIN:VALARM"
		if inAlarm || !slices.Contains(own, name) {
			lines = append(lines, l)
		}
		inAlarm = inAlarm && l != "END:VALARM"
	}
	return lines
}

func TestAnEditChangesItsOwnLinesAlone(t *testing.T) {
	t.Parallel()
	day := tasks.Date{Year: 2024, Month: 2, Day: 29}
	for name, c := range map[string]struct {
		change tasks.Change
		own    []string // the properties that may change, beside the stamps
		want   []string // lines that are there afterwards
	}{
		"a name":          {tasks.Change{Name: new("new; name")}, []string{"SUMMARY"}, []string{`SUMMARY;LANGUAGE=en:new\; name`}},
		"a note":          {tasks.Change{Note: new("one\ntwo")}, []string{"DESCRIPTION"}, []string{`DESCRIPTION:one\ntwo`}},
		"an address":      {tasks.Change{URL: new("https://jira.example/browse/X-1")}, []string{"URL"}, []string{"URL:https://jira.example/browse/X-1"}},
		"a day":           {tasks.Change{Due: &day}, []string{"DUE"}, []string{`DUE;TZID=Europe/Berlin;X-A="q:1":20240229T233000`}},
		"no day":          {tasks.Change{Due: &tasks.Date{}}, []string{"DUE"}, nil},
		"the same day":    {tasks.Change{Due: &tasks.Date{Year: 2024, Month: 1, Day: 31}, Name: new("x")}, []string{"SUMMARY"}, nil},
		"completed":       {tasks.Change{State: new(tasks.Completed)}, []string{"STATUS", "COMPLETED", "PERCENT-COMPLETE"}, []string{"STATUS:COMPLETED", "COMPLETED:20240301T090000Z", "PERCENT-COMPLETE:100"}},
		"dropped":         {tasks.Change{State: new(tasks.Dropped)}, []string{"STATUS"}, []string{"STATUS:CANCELLED"}},
		"open, as it was": {tasks.Change{State: new(tasks.Open), Name: new("x")}, []string{"SUMMARY"}, []string{"STATUS:IN-PROCESS"}},
		"our tag":         {tasks.Change{Tagged: new(true)}, []string{"CATEGORIES"}, []string{`CATEGORIES:Own,with\,comma,Work:JIRA`, "CATEGORIES;LANGUAGE=de:Haus"}},
		"a parent":        {tasks.Change{Parent: &tasks.Ref{ID: "p;1"}}, []string{"RELATED-TO"}, []string{"RELATED-TO;RELTYPE=SIBLING:s1", `RELATED-TO;RELTYPE=PARENT:p\;1`}},
		"a priority":      {tasks.Change{Extras: map[string]string{"priority": "Urgent"}}, []string{"PRIORITY", "X-WEIR-PRIORITY"}, []string{"PRIORITY:5", "X-WEIR-PRIORITY:Urgent"}},
	} {
		t.Run(name+" leaves everything else as it was", func(t *testing.T) {
			t.Parallel()
			op := tasks.Op{Kind: tasks.Update, Change: c.change}
			got := caldav.Edit(userObject, "Work:JIRA", op, clock())
			own := append(c.own, "DTSTAMP", "LAST-MODIFIED", "SEQUENCE")
			if d := cmp.Diff(foreign(userObject, own...), foreign(got, own...)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			for _, want := range append(c.want, "SEQUENCE:5", "LAST-MODIFIED:20240301T090000Z") {
				if !strings.Contains(unfolded(got), "\r\n"+want+"\r\n") {
					t.Errorf("no %q in:\n%s", want, got)
				}
			}
			if again := caldav.Edit(got, "Work:JIRA", op, clock().Add(time.Hour)); again != got {
				t.Errorf("the second time it changes again:\n%s", cmp.Diff(got, again))
			}
			if _, err := ical.NewDecoder(strings.NewReader(got)).Decode(); err != nil {
				t.Errorf("another reader cannot read it: %v", err)
			}
		})
	}
}

// drawChange draws what Jira may ask for.
func drawChange(t *rapid.T) tasks.Change {
	var c tasks.Change
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "a\nEND:VTODO\nEND:VCALENDAR", "x;y,z\\n:", strings.Repeat("👩‍🔧é", 60), "\x00\x07\r\n\t", "שלום\u200f"}))
	if rapid.Bool().Draw(t, "name?") {
		c.Name = new(text.Draw(t, "name"))
	}
	if rapid.Bool().Draw(t, "note?") {
		c.Note = new(text.Draw(t, "note"))
	}
	if rapid.Bool().Draw(t, "due?") {
		c.Due = &tasks.Date{Year: rapid.IntRange(1970, 2100).Draw(t, "year"), Month: time.Month(rapid.IntRange(1, 12).Draw(t, "month")), Day: rapid.IntRange(1, 28).Draw(t, "day")}
	}
	if rapid.Bool().Draw(t, "state?") {
		c.State = new(rapid.SampledFrom([]tasks.State{tasks.Open, tasks.Completed, tasks.Dropped}).Draw(t, "state"))
	}
	return c
}

func TestAnyEditKeepsWhatWeirDoesNotKnow(t *testing.T) {
	t.Parallel()
	own := []string{"SUMMARY", "DESCRIPTION", "DUE", "STATUS", "COMPLETED", "PERCENT-COMPLETE", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE"}
	check(t, func(t *rapid.T) {
		// Lines of the user's, with a long one that is folded anywhere.
		var extra strings.Builder
		for i := range rapid.IntRange(0, 5).Draw(t, "lines") {
			value := rapid.StringMatching(`[a-zA-Zé👩;:,"=\\ ]{0,120}`).Draw(t, "value")
			fmt.Fprintf(&extra, "X-%d;P=\"a:;b\":%s\r\n", i, value)
		}
		text := strings.Replace(userObject, "BEGIN:VALARM", extra.String()+"BEGIN:VALARM", 1)
		c := drawChange(t)
		got := caldav.Edit(text, "", tasks.Op{Kind: tasks.Update, Change: c}, clock())
		if d := cmp.Diff(foreign(text, own...), foreign(got, own...)); d != "" {
			t.Fatalf("(-want +got):\n%s", d)
		}
		task, err := caldav.Describe(got)
		if err != nil {
			t.Fatal(err)
		}
		if c.Note != nil && task.Note != caldav.Clean(*c.Note) || c.Due != nil && task.Due != *c.Due || c.State != nil && task.State != *c.State {
			t.Fatalf("%+v became %+v", c, task)
		}
	})
}

func TestLinesAreFoldedBetweenCharacters(t *testing.T) {
	t.Parallel()
	check(t, func(t *rapid.T) {
		text := strings.Repeat(rapid.StringN(0, 30, -1).Draw(t, "text"), 8)
		got := caldav.Create(tasks.Op{Mark: markOf(1), Change: tasks.Change{Note: &text}}, clock())
		for _, l := range strings.Split(got, "\r\n") {
			if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsFunc(l, func(r rune) bool { return r < ' ' && r != '\t' }) {
				t.Fatalf("%d bytes: %q", len(l), l)
			}
		}
		task, err := caldav.Describe(got)
		if err != nil || task.Note != caldav.Clean(text) {
			t.Fatalf("%q became %q, %v", text, task.Note, err)
		}
	})
}

func TestTheDayOfAMoment(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("there is no table of time zones here")
	}
	for due, want := range map[string]string{
		"DUE;VALUE=DATE:20240331":                         "2024-03-31",
		"DUE:20240331T003000":                             "2024-03-31",
		"DUE;TZID=America/New_York:20240331T233000":       "2024-03-31",
		"DUE:20240331T220000Z":                            "2024-04-01",
		"DUE:20240330T225959Z":                            "2024-03-30",
		"DUE:20240330T230000Z":                            "2024-03-31",
		"DUE:soon":                                        "",
		"DUE;VALUE=DATE:20240230":                         "",
		"X-DUE:20240331":                                  "",
		"DUE;VALUE=DATE;X-LONG=\"20200101:a;b\":20240331": "2024-03-31",
	} {
		text := "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:1\n" + due + "\nEND:VTODO\nEND:VCALENDAR"
		if got := caldav.Due(text, berlin).String(); got != want {
			t.Errorf("%s is on %s, want %s", due, got, want)
		}
		day := tasks.Date{Year: 2024, Month: 10, Day: 27} // 25 hours long in Berlin
		if got := caldav.Due(caldav.EditIn(text, tasks.Change{Due: &day}, berlin), berlin); got != day {
			t.Errorf("%s was set to %s", due, got)
		}
	}
}

func TestALargeTaskIsReadInTimeThatGrowsWithIt(t *testing.T) {
	t.Parallel()
	note := strings.Repeat("A line of a very long description, with signs; and more.\n", 100_000)
	of := func(note string) func() {
		return func() {
			got := caldav.Create(tasks.Op{Mark: markOf(1), Change: tasks.Change{Note: &note}}, clock())
			task, err := caldav.Describe(got)
			if err != nil || task.Note != note {
				t.Errorf("%d bytes became %d, %v", len(note), len(task.Note), err)
			}
		}
	}
	const times = 16
	testenv.Proportionate(t, "a long note", times, of(note[:len(note)/times]), of(note))
}

func FuzzAnyObjectIsReadOrRefused(f *testing.F) {
	f.Add(userObject)
	f.Add("BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\nEND:VCALENDAR\r\n")
	f.Add("BEGIN:VCALENDAR\nBEGIN:VTODO\nUID;A=\"x\nDUE;:;\"\nEND:VTODO\nEND:VCALENDAR")
	f.Add(strings.Repeat("BEGIN:VCALENDAR\n", 1000))
	f.Add("END:VTODO\n \n\t\n:\n;\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := caldav.Describe(text); err != nil {
			return
		}
		got := caldav.Edit(text, "tag", tasks.Op{Change: tasks.Change{Name: &text, Note: &text, Due: &tasks.Date{Year: 2024, Month: 1, Day: 1}, State: new(tasks.Dropped), Tagged: new(true)}}, clock())
		task, err := caldav.Describe(got)
		if err != nil || task.State != tasks.Dropped || task.Note != caldav.Clean(text) {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	})
}
