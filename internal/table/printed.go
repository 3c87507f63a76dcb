package table

import (
	"fmt"
	"math"
	"strings"
)

// Span writes seconds in hours and minutes. How long a day of work is, only the
// site knows.
func Span(seconds float64) string {
	sign := ""
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	minutes := int64(math.Round(seconds / 60))
	if minutes == 0 && seconds > 0 {
		minutes = 1
	}
	switch hours, rest := minutes/60, minutes%60; {
	case minutes == 0:
		return "0m"
	case hours == 0:
		return fmt.Sprintf("%s%dm", sign, rest)
	case rest == 0:
		return fmt.Sprintf("%s%dh", sign, hours)
	default:
		return fmt.Sprintf("%s%dh %dm", sign, hours, rest)
	}
}

// SprintName returns the name in what Data Center writes for a sprint,
// com.atlassian.greenhopper…[id=1,…,name=Sprint 5,startDate=…]. Names stand there
// as they are, with commas and brackets: they end where the next member begins.
func SprintName(s string) (string, bool) {
	if !strings.HasPrefix(s, "com.atlassian.greenhopper.") {
		return "", false
	}
	_, name, found := strings.Cut(s, ",name=")
	if !found {
		return "", false
	}
	for _, next := range []string{"startDate", "endDate", "completeDate", "activatedDate", "sequence", "goal"} {
		if before, _, ended := strings.Cut(name, ","+next+"="); ended {
			return before, true
		}
	}
	return strings.TrimSuffix(name, "]"), true
}
