package app

import (
	"fmt"
	"slices"
	"strings"

	"weir"
	"weir/internal/flow"
)

// workflow finds the stages: those that were given, else those of the board,
// else those of the file, else the status categories. A start or a finish that
// is no stage but a status makes each status a stage.
func workflow(job FlowJob, in flowInput) (flow.Workflow, error) {
	var w flow.Workflow
	switch {
	case len(job.Stages) > 0:
		w = flow.FromStages(stagesOf(job), in.data)
	case in.board != nil:
		w = flow.FromBoard(*in.board, in.data)
	case len(in.stages) > 0:
		w = flow.FromFile(in.stages)
	case namesStatus(job, in.data):
		w = flow.FromStatuses(in.data)
	default:
		w = flow.FromCategories(in.data)
	}
	if err := mark(&w, job, in.data); err != nil {
		return w, err
	}
	w.ByType = typeRules(job)
	return w.Between(in.data, job.Start, job.Finish)
}

// namesStatus reports whether the start, the finish or a waiting stage is a
// status that no category can stand for. The status "In Progress" is as good as
// the category, unless work passes another status of the category before.
func namesStatus(job FlowJob, d flow.Data) bool {
	categories, statuses := flow.FromCategories(d), flow.FromStatuses(d)
	for _, name := range slices.Concat([]string{job.Start, job.Finish}, job.Waiting) {
		if name == "" || len(d.Find(name)) == 0 {
			continue
		}
		category, at := categories.Stage(name), statuses.Find(d, name)
		if category < 0 || at > 0 && d.Category(statuses.Stages[at-1]) == d.Category(statuses.Stages[at]) {
			return true
		}
	}
	return false
}

func stagesOf(job FlowJob) []flow.Stage {
	stages := make([]flow.Stage, len(job.Stages))
	for i, s := range job.Stages {
		stages[i] = flow.Stage{Name: s.Name, Statuses: s.Statuses}
	}
	return stages
}

// mark notes which stages wait, and the limits.
func mark(w *flow.Workflow, job FlowJob, d flow.Data) error {
	w.Stages = slices.Clone(w.Stages)
	find := func(name string) (*flow.Stage, error) {
		if at := w.Find(d, name); at >= 0 {
			return &w.Stages[at], nil
		}
		return nil, &weir.Error{
			Kind: weir.Usage, Text: fmt.Sprintf("there is no stage %q", name),
			Next: "the stages are " + strings.Join(w.Names(), ", "),
		}
	}
	for _, name := range job.Waiting {
		stage, err := find(name)
		if err != nil {
			return err
		}
		stage.Waiting = true
	}
	for _, limit := range job.Limits {
		stage, err := find(limit.Stage)
		if err != nil {
			return err
		}
		stage.Limit = limit.Items
	}
	return nil
}

func typeRules(job FlowJob) map[string]flow.TypeRule {
	var rules map[string]flow.TypeRule
	for kind, t := range job.ByType {
		rule := flow.TypeRule{Start: t.Start, Finish: t.Finish}
		for _, s := range t.Stages {
			if rule.Stages == nil {
				rule.Stages = map[string][]string{}
			}
			rule.Stages[s.Name] = append(rule.Stages[s.Name], s.Statuses...)
		}
		if rules == nil {
			rules = map[string]flow.TypeRule{}
		}
		rules[kind] = rule
	}
	return rules
}
