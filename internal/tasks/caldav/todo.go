package caldav

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"weir"
)

const (
	dateForm  = "20060102"
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
)

// newObject makes an object with a task that has an identity and nothing else.
func newObject(uid string, now time.Time) *object {
	stamp := now.UTC().Format(utcForm)
	o := &object{}
	for _, text := range []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Weir//Weir//EN", "BEGIN:VTODO",
		"UID:" + escape(uid), "DTSTAMP:" + stamp, "CREATED:" + stamp, "END:VTODO", "END:VCALENDAR",
	} {
		head, value, _ := strings.Cut(text, ":")
		o.lines = append(o.lines, newLine(head, value))
	}
	o.begin, o.end = 3, 7
	return o
}

// touch notes that the task was changed (RFC 5545 sections 3.8.7.2 to 3.8.7.4).
// A task that is new has no number yet.
func (o *object) touch(now time.Time) {
	stamp := now.UTC().Format(utcForm)
	o.set("DTSTAMP", stamp)
	o.set("LAST-MODIFIED", stamp)
	// A number that is not one is left to whoever wrote it.
	if n, err := strconv.Atoi(cmpOr(o.get("SEQUENCE"), "-1")); err == nil {
		o.set("SEQUENCE", strconv.Itoa(n+1))
	}
}

func cmpOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// due returns the day on which the task is due; for a moment, its day in zone
// where it is given in UTC, else its day as it is written.
func (o *object) due(zone *time.Location) weir.Date {
	return dayOf(o.get("DUE"), zone)
}

func dayOf(value string, zone *time.Location) weir.Date {
	at, form := moment(value)
	if form == "" {
		return weir.Date{}
	}
	if form == utcForm {
		at = at.In(zone)
	}
	return weir.DateOf(at)
}

// moment reads a date or a time and says in which form it is written.
func moment(value string) (at time.Time, form string) {
	for _, form := range []string{dateForm, localForm, utcForm} {
		if at, err := time.Parse(form, value); err == nil {
			return at, form
		}
	}
	return time.Time{}, ""
}

// setDue makes the task due on a day, or on none. Where the user has given a
// time of day, it is kept, since only the day comes from Jira; and a task that
// begins at a moment ends at one (RFC 5545 section 3.8.2.3).
func (o *object) setDue(day weir.Date, zone *time.Location) {
	switch {
	case o.due(zone) == day && (!day.IsZero() || o.find("DUE") < 0):
		return
	case day.IsZero():
		o.remove("DUE")
		return
	}
	o.remove("DURATION") // it and DUE exclude each other
	head, value := "DUE;VALUE=DATE", compact(day)
	if i := o.find("DUE"); i >= 0 {
		if kept, at, ok := o.atTime(i, day, zone); ok {
			head, value = kept, at
		}
	} else if i := o.find("DTSTART"); i >= 0 {
		if kept, at, ok := o.atTime(i, day, zone); ok {
			head, value = kept, at
		}
	}
	o.set(head, value)
}

// atTime writes day with the time of day, the zone and the parameters of a
// line that gives a moment.
func (o *object) atTime(i int, day weir.Date, zone *time.Location) (head, value string, ok bool) {
	head, value = o.lines[i].split()
	_, parameters, _ := strings.Cut(head, ";")
	if parameters != "" {
		parameters = ";" + parameters
	}
	at, form := moment(value)
	switch form {
	case localForm:
		return "DUE" + parameters, compact(day) + at.Format("T150405"), true
	case utcForm:
		at = at.In(zone)
		moved := time.Date(day.Year, day.Month, day.Day, at.Hour(), at.Minute(), at.Second(), 0, zone)
		return "DUE" + parameters, moved.UTC().Format(utcForm), true
	}
	return "", "", false
}

func compact(day weir.Date) string { return strings.ReplaceAll(day.String(), "-", "") }

// A state says how far a task is.
type state int

const (
	open state = iota
	done
	dropped
)

func (o *object) state() state {
	switch strings.ToUpper(strings.TrimSpace(o.get("STATUS"))) {
	case "COMPLETED":
		return done
	case "CANCELLED":
		return dropped
	case "":
		if o.find("COMPLETED") >= 0 {
			return done
		}
	}
	return open
}

// setState completes, drops or reopens the task. What is so already stays as
// the user has put it: IN-PROCESS is open, too.
func (o *object) setState(want state, now time.Time) {
	if o.state() == want && (want != open || o.find("STATUS") >= 0) {
		return
	}
	switch want {
	case done:
		o.set("STATUS", "COMPLETED")
		o.set("COMPLETED", now.UTC().Format(utcForm))
		o.set("PERCENT-COMPLETE", "100")
		return
	case dropped:
		o.set("STATUS", "CANCELLED")
	case open:
		o.set("STATUS", "NEEDS-ACTION")
	}
	o.remove("COMPLETED")
	if o.get("PERCENT-COMPLETE") == "100" {
		o.remove("PERCENT-COMPLETE")
	}
}

// tags returns the task's categories, in the order in which they stand.
func (o *object) tags() []string {
	var tags []string
	for _, i := range o.all("CATEGORIES") {
		for _, item := range splitList(o.lines[i].value()) {
			if tag := unescape(strings.TrimSpace(item)); tag != "" {
				tags = append(tags, tag)
			}
		}
	}
	return tags
}

// addTag adds a category; those of the user stay as they are.
func (o *object) addTag(tag string) {
	if tag = clean(tag); tag == "" || slices.Contains(o.tags(), tag) {
		return
	}
	if i := o.find("CATEGORIES"); i >= 0 {
		if head, value := o.lines[i].split(); strings.TrimSpace(value) != "" {
			o.lines[i] = newLine(head, value+","+escape(tag))
			return
		}
		o.removeAt(i)
	}
	o.add(newLine("CATEGORIES", escape(tag)))
}

// removeTag takes one category away.
func (o *object) removeTag(tag string) {
	tag = clean(tag)
	for _, i := range slices.Backward(o.all("CATEGORIES")) {
		head, value := o.lines[i].split()
		items := splitList(value)
		kept := slices.DeleteFunc(slices.Clone(items), func(item string) bool { return unescape(strings.TrimSpace(item)) == tag })
		switch {
		case len(kept) == len(items):
		case len(kept) == 0:
			o.removeAt(i)
		default:
			o.lines[i] = newLine(head, strings.Join(kept, ","))
		}
	}
}

// parentLine returns where the relation to the parent stands, or -1: to be the
// parent is what a relation means unless it says otherwise.
func (o *object) parentLine() int {
	for _, i := range o.all("RELATED-TO") {
		if kind := o.lines[i].param("RELTYPE"); kind == "" || strings.EqualFold(kind, "PARENT") {
			return i
		}
	}
	return -1
}

// parent returns the UID of the parent's task, or nothing.
func (o *object) parent() string {
	if i := o.parentLine(); i >= 0 {
		return unescape(o.lines[i].value())
	}
	return ""
}

func (o *object) setParent(uid string) {
	i := o.parentLine()
	switch {
	case o.parent() == uid:
	case uid == "":
		o.removeAt(i)
	case i >= 0:
		head, _ := o.lines[i].split()
		o.lines[i] = newLine(head, escape(uid))
	default:
		o.add(newLine("RELATED-TO;RELTYPE=PARENT", escape(uid)))
	}
}
