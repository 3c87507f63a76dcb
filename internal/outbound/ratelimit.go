package outbound

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RetryAfter reads how long the server asks to wait: in seconds, or as a date,
// which is taken relative to the server's own clock where it tells it. Nonsense
// and the past count as not given.
func RetryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	// A number out of range is huge, not nonsense.
	if seconds, err := strconv.ParseFloat(value, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		if !(seconds > 0) {
			return 0, false
		}
		return time.Duration(min(seconds, float64(24*60*60)) * float64(time.Second)), true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	if server, err := http.ParseTime(h.Get("Date")); err == nil {
		now = server
	}
	wait := at.Sub(now)
	return wait, wait > 0
}

// hourly reports whether a limit is one that only the next hour lifts. Jira
// names it in a header; its burst limits last seconds.
// Source: Atlassian's "Rate limiting" page for Jira Cloud, 2026-03.
func hourly(h http.Header) bool {
	reason := strings.ToLower(h.Get("Ratelimit-Reason"))
	return strings.Contains(reason, "quota") || reason == "jira-cost-based"
}

// resetIn reads how far away the moment is at which the server says that its
// limit ends. Servers have been seen to send moments that make no sense: those
// that are past, or more than a day away, count as not given.
func resetIn(h http.Header, now time.Time) (time.Duration, bool) {
	at, err := time.Parse("2006-01-02T15:04Z", h.Get("X-Ratelimit-Reset"))
	if err != nil {
		return 0, false
	}
	wait := at.Sub(now)
	return wait, wait > 0 && wait <= 24*time.Hour
}
