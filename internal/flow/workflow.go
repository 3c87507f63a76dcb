package flow

import (
	"fmt"
	"slices"
	"strings"

	"weir"
)

// A Stage is a step of a workflow.
type Stage struct {
	Name     string
	Statuses []string // ids or names
	Waiting  bool     // work lies here and waits for somebody
	Limit    int      // how many items there should be at most; 0: no limit
}

// A Workflow is the way that work takes: stages in their order, of which one
// starts the clock and one, further on, stops it. Statuses that are in no stage
// are placed by their category: see placement.
type Workflow struct {
	Stages []Stage
	Start  int // work is in progress from this stage on
	Finish int // and finished from this one on; behind Start
	Source string
	// ByType are rules for issue types that differ, by the type's name.
	ByType map[string]TypeRule
}

// A TypeRule is what differs for one issue type. The stages are the same.
type TypeRule struct {
	Stages map[string][]string // by stage: the statuses that lead to it, for this type
	Start  string              // a stage; empty: as for all
	Finish string              // a stage; empty: as for all
}

// Where a workflow came from.
const (
	SourceBoard      = "the columns of the board"
	SourceCategories = "the status categories"
	SourceStatuses   = "the statuses, each a stage of its own"
	SourceGiven      = "the stages that you gave"
	SourceCSV        = "the stages of the file"
)

// Names of the stages that are made of status categories.
const (
	stageToDo       = "To Do"
	stageInProgress = "In Progress"
	stageDone       = "Done"
)

// FromCategories returns the workflow of those who gave none: Jira's three
// status categories.
func FromCategories(d Data) Workflow {
	w := Workflow{
		Stages: []Stage{{Name: stageToDo}, {Name: stageInProgress}, {Name: stageDone}},
		Start:  1, Finish: 2, Source: SourceCategories,
	}
	for i := range d.Statuses {
		s := &w.Stages[rank(d.Statuses[i].Category)]
		s.Statuses = append(s.Statuses, d.Statuses[i].reference())
	}
	return w
}

// reference is how a workflow names the status.
func (s Status) reference() string {
	if s.ID != "" {
		return s.ID
	}
	return s.Name
}

// FromBoard returns the workflow that a board shows. Its last column with a
// status is where work is done, as Jira has it; work starts at the first column
// with a status that is not of the category to do.
func FromBoard(b weir.BoardConfiguration, d Data) Workflow {
	w := Workflow{Source: SourceBoard}
	for _, column := range b.Columns {
		if len(column.Statuses) == 0 {
			continue
		}
		w.Stages = append(w.Stages, Stage{Name: column.Name, Statuses: column.Statuses, Limit: column.Max})
	}
	w.Finish = len(w.Stages) - 1
	w.Start = w.firstStarted(d)
	return w
}

// firstStarted is the first stage, before the last, with a status that is not of
// the category to do. Where nobody knows the categories it is the second stage,
// since boards begin with what is waiting.
func (w Workflow) firstStarted(d Data) int {
	known, find := false, d.Finder()
	for i := range w.Stages[:max(0, len(w.Stages)-1)] {
		for _, name := range w.Stages[i].Statuses {
			for _, at := range find(name) {
				known = known || !d.Statuses[at].Guessed
				if c := d.Statuses[at].Category; !d.Statuses[at].Guessed && (c == weir.InProgress || c == weir.Done) {
					return i
				}
			}
		}
	}
	if !known && len(w.Stages) > 2 {
		return 1
	}
	return max(0, len(w.Stages)-2)
}

// FromStages returns a workflow of stages that a person gave, from left to
// right; Finish is the last of them.
func FromStages(stages []Stage, d Data) Workflow {
	w := Workflow{Stages: stages, Source: SourceGiven, Finish: len(stages) - 1}
	w.Start = w.firstStarted(d)
	return w
}

// FromFile returns the workflow of a file that has a column for each stage. All of
// it is measured, from the first to the last, until somebody says otherwise.
func FromFile(names []string) Workflow {
	w := Workflow{Source: SourceCSV, Finish: len(names) - 1}
	for _, name := range names {
		w.Stages = append(w.Stages, Stage{Name: name, Statuses: []string{name}})
	}
	return w
}

// FromStatuses returns a workflow in which each status is a stage. Jira does not
// tell their order: it is by category, and within one as most items went.
func FromStatuses(d Data) Workflow {
	w := Workflow{Source: SourceStatuses}
	for _, names := range orderStatuses(d) {
		w.Stages = append(w.Stages, Stage{Name: names.name, Statuses: names.references})
	}
	w.Finish = len(w.Stages) - 1
	for w.Finish > 0 && d.Category(w.Stages[w.Finish-1]) == weir.Done {
		w.Finish--
	}
	w.Start = w.firstStarted(d)
	if w.Start >= w.Finish {
		w.Start = max(0, w.Finish-1)
	}
	return w
}

// Category returns the category of the first status of a stage that occurs.
func (d Data) Category(s Stage) weir.Category {
	for _, name := range s.Statuses {
		for _, at := range d.Find(name) {
			return d.Statuses[at].Category
		}
	}
	return weir.NoCategory
}

