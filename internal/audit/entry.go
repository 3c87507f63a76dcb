package audit

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"weir/internal/outbound"
)

// An Entry is one line of the trail.
type Entry struct {
	Time       time.Time `json:"time"` // when the attempt began, in UTC, to the millisecond
	Peer       string    `json:"peer"`
	Method     string    `json:"method"`
	Host       string    `json:"host"`
	Path       string    `json:"path"`        // a template, without values
	Status     int       `json:"status"`      // 0 when there was no answer
	DurationMS int64     `json:"duration_ms"` // until the body was read or given up
	Bytes      int64     `json:"bytes"`       // of the body, decompressed
	Attempt    int       `json:"attempt"`     // 1 for the first, 0 for a refusal
	Fault      string    `json:"fault"`       // kind of failure, empty where there was an answer
}

func entryOf(r outbound.Record) Entry {
	return Entry{
		Time:       r.Time.UTC().Truncate(time.Millisecond),
		Peer:       clean(r.Peer),
		Method:     clean(r.Method),
		Host:       clean(r.Host),
		Path:       clean(r.Path),
		Status:     r.Status,
		DurationMS: r.Duration.Milliseconds(),
		Bytes:      r.Bytes,
		Attempt:    r.Attempt,
		Fault:      clean(r.Fault),
	}
}

// line returns e as it stands in the file.
func (e Entry) line() ([]byte, error) {
	line, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("write entry: %w", err)
	}
	return append(line, '\n'), nil
}

// parse reads a line, which may hold anything.
func parse(line []byte) (Entry, bool) {
	var e Entry
	if err := json.Unmarshal(line, &e); err != nil || e.Time.IsZero() {
		return Entry{}, false
	}
	e.Time = e.Time.UTC()
	for _, text := range []*string{&e.Peer, &e.Method, &e.Host, &e.Path, &e.Fault} {
		*text = clean(*text)
	}
	return e, true
}

// clean makes a text safe to show on a terminal: a refused request's method and
// host, or a file that somebody else wrote, can hold anything.
func clean(text string) string {
	const longest = 255
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest])
	}
	return text
}
