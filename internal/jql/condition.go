package jql

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Condition is a restriction built from data. The zero Condition restricts
// nothing. Only the functions of this package can make another one, and each
// of them quotes or checks what it is given.
type Condition struct{ text string }

// String returns the condition as JQL.
func (c Condition) String() string { return c.text }

// Equal is field = value.
func Equal(field, value string) Condition {
	return Condition{FieldNamed(field).String() + " = " + Quote(value)}
}

// In is field in (values). JQL has no empty list, so for no values it is a
// condition that no issue meets: leaving it out would widen the query.
func In(field string, values ...string) Condition {
	f := FieldNamed(field).String()
	if len(values) == 0 {
		return Condition{"(" + f + " is EMPTY AND " + f + " is not EMPTY)"}
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = Quote(v)
	}
	return Condition{f + " in (" + strings.Join(quoted, ", ") + ")"}
}

// IDs restricts to the issues with these numeric ids. There must be one at
// least.
func IDs(ids ...string) (Condition, error) {
	return listOf("id", "issue id", ValidID, ids)
}

// Keys restricts to the issues with these keys. There must be one at least.
func Keys(keys ...string) (Condition, error) {
	return listOf("key", "issue key", ValidIssueKey, keys)
}

// Parents restricts to the issues right below those with these numeric ids. There
// must be one at least.
func Parents(ids ...string) (Condition, error) {
	return listOf("parent", "issue id", ValidID, ids)
}

// Filter restricts to what the saved filter with this numeric id selects. In
// quotes it would be a filter's name.
func Filter(id string) (Condition, error) {
	if !ValidID(id) {
		return Condition{}, fmt.Errorf("build condition: %q is not the id of a filter", id)
	}
	return Condition{"filter = " + id}, nil
}

// listOf writes checked items without quotes: an issue's number is an id only
// so, and a key then takes less of the address.
func listOf(field, what string, valid func(string) bool, items []string) (Condition, error) {
	if len(items) == 0 {
		return Condition{}, errors.New("build condition: no " + what)
	}
	for _, item := range items {
		if !valid(item) {
			return Condition{}, fmt.Errorf("build condition: %q is not an %s", item, what)
		}
	}
	return Condition{field + " in (" + strings.Join(items, ",") + ")"}, nil
}

// UpdatedSince restricts to issues updated at t or later. It writes t in
// milliseconds since 1970, without quotes: the only form that does not depend
// on the time zone in the account's profile.
func UpdatedSince(t time.Time) Condition {
	return Condition{"updated >= " + strconv.FormatInt(t.UnixMilli(), 10)}
}

// UpdatedSinceMinute restricts to issues updated at t or later, for sites that
// refuse the number of UpdatedSince. It writes t as a date and a minute in zone,
// the time zone in the account's profile, rounded down: it may select a little
// too much, and never too little, not even where the clocks are put back and a
// minute comes twice.
func UpdatedSinceMinute(t time.Time, zone *time.Location) Condition {
	at := t.In(zone)
	for comesLater(at) {
		at = at.Add(-30 * time.Minute)
	}
	return Condition{"updated >= " + Quote(at.Format(minuteForm))}
}

const minuteForm = "2006-01-02 15:04"

// comesLater reports whether the minute of t on the clock comes once more
// after t. Clocks are put back by half an hour, by one or by two.
func comesLater(t time.Time) bool {
	for _, back := range []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour} {
		if t.Add(back).Format(minuteForm) == t.Format(minuteForm) {
			return true
		}
	}
	return false
}

// All is true when all conditions are. Those that restrict nothing fall away.
func All(conditions ...Condition) Condition {
	var texts []string
	for _, c := range conditions {
		if c.text != "" {
			texts = append(texts, c.text)
		}
	}
	if len(texts) > 1 {
		return Condition{"(" + strings.Join(texts, " AND ") + ")"}
	}
	return Condition{strings.Join(texts, "")}
}

// Wrap returns the query with c as a further restriction, sorted by the given
// keys, or, if there are none, as the query itself says. The user's own part
// stands in parentheses that it cannot leave: Parse has read it whole.
func (q *Query) Wrap(c Condition, sort ...SortKey) string {
	text := c.text
	switch {
	case q.where != "" && text != "":
		text = "(" + q.where + ") AND " + text
	case q.where != "":
		text = q.where
	}
	order := q.orderBy
	if len(sort) > 0 {
		keys := make([]string, len(sort))
		for i, k := range sort {
			keys[i] = k.String()
		}
		order = strings.Join(keys, ", ")
	}
	if order == "" {
		return text
	}
	return strings.TrimPrefix(text+" ORDER BY "+order, " ")
}
