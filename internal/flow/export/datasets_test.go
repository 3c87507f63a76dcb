package export_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"weir/internal/flow"
	"weir/internal/flow/flowfile"
)

// A dataSet is the data of the page with how it is measured.
type dataSet struct {
	data     flow.Data
	workflow flow.Workflow
	policy   flow.Policy
	now      time.Time
	window   flow.Window
	forecast flow.ForecastParams
}

// The sets are the sheet of the page and its histories.
type sets struct{ sheet, histories dataSet }

// dataSets reads both from the page, and how they are measured from the commands
// that the page gives.
func dataSets(t *testing.T, page document) sets {
	t.Helper()
	commands := page.only(t, "sh measured").lines
	if len(commands) != 2 {
		t.Fatalf("the page measures its data with %d commands, not two", len(commands))
	}
	var s sets
	s.sheet.setUp(t, commands[0])
	s.histories.setUp(t, commands[1])

	sheet, err := flowfile.ReadSheet(strings.NewReader(strings.Join(page.only(t, "csv").lines, "\n")), flowfile.SheetOptions{Zone: s.sheet.policy.Zone})
	if err != nil {
		t.Fatal(err)
	}
	if len(sheet.Report.Findings) > 0 {
		t.Fatalf("the sheet of the page has faults: %v", sheet.Report.Findings)
	}
	collector := flow.NewCollector(nil)
	for issue := range sheet.Issues() {
		collector.Add(issue)
	}
	s.sheet.data = collector.Data()
	var names []string
	for _, stage := range sheet.Stages {
		names = append(names, stage.Name)
	}
	s.sheet.take(t, commands[0], flow.FromFile(names))

	collector = flow.NewCollector(nil)
	for issue, err := range flowfile.Issues(strings.NewReader(strings.Join(page.only(t, "json").lines, "\n")), nil) {
		if err != nil {
			t.Fatal(err)
		}
		collector.Add(issue)
	}
	s.histories.data = collector.Data()
	s.histories.take(t, commands[1], flow.Workflow{})
	return s
}

// flagsOf takes a command apart: --flag value, where a value may be quoted.
func flagsOf(t *testing.T, command string) [][2]string {
	t.Helper()
	var words []string
	for i, part := range strings.Split(command, `"`) {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	if len(words) < 4 || strings.Join(words[:3], " ") != "weir flow show" || len(words)%2 == 0 {
		t.Fatalf("%q is not a command of flags with values", command)
	}
	var flags [][2]string
	for i := 3; i < len(words); i += 2 {
		flags = append(flags, [2]string{words[i], words[i+1]})
	}
	return flags
}

func (s *dataSet) setUp(t *testing.T, command string) {
	t.Helper()
	for _, f := range flagsOf(t, command) {
		var err error
		switch f[0] {
		case "--zone":
			s.policy.Zone, err = time.LoadLocation(f[1])
		case "--discard":
			s.policy.Discard = append(s.policy.Discard, f[1])
		case "--as-of":
			s.now, err = time.Parse(time.DateOnly, f[1])
		case "--from", "--start", "--waiting", "--stage":
		default:
			err = fmt.Errorf("the test does not know %s", f[0])
		}
		if err != nil {
			t.Fatalf("%s: %v", command, err)
		}
	}
	y, m, d := s.now.Date()
	s.now = time.Date(y, m, d+1, 0, 0, 0, 0, s.policy.Zone).Add(-time.Millisecond)
	s.forecast.Seed = 1
}

// take makes the workflow of the stages that the command gives, or of those of
// the file.
func (s *dataSet) take(t *testing.T, command string, w flow.Workflow) {
	t.Helper()
	var stages []flow.Stage
	start := ""
	for _, f := range flagsOf(t, command) {
		switch name, statuses, several := strings.Cut(f[1], "="); f[0] {
		case "--stage":
			if !several {
				statuses = name
			}
			stages = append(stages, flow.Stage{Name: name, Statuses: strings.Split(statuses, ",")})
		case "--start":
			start = f[1]
		}
	}
	if len(stages) > 0 {
		w = flow.FromStages(stages, s.data)
	}
	for _, f := range flagsOf(t, command) {
		if f[0] == "--waiting" {
			w.Stages[w.Stage(f[1])].Waiting = true
		}
	}
	var err error
	if s.workflow, err = w.Between(s.data, start, ""); err != nil {
		t.Fatal(err)
	}
}

// with changes how the set is measured, by a word of the page.
func (s dataSet) with(word string) (dataSet, error) {
	name, value, _ := strings.Cut(word, " ")
	var err error
	switch name {
	case "inclusive", "difference", "hours":
		s.policy.Cycle = flow.Cycle(name)
	case "last-entry", "first-entry", "pause":
		s.policy.Backward = flow.Backward(name)
	case "nearest-rank", "type-7":
		s.policy.Percentiles = flow.PercentileMethod(name)
	case "working-days":
		s.policy.Calendar = flow.WorkingDays()
	case "holiday":
		var day flow.Day
		day, err = flow.ParseDay(value)
		s.policy.Calendar = flow.WorkingDays(day)
	case "nothing-discarded":
		s.policy.Discard = nil
	case "zone":
		s.policy.Zone, err = time.LoadLocation(value)
	case "type":
		s.policy.Types = []string{value}
	case "sle":
		_, err = fmt.Sscan(value, &s.policy.SLE)
	case "since":
		s.window.First, err = flow.ParseDay(value)
	case "until":
		s.window.Last, err = flow.ParseDay(value)
	case "limit":
		s.workflow, err = limited(s.workflow, value)
	case "nothing-waits":
		s.workflow.Stages = append([]flow.Stage(nil), s.workflow.Stages...)
		for i := range s.workflow.Stages {
			s.workflow.Stages[i].Waiting = false
		}
	case "histories":
	default:
		err = fmt.Errorf("there is no rule %q", word)
	}
	return s, err
}

// limited reads "Build=2".
func limited(w flow.Workflow, text string) (flow.Workflow, error) {
	w.Stages = append([]flow.Stage(nil), w.Stages...)
	name, number, _ := strings.Cut(text, "=")
	at := w.Stage(name)
	if at < 0 {
		return w, fmt.Errorf("there is no stage %q", name)
	}
	_, err := fmt.Sscan(number, &w.Stages[at].Limit)
	return w, err
}
