package export_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"weir/internal/flow"
)

// A question is the left side of a line of figures: "time in Build of T-2 [pause]".
type question struct {
	*flow.Analysis
	forecast flow.ForecastParams
	name     string
	parts    map[string]string // by the word before them: of, in, on, by, at
	used     map[string]bool
}

// check compares a line of figures with what is measured.
func (s sets) check(line string) error {
	left, want, ok := strings.Cut(line, " = ")
	if !ok {
		return errors.New("a figure is a name, = and a value")
	}
	q, err := s.ask(left)
	if err != nil {
		return err
	}
	answer := answers()[q.name]
	if answer == nil {
		return fmt.Errorf("there is no figure %q", q.name)
	}
	got, err := answer(q)
	switch {
	case err != nil:
		return err
	case len(q.used) != len(q.parts):
		return fmt.Errorf("the figure %q does not ask for all of %v", q.name, q.parts)
	case got != want:
		return fmt.Errorf("it is %s", got)
	}
	return nil
}

// ask takes a question apart and measures what it is about.
func (s sets) ask(left string) (*question, error) {
	left, rules, _ := strings.Cut(strings.TrimSuffix(left, "]"), " [")
	q := &question{parts: map[string]string{}, used: map[string]bool{}}
	word := ""
	for _, w := range strings.Fields(left) {
		switch {
		case slices.Contains([]string{"of", "in", "on", "by", "at"}, w):
			word = w
		case word == "":
			q.name = strings.TrimSpace(q.name + " " + w)
		default:
			q.parts[word] = strings.TrimSpace(q.parts[word] + " " + w)
		}
	}
	set := s.sheet
	if strings.HasPrefix(q.parts["of"], "H-") || strings.Contains(rules, "histories") {
		set = s.histories
	}
	for _, rule := range strings.Split(rules, ", ") {
		if rule == "" {
			continue
		}
		var err error
		if set, err = set.with(rule); err != nil {
			return nil, err
		}
	}
	var err error
	q.forecast = set.forecast
	q.Analysis, err = flow.Analyse(set.data, set.workflow, set.policy, set.now, set.window)
	return q, err
}

// part is what stands behind a word of the question.
func (q *question) part(word string) string {
	q.used[word] = true
	return q.parts[word]
}

func (q *question) item() (*flow.Timeline, error) {
	key := q.part("of")
	for i := range q.Lines {
		if q.Lines[i].Item.Key == key {
			return &q.Lines[i], nil
		}
	}
	return nil, fmt.Errorf("there is no item %q", key)
}

func (q *question) day() (flow.Day, error) { return flow.ParseDay(q.part("on")) }

func (q *question) stage() (int, error) {
	at := q.Workflow.Stage(q.part("in"))
	if at < 0 {
		return 0, fmt.Errorf("there is no stage %q", q.parts["in"])
	}
	return at, nil
}

// level is the percent of "forecast at 85".
func (q *question) level() (int, error) { return strconv.Atoi(q.part("at")) }

// number writes a value with two places at most.
func number(v float64) string {
	return strconv.FormatFloat(math.Round(100*v)/100+0, 'f', -1, 64)
}

func (q *question) days(v float64) string { return number(v) + " " + q.Policy.Unit() }

func items(v float64) string { return number(v) + " items" }

func percent(share float64) string { return number(100*share) + " %" }

// known writes a figure that may be withheld.
func known(v *float64, write func(float64) string) string {
	if v == nil {
		return "withheld"
	}
	return write(*v)
}

type answer = func(*question) (string, error)

// ofItem, ofDay and whole make answers of what needs an item, a day, or nothing.
func ofItem(f func(*question, *flow.Timeline) string) answer {
	return func(q *question) (string, error) {
		t, err := q.item()
		if err != nil {
			return "", err
		}
		return f(q, t), nil
	}
}

func ofDay(f func(*question, flow.Day) string) answer {
	return func(q *question) (string, error) {
		d, err := q.day()
		if err != nil {
			return "", err
		}
		return f(q, d), nil
	}
}

func whole(f func(*question) string) answer {
	return func(q *question) (string, error) { return f(q), nil }
}

func series(f func(*question) flow.Series, write func(float64) string) answer {
	return ofDay(func(q *question, d flow.Day) string { return write(f(q).At(d)) })
}
