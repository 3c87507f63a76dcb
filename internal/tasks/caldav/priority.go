package caldav

import (
	"slices"
	"strconv"
)

// priority is the name of the additional field that PRIORITY holds.
const priority = "priority"

// priorityName keeps the name of a priority for which PRIORITY has but a number.
const priorityName = "X-WEIR-PRIORITY"

// levels returns Jira's usual priorities by the numbers of RFC 5545 section
// 3.8.1.9, where 1 is the highest and 9 the lowest.
func levels() map[int][]string {
	return map[int][]string{
		1: {"Highest", "Blocker", "Critical"}, 3: {"High", "Major"}, 5: {"Medium", "Normal"},
		7: {"Low", "Minor"}, 9: {"Lowest", "Trivial"},
	}
}

// level returns the number for a name; one that nobody knows is in the middle.
func level(name string) int {
	for number, names := range levels() {
		if slices.Contains(names, name) {
			return number
		}
	}
	return 5
}

// priority returns the name of the task's priority, or nothing. Where the user
// has chosen another number, that counts.
func (o *object) priority() string {
	number, err := strconv.Atoi(o.get("PRIORITY"))
	if err != nil || number < 1 || number > 9 {
		return ""
	}
	if name := o.text(priorityName); name != "" && level(name) == number {
		return name
	}
	// Programs with three steps write 1 or 2 for high, and so on.
	return levels()[number-(1-number%2)][0]
}

func (o *object) setPriority(name string) {
	if name = oneLine(name); o.priority() == name {
		return
	}
	o.remove(priorityName)
	if name == "" {
		o.remove("PRIORITY")
		return
	}
	o.set("PRIORITY", strconv.Itoa(level(name)))
	if o.priority() != name {
		o.set(priorityName, escape(name))
	}
}
