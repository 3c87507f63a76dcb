package report

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"weir/internal/table"
)

// Fields in which Jira prints its objects.

// The parts of a summary of development: with JSON on Cloud and on newer Data
// Centers, or printed.
var (
	devJSON    = regexp.MustCompile(`[jJ]son=\{`)
	devStart   = regexp.MustCompile(`^\{[a-z-]+=\{[^{}]*dataType=`)
	devPrinted = regexp.MustCompile(`([a-z-]+)=\{dataType=[a-z-]+, state=([A-Z]+), stateCount=(\d+)`)
)

// devKinds are the kinds of development that Jira counts, with their names.
var devKinds = [][2]string{
	{"branch", "branches"},
	{"repository", "commits"},
	{"pullrequest", "pull requests"},
	{"review", "reviews"},
	{"build", "builds"},
	{"deployment-environment", "deployments"},
}

// development shows how much code, how many builds… belong to an issue. What is
// printed besides changes with each answer, and is no news to anybody.
func (w *writer) development(raw json.RawMessage) (Cell, bool) {
	if raw[0] != '"' {
		return Cell{}, false
	}
	return developmentOf(textOf(raw)), true
}

// isDevelopment knows a summary of development without the type of its field.
func isDevelopment(s string) bool {
	return strings.HasPrefix(s, "{summaryBean=com.atlassian.") || devStart.MatchString(s)
}

func developmentOf(s string) Cell {
	counts := developed(s)
	if counts == nil {
		counts = make(map[string]string)
		for _, m := range devPrinted.FindAllStringSubmatch(s, -1) {
			counts[m[1]] = countOf(m[3], m[2])
		}
	}
	var told []string
	for _, kind := range devKinds {
		if count := counts[kind[0]]; count != "" {
			told = append(told, kind[1]+": "+count)
		}
	}
	return names(told)
}

// developed reads the JSON in a summary; nil where there is none.
func developed(s string) map[string]string {
	at := devJSON.FindStringIndex(s)
	if at == nil {
		return nil
	}
	var told struct {
		CachedValue struct {
			Summary map[string]struct {
				Overall struct {
					Count, StateCount json.Number
					State             string
				}
			}
		}
	}
	if json.NewDecoder(strings.NewReader(s[at[1]-1:])).Decode(&told) != nil {
		return nil
	}
	counts := make(map[string]string)
	for kind, item := range told.CachedValue.Summary {
		if c := item.Overall; c.StateCount != "" && c.StateCount != "0" {
			counts[kind] = countOf(c.StateCount.String(), c.State)
		} else {
			counts[kind] = countOf(c.Count.String(), "")
		}
	}
	return counts
}

func countOf(count, state string) string {
	switch {
	case count == "" || count == "0":
		return ""
	case state == "":
		return count
	default:
		return fmt.Sprintf("%s (%s)", count, strings.ToLower(state))
	}
}

// timeInStatus shows for how long an issue was in each status, by its id: Jira
// prints id_*:*_visits_*:*_milliseconds, with _*|*_ in between.
func (w *writer) timeInStatus(raw json.RawMessage) (Cell, bool) {
	if raw[0] != '"' {
		return Cell{}, false
	}
	var told []string
	for part := range strings.SplitSeq(textOf(raw), "_*|*_") {
		members := strings.Split(part, "_*:*_")
		if len(members) != 3 {
			return Cell{}, false
		}
		ms, err := strconv.ParseInt(members[2], 10, 64)
		if err != nil || ms < 0 {
			return Cell{}, false
		}
		told = append(told, fmt.Sprintf("status %s: %s", members[0], table.Span(float64(ms)/1000)))
	}
	return names(told), true
}
