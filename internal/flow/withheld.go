package flow

import (
	"errors"

	"weir/internal/flow/stat"
)

// A Withheld says why a figure is not shown: it would be a guess, or it cannot
// be computed. A nil *Withheld: nothing is withheld.
type Withheld struct {
	Reason string `json:"reason"` // stable, one of stat.Reason
	Text   string `json:"text"`   // a sentence for people
	Have   int    `json:"have"`
	Need   int    `json:"need"`
}

// withheld returns the refusal of the arithmetic, or nil.
func withheld(err error) *Withheld {
	if err == nil {
		return nil
	}
	var w *stat.Withheld
	if errors.As(err, &w) {
		return &Withheld{Reason: string(w.Reason), Text: w.Error(), Have: w.Have, Need: w.Need}
	}
	return &Withheld{Reason: err.Error(), Text: err.Error()}
}

// A Share is some of a number of things, as counts: "34 of 40".
type Share struct {
	Count int `json:"count"`
	Of    int `json:"of"`
}

// Percent returns the share from 0 to 100, or nil for a share of nothing.
func (s Share) Percent() *float64 { return known(stat.Share(s).Percent()) }

// known returns a figure, or nil where there is none.
func known(v float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &v
}
