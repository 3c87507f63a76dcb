package app

import (
	"fmt"
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

// checkNames looks whether there are the issue types and resolutions that the job
// names: a mistyped one would give other figures, and say nothing.
func checkNames(job FlowJob, in *flowInput) error {
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
	// That nothing was given up in one way yet is no reason to say so each time.
	resolutions := resolutionsOf(in.data)
	for _, name := range missing(job.Discard, resolutions) {
		if near := nearest.Word(name, resolutions); near != "" {
			in.remarks = append(in.remarks, fmt.Sprintf("no issue has the resolution %q (did you mean %q?)", name, near))
		}
	}
	return nil
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
