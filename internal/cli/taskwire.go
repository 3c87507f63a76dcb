package cli

import (
	"weir"
	"weir/internal/tasks"
)

// The JSON of `weir tasks sync` and `weir tasks plan`: docs/tasks.md describes it.
type (
	wireOutcome struct {
		Job        string          `json:"job"`
		Target     string          `json:"target"`
		Where      string          `json:"where"`
		ExitCode   int             `json:"exit_code"`
		Error      string          `json:"error"`
		Next       string          `json:"next"`
		Counts     tasks.Counts    `json:"counts"`
		Steps      []wireStep      `json:"steps,omitempty"`
		Kept       []wireKept      `json:"kept"`
		Failures   []wireFailure   `json:"failures"`
		Duplicates []wireDuplicate `json:"duplicates"`
		Held       []string        `json:"held"`
		Foreign    []string        `json:"foreign"`
		Waiting    []string        `json:"waiting"`
		Unseen     []string        `json:"unseen"`
		Unread     []string        `json:"unread"`
		Strays     []wireStray     `json:"strays"`
	}
	wireStep struct {
		Key     string         `json:"key"`
		Deed    string         `json:"deed"`
		Task    string         `json:"task"`
		Changes map[string]any `json:"changes"`
	}
	wireKept struct {
		Key   string `json:"key"`
		Field string `json:"field"`
		Lost  string `json:"lost"`
		Local bool   `json:"local"`
	}
	wireFailure struct {
		Key   string `json:"key"`
		Error string `json:"error"`
		Next  string `json:"next"`
	}
	wireStray struct {
		Line int    `json:"line"`
		URL  string `json:"url"`
	}
	wireDuplicate struct {
		Key  string `json:"key"`
		Name string `json:"name"`
	}
)

func (all outcomes) wire() []wireOutcome {
	list := make([]wireOutcome, 0, len(all))
	for _, o := range all {
		list = append(list, o.wire())
	}
	return list
}

func (o outcome) wire() wireOutcome {
	w := wireOutcome{
		Job: o.job.Name, Target: o.job.Target, Where: whereOf(o.job), ExitCode: exitCode(o.err),
		Counts: o.report.Counts, Kept: []wireKept{}, Failures: []wireFailure{}, Duplicates: []wireDuplicate{}, Strays: []wireStray{},
		Held: append([]string{}, o.report.Held...), Foreign: append([]string{}, o.report.Foreign...), Waiting: append([]string{}, o.report.Waiting...),
		Unseen: append([]string{}, o.report.Unseen...), Unread: append([]string{}, o.unread...),
	}
	if o.err != nil {
		w.Error, w.Next = o.err.Error(), weir.NextStep(o.err)
	}
	if o.left {
		w.Error = leftText
	}
	for _, k := range o.report.Kept {
		w.Kept = append(w.Kept, wireKept{k.Key, string(k.Field), k.Lost, k.Local})
	}
	for _, f := range o.report.Failures {
		w.Failures = append(w.Failures, wireFailure{f.Key, f.Err.Error(), weir.NextStep(f.Err)})
	}
	for _, d := range o.report.Duplicates {
		w.Duplicates = append(w.Duplicates, wireDuplicate{d.Key, d.Name})
	}
	for _, stray := range o.report.Strays {
		w.Strays = append(w.Strays, wireStray(stray))
	}
	for i := range o.steps {
		step := &o.steps[i]
		w.Steps = append(w.Steps, wireStep{step.Key, string(step.Deed), nameOf(step), changesOf(step)})
	}
	return w
}

// nameOf is how the task of a step is called, or will be.
func nameOf(step *tasks.Step) string {
	if step.Op.Change.Name != nil {
		return *step.Op.Change.Name
	}
	return step.Op.Task.Name
}

// changesOf lists what a step sets. Of a note it says only that it is written.
func changesOf(step *tasks.Step) map[string]any {
	c, changes := step.Op.Change, map[string]any{}
	if c.Name != nil {
		changes["name"] = *c.Name
	}
	if c.Note != nil {
		changes["note"] = true
	}
	if c.URL != nil {
		changes["url"] = *c.URL
	}
	if c.Due != nil {
		changes["due"] = c.Due.String()
	}
	if c.State != nil {
		changes["state"] = string(*c.State)
	}
	if c.Parent != nil {
		changes["parent"] = true
	}
	if c.Tagged != nil {
		changes["tagged"] = *c.Tagged
	}
	for name, value := range c.Extras {
		changes[name] = value
	}
	return changes
}
