package caldav

import (
	"time"

	"weir/internal/tasks"
)

// Edit carries out an op on an object's text.
func Edit(text, tag string, op tasks.Op, now time.Time) string {
	o, err := parseObject(text)
	if err != nil {
		panic(err)
	}
	parent := ""
	if op.Change.Parent != nil {
		parent = op.Change.Parent.ID
	}
	t := &Target{options: Options{Tag: tag, Zone: time.UTC, Now: func() time.Time { return now }}}
	t.write(o, op, parent)
	return o.String()
}

// EditIn is Edit for a user in a zone.
func EditIn(text string, c tasks.Change, zone *time.Location) string {
	o, err := parseObject(text)
	if err != nil {
		panic(err)
	}
	t := &Target{options: Options{Zone: zone, Now: time.Now}}
	t.write(o, tasks.Op{Change: c}, "")
	return o.String()
}

// Create returns the object that a Create makes.
func Create(op tasks.Op, now time.Time) string {
	o := newObject(op.Mark, now)
	t := &Target{options: Options{Zone: time.UTC, Now: func() time.Time { return now }}}
	t.write(o, op, "")
	return o.String()
}

// Describe reads an object.
func Describe(text string) (tasks.Task, error) {
	r := newResource("/x.ics", `"1"`, text)
	if r.err != nil {
		return tasks.Task{}, r.err
	}
	return (&Target{options: Options{Zone: time.UTC}}).describe(r), nil
}

// Due is the day on which an object's task is due in a zone.
func Due(text string, zone *time.Location) tasks.Date {
	o, err := parseObject(text)
	if err != nil {
		panic(err)
	}
	return o.due(zone)
}

// Clean is what the target makes of a note.
var Clean = clean
