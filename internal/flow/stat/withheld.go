package stat

import (
	"fmt"
	"slices"
	"strconv"
)

// A Reason says why a figure is withheld, for those who choose their own words.
type Reason string

// The reasons for withholding a figure.
const (
	TooFewValues Reason = "too few values"                // Have of the Need values
	TooFewDays   Reason = "too few days"                  // Have of the Need days
	TooFewActive Reason = "too few days with completions" // Have of the Need distinct days
	NoThroughput Reason = "no completions"                // in Have days
	OutOfRange   Reason = "out of range"                  // Have, where Need is the bound
	NotANumber   Reason = "not a number"                  // Have values are NaN, infinite or beyond MaxValue
	TooLarge     Reason = "too large"                     // Have, in steps or in numbers to hold, of at most Need
)

// Withheld is the error of this package: a figure that would be a guess, or
// could not be computed, and the numbers behind that.
type Withheld struct {
	Reason Reason
	What   string // what is withheld, or which input is at fault
	Have   int    // what there is
	Need   int    // what there would have to be, or the bound that was passed
}

// Error says in one line what is withheld and why.
func (w *Withheld) Error() string {
	switch w.Reason {
	case TooFewValues:
		return fmt.Sprintf("%s: needs at least %d values, and there %s", w.What, w.Need, are(w.Have))
	case TooFewDays:
		return fmt.Sprintf("%s: needs at least %s, and there %s", w.What, days(w.Need), are(w.Have))
	case TooFewActive:
		return fmt.Sprintf("%s: needs completions on at least %d different days, and there %s", w.What, w.Need, are(w.Have))
	case NoThroughput:
		return fmt.Sprintf("%s: nothing was finished in the %s of its history", w.What, days(w.Have))
	case OutOfRange:
		return fmt.Sprintf("%s: %d is out of range, the bound is %d", w.What, w.Have, w.Need)
	case NotANumber:
		return fmt.Sprintf("%s: %d values are not numbers to calculate with", w.What, w.Have)
	case TooLarge:
		return fmt.Sprintf("%s: too large to calculate: it would be %d, and the bound is %d", w.What, w.Have, w.Need)
	default:
		return w.What + ": " + string(w.Reason)
	}
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}

func are(n int) string {
	if n == 1 {
		return "is 1"
	}
	return "are " + strconv.Itoa(n)
}

// MinActiveDays is how many distinct days with completions a forecast needs:
// with fewer, the same few days are drawn over and over. The rule is
// Lighthouse's.
const MinActiveDays = 5

// MayForecast returns nil when a history of completions per day is enough to
// forecast from, and otherwise a *Withheld that says what is missing. The
// simulation itself refuses only what is impossible, so that a caller can ask
// this first and still show the history.
func MayForecast(history []int) error {
	if err := checkHistory(history); err != nil {
		return err
	}
	active := 0
	for _, n := range history {
		if n > 0 {
			active++
		}
	}
	if active < MinActiveDays {
		return &Withheld{Reason: TooFewActive, What: "forecast", Have: active, Need: MinActiveDays}
	}
	return nil
}

// MaxPerDay is how many completions a day of history may have, so that no total
// overflows.
const MaxPerDay = 500_000

// checkHistory refuses a history from which nothing can be drawn.
func checkHistory(history []int) error {
	if err := checkDays(history); err != nil {
		return err
	}
	switch {
	case len(history) == 0:
		return &Withheld{Reason: TooFewDays, What: "forecast", Have: 0, Need: 1}
	case slices.Max(history) == 0:
		return &Withheld{Reason: NoThroughput, What: "forecast", Have: len(history)}
	default:
		return nil
	}
}

// checkDays refuses numbers of completions that cannot be.
func checkDays(daily []int) error {
	for _, n := range daily {
		switch {
		case n < 0:
			return &Withheld{Reason: OutOfRange, What: "completions of a day", Have: n, Need: 0}
		case n > MaxPerDay:
			return &Withheld{Reason: OutOfRange, What: "completions of a day", Have: n, Need: MaxPerDay}
		}
	}
	return nil
}

// within refuses a number that is not from 1 to most.
func within(what string, have, most int) error {
	switch {
	case have < 1:
		return &Withheld{Reason: OutOfRange, What: what, Have: have, Need: 1}
	case have > most:
		return &Withheld{Reason: OutOfRange, What: what, Have: have, Need: most}
	default:
		return nil
	}
}
