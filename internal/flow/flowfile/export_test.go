package flowfile

import "time"

// Moment lets tests read one moment.
func Moment(s string) (time.Time, bool) { return new(clock).moment(s) }
