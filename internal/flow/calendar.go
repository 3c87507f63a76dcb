package flow

import (
	"bufio"
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"weir"
)

// A Calendar says which days count. The zero Calendar counts every day; see
// WorkingDays for the other.
type Calendar struct {
	Working  bool
	holidays []Day // in order, none at a weekend
}

// WorkingDays returns the calendar of Monday to Friday without the holidays.
func WorkingDays(holidays ...Day) Calendar {
	return Calendar{Working: true, holidays: sortedHolidays(slices.Clone(holidays))}
}

// Holidays returns how many holidays the calendar has.
func (c Calendar) Holidays() int { return len(c.holidays) }

// works reports whether a day counts.
func (c Calendar) works(d Day) bool {
	if !c.Working {
		return true
	}
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	_, holiday := slices.BinarySearch(c.holidays, d)
	return !holiday
}

// until counts the days that count from a fixed day long ago to d, d included:
// the difference of two such numbers is how many lie between.
func (c Calendar) until(d Day) int {
	if !c.Working {
		return int(d)
	}
	monday := d.Monday()
	weeks := floorDiv(int64(monday)+3, 7) // 29 December 1969, day -3, was a Monday
	days := int(weeks)*5 + min(5, int(d-monday)+1)
	past, _ := slices.BinarySearch(c.holidays, d+1)
	return days - past
}

// between counts the days that count from a to b, both included.
func (c Calendar) between(a, b Day) int {
	if b < a {
		return 0
	}
	return c.until(b) - c.until(a-1)
}

// after returns the n-th day that counts after d, and d for n below 1.
func (c Calendar) after(d Day, n int) Day {
	switch {
	case n < 1:
		return d
	case !c.Working:
		return d.plus(n)
	}
	goal := c.until(d) + n
	most := 2*(n+len(c.holidays)) + 7 // more than two weekdays of seven, and every holiday
	return d.plus(sort.Search(most, func(i int) bool { return c.until(d.plus(i)) >= goal }))
}

// MaxHolidays bounds a list of holidays: a day in each of a thousand years.
const MaxHolidays = 20_000

// ParseHolidays reads a list of days, one yyyy-mm-dd to a line, with anything
// behind it for a name. Empty lines and what follows a # do not count. Errors
// name the line.
func ParseHolidays(text []byte) ([]Day, error) {
	var days []Day
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		word, _, _ := strings.Cut(strings.TrimSpace(strings.NewReplacer("\t", " ", ",", " ", ";", " ").Replace(line)), " ")
		if word == "" {
			continue
		}
		day, err := ParseDay(word)
		if err != nil {
			return nil, holidayFault(n, fmt.Sprintf("%.40q is not a day", word), "write each holiday as yyyy-mm-dd, one to a line")
		}
		if len(days) == MaxHolidays {
			return nil, holidayFault(n, fmt.Sprintf("there are more than %d holidays", MaxHolidays), "leave out those of years that do not matter")
		}
		days = append(days, day)
	}
	if err := lines.Err(); err != nil {
		return nil, holidayFault(0, "it cannot be read as lines of text", "write each holiday as yyyy-mm-dd, one to a line")
	}
	return days, nil
}

// sortedHolidays drops what would be counted twice: doubles, and days at a
// weekend.
func sortedHolidays(days []Day) []Day {
	days = slices.DeleteFunc(days, func(d Day) bool { return !Calendar{Working: true}.works(d) })
	slices.Sort(days)
	return slices.Compact(days)
}

func holidayFault(line int, text, next string) error {
	if line > 0 {
		text = fmt.Sprintf("line %d of the holidays: %s", line, text)
	} else {
		text = "the list of holidays: " + text
	}
	return &weir.Error{Kind: weir.BadInput, Text: text, Next: next}
}
