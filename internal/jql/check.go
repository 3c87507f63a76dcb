package jql

import (
	"strings"
	"time"
)

// ValidProjectKey reports whether s has the shape of a project key: capital
// letters, digits and underscores after a capital letter. Administrators of
// Data Center may change the pattern, within this.
func ValidProjectKey(s string) bool {
	if s == "" || len(s) > 255 || !isCapital(s[0]) {
		return false
	}
	for i := range len(s) {
		if !isCapital(s[i]) && !isDigit(s[i]) && s[i] != '_' {
			return false
		}
	}
	return true
}

// ValidIssueKey reports whether s has the shape of an issue key, PROJECT-123.
func ValidIssueKey(s string) bool {
	project, n, ok := strings.Cut(s, "-")
	return ok && ValidProjectKey(project) && ValidID(n) && n[0] != '0'
}

// ValidID reports whether s has the shape of the numeric id of an issue, a
// project, a status and the like: 1 to 18 digits.
func ValidID(s string) bool { return isDigits(s) && len(s) <= 18 }

// ValidFieldID reports whether s has the shape of a field's id in the REST
// API, such as duedate or customfield_10010. Names, which people choose, do
// not have it, and neither have the wildcards *all and -comment.
func ValidFieldID(s string) bool {
	if s == "" || len(s) > 255 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c && c <= 'z' || isCapital(c)
		if !letter && (i == 0 || !isDigit(c) && c != '_') {
			return false
		}
	}
	return true
}

// ValidDate reports whether s is a date, or a date and a minute, as Jira reads
// them between quotes.
func ValidDate(s string) bool {
	_, err := ParseDate(s, time.UTC)
	return err == nil
}

// ParseDate reads one of the four forms of a date that Jira accepts between
// quotes, in the given zone.
func ParseDate(s string, zone *time.Location) (time.Time, error) {
	var first error
	for _, layout := range [...]string{"2006-01-02", "2006-01-02 15:04", "2006/01/02", "2006/01/02 15:04"} {
		t, err := time.ParseInLocation(layout, s, zone)
		if err == nil {
			return t, nil
		}
		if first == nil {
			first = err
		}
	}
	return time.Time{}, first
}

func isCapital(c byte) bool { return 'A' <= c && c <= 'Z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