// Stage returns the place of the stage with a name, or -1.
func (w Workflow) Stage(name string) int {
	return slices.IndexFunc(w.Stages, func(s Stage) bool { return strings.EqualFold(s.Name, name) })
}

// Find returns the place of the stage that a person means by its name, or by a
// status that leads to it, also one that has another name now; or -1.
func (w Workflow) Find(d Data, name string) int {
	if at := w.Stage(name); at >= 0 {
		return at
	}
	meant := []string{name}
	for _, at := range d.Find(name) {
		meant = append(meant, d.Statuses[at].reference(), d.Statuses[at].Name)
	}
	return slices.IndexFunc(w.Stages, func(s Stage) bool {
		return slices.ContainsFunc(meant, func(status string) bool { return containsFold(s.Statuses, status) })
	})
}

// Names returns the names of the stages.
func (w Workflow) Names() []string {
	names := make([]string, len(w.Stages))
	for i, s := range w.Stages {
		names[i] = s.Name
	}
	return names
}

// Between sets the stages that start and stop the clock, by their names or by a
// status that they name; an empty name leaves what is.
func (w Workflow) Between(d Data, start, finish string) (Workflow, error) {
	for _, choice := range []struct {
		what, name string
		at         *int
	}{{"start", start, &w.Start}, {"finish", finish, &w.Finish}} {
		if choice.name == "" {
			continue
		}
		at := w.Find(d, choice.name)
		if at < 0 {
			return w, &weir.Error{
				Kind: weir.Usage, Text: fmt.Sprintf("there is no stage %q to %s at", choice.name, choice.what),
				Next: "the stages are " + quoted(w.Names()),
			}
		}
		*choice.at = at
	}
	if finish == "" && start != "" && w.Start >= w.Finish {
		w.Finish = len(w.Stages) - 1
	}
	if start == "" && finish != "" && w.Start >= w.Finish {
		w.Start = max(0, w.Finish-1)
	}
	return w, w.Check()
}

func quoted(names []string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = fmt.Sprintf("%q", name)
	}
	return strings.Join(list, ", ")
}

// maxStages is beyond what anybody can look at: each item has a moment for each.
const maxStages = 500

// Check refuses a workflow that measures nothing.
func (w Workflow) Check() error {
	fault := func(format string, args ...any) error {
		return &weir.Error{
			Kind: weir.BadConfig, Text: fmt.Sprintf(format, args...),
			Next: "give at least two stages in the order in which work passes them, of which one starts and a later one finishes it",
		}
	}
	if len(w.Stages) < 2 {
		return fault("a workflow needs two stages at least, and this one has %d", len(w.Stages))
	}
	if len(w.Stages) > maxStages {
		return fault("a workflow has %d stages at most, and this one has %d", maxStages, len(w.Stages))
	}
	seen := map[string]bool{}
	for _, s := range w.Stages {
		name := strings.ToLower(strings.TrimSpace(s.Name))
		if name == "" {
			return fault("a stage has no name")
		}
		if seen[name] {
			return fault("two stages are called %q", s.Name)
		}
		seen[name] = true
	}
	if err := w.checkEnds(w.Start, w.Finish); err != nil {
		return fault("%v", err)
	}
	return w.checkStatuses(fault)
}

func (w Workflow) checkEnds(start, finish int) error {
	switch {
	case start < 0 || start >= len(w.Stages) || finish < 0 || finish >= len(w.Stages):
		return fmt.Errorf("the workflow starts or finishes at a stage that it does not have")
	case start >= finish:
		return fmt.Errorf("work would start at %q, which is not before %q, where it finishes", w.Stages[start].Name, w.Stages[finish].Name)
	}
	return nil
}

// checkStatuses refuses a status that is in two stages.
func (w Workflow) checkStatuses(fault func(string, ...any) error) error {
	where := map[string]string{}
	for _, s := range w.Stages {
		for _, status := range s.Statuses {
			key := strings.ToLower(status)
			if other, ok := where[key]; ok && other != s.Name {
				return &weir.Error{
					Kind: weir.BadConfig, Text: fmt.Sprintf("the status %q is in two stages, %q and %q", status, other, s.Name),
					Next: "put it into one of them",
				}
			}
			where[key] = s.Name
		}
	}
	for kind, rule := range w.ByType {
		start, finish := w.Start, w.Finish
		for _, end := range []struct {
			name string
			at   *int
		}{{rule.Start, &start}, {rule.Finish, &finish}} {
			if end.name == "" {
				continue
			}
			if *end.at = w.Stage(end.name); *end.at < 0 {
				return fault("the rule for %q names a stage %q, which there is not", kind, end.name)
			}
		}
		if err := w.checkEnds(start, finish); err != nil {
			return fault("for %q: %v", kind, err)
		}
		for name := range rule.Stages {
			if w.Stage(name) < 0 {
				return fault("the rule for %q names a stage %q, which there is not", kind, name)
			}
		}
	}
	return nil
}
