package caldav

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// An object is one resource of a collection: a calendar that holds one task,
// perhaps with its alarms, its time zones and what else the user's programs
// keep beside it. Weir changes single lines of the task and no other byte.
type object struct {
	lines []line
	begin int // where the task begins: its BEGIN:VTODO
	end   int // where it ends: its END:VTODO
}

// maxDepth is how deep components may lie in one another; RFC 5545 needs three.
const maxDepth = 20

// errNoTask says that an object is sound and is about something else.
var errNoTask = errors.New("the object holds no task")

// parseObject reads an object. Of a recurring task it takes the series, not one
// of its exceptions.
func parseObject(data string) (*object, error) {
	o := &object{lines: splitLines(data), begin: -1}
	var open []string
	for i, l := range o.lines {
		switch l.name {
		case "BEGIN":
			open = append(open, strings.ToUpper(strings.TrimSpace(l.value())))
			if len(open) > maxDepth || open[0] != "VCALENDAR" {
				return nil, fmt.Errorf("line %d: unexpected %s", i+1, l.text)
			}
		case "END":
			name := strings.ToUpper(strings.TrimSpace(l.value()))
			if len(open) == 0 || open[len(open)-1] != name {
				return nil, fmt.Errorf("line %d: unexpected %s", i+1, l.text)
			}
			open = open[:len(open)-1]
			if name == "VTODO" && len(open) == 1 && o.begin < 0 {
				o.take(i)
			}
		case "":
			return nil, fmt.Errorf("line %d: not a content line", i+1)
		default:
			if len(open) == 0 {
				return nil, fmt.Errorf("line %d: outside the calendar", i+1)
			}
		}
	}
	switch {
	case len(o.lines) == 0:
		return nil, errors.New("the object is empty")
	case len(open) > 0:
		return nil, fmt.Errorf("%s has no end", open[len(open)-1])
	case o.begin < 0:
		return nil, errNoTask
	case o.get("UID") == "":
		return nil, errors.New("the task has no UID")
	}
	return o, nil
}

// take makes the component that ends at line end the object's task, unless it
// is an exception of a series.
func (o *object) take(end int) {
	begin := end
	for o.lines[begin].name != "BEGIN" || !strings.EqualFold(strings.TrimSpace(o.lines[begin].value()), "VTODO") {
		begin--
	}
	o.begin, o.end = begin, end
	if o.find("RECURRENCE-ID") >= 0 {
		o.begin, o.end = -1, 0
	}
}

func (o *object) String() string { return join(o.lines) }

// all returns where the task's own properties of that name stand, those of its
// alarms left out.
func (o *object) all(name string) []int {
	var found []int
	depth := 0
	for i := o.begin + 1; i < o.end; i++ {
		switch o.lines[i].name {
		case "BEGIN":
			depth++
		case "END":
			depth--
		case name:
			if depth == 0 {
				found = append(found, i)
			}
		}
	}
	return found
}

// find returns where the first property of that name stands, or -1.
func (o *object) find(name string) int {
	if at := o.all(name); len(at) > 0 {
		return at[0]
	}
	return -1
}

// get returns the value of a property as it is written, or nothing.
func (o *object) get(name string) string {
	if i := o.find(name); i >= 0 {
		return o.lines[i].value()
	}
	return ""
}

func (o *object) text(name string) string { return unescape(o.get(name)) }

// set gives a property its value; head is its name with the parameters. A line
// that says so already stays as it is.
func (o *object) set(head, value string) {
	l := newLine(head, value)
	i := o.find(l.name)
	switch {
	case i < 0:
		o.add(l)
	case o.lines[i].text != l.text:
		o.lines[i] = l
	}
}

// setText is set for a text. It keeps the parameters of the line that is there,
// such as its language, but no other form of the text that would contradict.
func (o *object) setText(name, text string) {
	head := name
	if i := o.find(name); i >= 0 {
		if o.text(name) == clean(text) {
			return
		}
		if language := o.lines[i].param("LANGUAGE"); language != "" {
			head += `;LANGUAGE=` + language
		}
	}
	o.set(head, escape(text))
}

// add puts a property at the end of the task's own, before its alarms.
func (o *object) add(l line) {
	at := o.begin + 1
	for at < o.end && o.lines[at].name != "BEGIN" {
		at++
	}
	o.insert(at, l)
}

func (o *object) insert(at int, l line) {
	o.lines = slices.Insert(o.lines, at, l)
	o.end++
}

// remove takes all properties of that name away.
func (o *object) remove(name string) {
	for _, i := range slices.Backward(o.all(name)) {
		o.removeAt(i)
	}
}

func (o *object) removeAt(i int) {
	o.lines = slices.Delete(o.lines, i, i+1)
	o.end--
}
