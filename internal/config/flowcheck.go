package config

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// flowWindow is days or weeks: histories are counted by the day.
var flowWindow = regexp.MustCompile(`^[1-9][0-9]{0,3}[dw]$`)

// check looks at the values of a table, once their types are known to be right.
func (t flowTable) check(c *checker, name string, sites []string) {
	k := taskChecker{c, []string{"flow", name}}
	if !jobName.MatchString(name) {
		c.atKey(k.at, "a job's name is up to 40 of a-z, 0-9, - and _")
	}
	if t.Jira != "" && t.Jira != EnvironmentSite && !slices.Contains(sites, t.Jira) {
		k.wrong("jira", "there is no [%s]%s", dotted([]string{"jira", t.Jira}), didYouMean(t.Jira, sites))
	}
	if t.Board < 0 {
		k.wrong("board", "board is the number of a board: it is in the address of its page")
	}
	if t.Board == 0 && strings.TrimSpace(t.JQL) == "" {
		k.needs("board or jql", `for instance board = 42, or jql = "project = OPS"`)
	}
	t.checkStages(k)
	t.checkRules(k)
	for _, kind := range slices.Sorted(maps.Keys(t.Type)) {
		at := taskChecker{c, slices.Concat(k.at, []string{"type", kind})}
		checkStageTexts(at, t.Type[kind].Stages)
	}
}

func (t flowTable) checkStages(k taskChecker) {
	checkStageTexts(k, t.Stages)
	if len(t.Stages) == 1 {
		k.wrong("stages", "stages are two at least: what is under way, and what is done")
	}
	for _, text := range t.Limits {
		if _, ok := ParseLimit(text); !ok {
			k.wrong("limits", `%q is no limit: write "Build = 5"`, text)
		}
	}
	if len(t.Stages) == 0 {
		return
	}
	var names []string
	for _, stage := range stagesOf(t.Stages) {
		names = append(names, stage.Name)
	}
	named := map[string][]string{"start": {t.Start}, "finish": {t.Finish}, "waiting": t.Waiting}
	for _, key := range []string{"start", "finish", "waiting"} {
		for _, name := range named[key] {
			if name != "" && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
				k.wrong(key, "there is no stage %q%s", name, didYouMean(name, names))
			}
		}
	}
}

func checkStageTexts(k taskChecker, texts []string) {
	for _, text := range texts {
		if _, ok := ParseStage(text); !ok {
			k.wrong("stages", `%q is no stage: write "Build = In Progress, Review", or the name of one status`, text)
		}
	}
}

func (t flowTable) checkRules(k taskChecker) {
	k.choice("cycle", t.Cycle, "inclusive", "difference", "hours")
	k.choice("backward", t.Backward, "last-entry", "first-entry", "pause")
	k.choice("percentiles", t.Percentiles, "nearest-rank", "type-7")
	k.choice("calendar", t.Calendar, "every-day", "working-days")
	if t.Window != "" && !flowWindow.MatchString(t.Window) {
		k.wrong("window", `window is a length of time such as "12w" or "90d"`)
	}
	if t.Holidays != "" && t.Calendar != "working-days" {
		k.wrong("holidays", `holidays mean something with calendar = "working-days" only`)
	}
	if t.SLE != 0 && (t.SLE < 1 || t.SLE > 99) {
		k.wrong("sle", "sle is a percentile from 1 to 99, for instance 85")
	}
	if t.Zone != "" {
		if _, err := time.LoadLocation(t.Zone); err != nil || t.Zone == "Local" {
			k.wrong("zone", `%q is no time zone: write one as "Europe/Berlin"`, t.Zone)
		}
	}
}
