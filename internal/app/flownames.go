package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"weir"
	"weir/internal/flow"
	"weir/internal/nearest"
)

// nothingToMeasure says that there is no issue, and where to look for the reason.
func nothingToMeasure(in flowInput, p FlowParams) error {
	next := "look at the query in Jira: perhaps it names another project, or what this account may not see"
	if len(p.From) > 0 {
		next = "look into the file: perhaps the search that it was exported from found nothing"
	}
	return &weir.Error{Kind: weir.NotFound, Text: "there is no issue to measure in " + in.where, Next: next}
}

// checkNames looks whether there are the statuses, issue types and resolutions that
// the job names: a mistyped one would give other figures, and say nothing. Of all
// means that every status of the site is known, and not only those of the issues.
func checkNames(job FlowJob, in *flowInput, ofAll bool) error {
	types := in.data.Types()
	slices.Sort(types)
	absent := missing(job.Types, types)
	if len(absent) > 0 && len(absent) == len(job.Types) {
		return &weir.Error{
			Kind: weir.Usage, Text: fmt.Sprintf("no issue of %s is of the type %q", in.where, absent[0]),
			Next: "the types are " + strings.Join(types, ", "),
		}
	}
	for _, name := range absent {
		in.remarks = append(in.remarks, fmt.Sprintf("no issue is of the type %q; the types are %s", name, strings.Join(types, ", ")))
	}
	in.remarks = append(in.remarks, unknownStatuses(job, in.data, ofAll)...)
	// That nothing was given up in one way yet is no reason to say so each time.
	resolutions := resolutionsOf(in.data)
	for _, name := range missing(job.Discard, resolutions) {
		if near := nearest.Word(name, resolutions); near != "" {
			in.remarks = append(in.remarks, fmt.Sprintf("no issue has the resolution %q (did you mean %q?)", name, near))
		}
	}
	return nil
}

// unknownStatuses tells which statuses of the stages there are not.
func unknownStatuses(job FlowJob, d flow.Data, ofAll bool) []string {
	var known, remarks []string
	for _, s := range d.Statuses {
		known = append(known, s.Name)
	}
	stages := slices.Clone(job.Stages)
	for _, kind := range slices.Sorted(maps.Keys(job.ByType)) {
		stages = append(stages, job.ByType[kind].Stages...)
	}
	for _, stage := range stages {
		for _, status := range stage.Statuses {
			if len(d.Find(status)) > 0 {
				continue
			}
			text := fmt.Sprintf("the stage %q names a status %q, which there is not", stage.Name, status)
			if near := nearest.Word(status, known); near != "" {
				remarks = append(remarks, text+fmt.Sprintf(" (did you mean %q?)", near))
			} else if ofAll {
				remarks = append(remarks, text)
			}
		}
	}
	return remarks
}

// missing lists which of the wanted names there are not.
func missing(wanted, there []string) []string {
	var absent []string
	for _, name := range wanted {
		if !slices.ContainsFunc(there, func(one string) bool { return strings.EqualFold(one, name) }) {
			absent = append(absent, name)
		}
	}
	return absent
}

func resolutionsOf(d flow.Data) []string {
	seen := map[string]bool{}
	var names []string
	for i := range d.Items {
		if name := d.Items[i].Resolution; name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
