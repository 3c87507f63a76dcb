package flowfile

import "time"

// jiraLayout is how Jira writes moments: milliseconds, and an offset without a
// colon, which RFC 3339 does not allow.
const jiraLayout = "2006-01-02T15:04:05.000-0700"

// A clock reads moments and remembers the zones that it met: a file has few,
// and time.Parse would make one for each moment.
type clock struct {
	zones map[int]*time.Location // by seconds east of UTC
}

// maxOffset is beyond every offset from UTC, in hours. Source: RFC 3339.
const maxOffset = 24

// moment reads a time as Jira writes it, or as RFC 3339 does. It agrees with
// time.Parse and is many times as fast where all is as usual.
func (c *clock) moment(s string) (time.Time, bool) {
	if at, ok := c.usual(s); ok {
		return at, true
	}
	for _, layout := range []string{jiraLayout, time.RFC3339Nano} {
		if at, err := time.Parse(layout, s); err == nil {
			_, offset := at.Zone()
			return at.In(c.zone(offset)), true
		}
	}
	return time.Time{}, false
}

// usual reads 2006-01-02T15:04:05.000-0700 and nothing else.
func (c *clock) usual(s string) (time.Time, bool) {
	if len(s) != len(jiraLayout) || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != '.' {
		return time.Time{}, false
	}
	year, month, day := digits(s[:4]), digits(s[5:7]), digits(s[8:10])
	hour, minute, second, milli := digits(s[11:13]), digits(s[14:16]), digits(s[17:19]), digits(s[20:23])
	east, past := digits(s[24:26]), digits(s[26:28])
	if min(year, hour, minute, second, milli, east, past) < 0 || month < 1 || month > 12 || day < 1 || day > 31 ||
		hour > 23 || minute > 59 || second > 59 || east >= maxOffset || past > 59 {
		return time.Time{}, false
	}
	offset := (east*60 + past) * 60
	switch s[23] {
	case '-':
		offset = -offset
	case '+':
	default:
		return time.Time{}, false
	}
	at := time.Date(year, time.Month(month), day, hour, minute, second, milli*1e6, c.zone(offset))
	return at, at.Day() == day // not the 30th of February
}

// digits reads a number; it is negative where there is anything but digits, or
// more than a number of Jira's has.
func digits(s string) int {
	if s == "" || len(s) > 18 {
		return -1
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func (c *clock) zone(offset int) *time.Location {
	if offset == 0 {
		return time.UTC
	}
	if zone, ok := c.zones[offset]; ok {
		return zone
	}
	if c.zones == nil {
		c.zones = make(map[int]*time.Location)
	}
	zone := time.FixedZone("", offset)
	c.zones[offset] = zone
	return zone
}
