package flow

import (
	"math"

	"weir/internal/flow/stat"
)

// A Histogram counts values by bins of one width.
type Histogram struct {
	Width float64 `json:"width"`
	Bins  []Bin   `json:"bins"` // from the smallest value to the largest, without a gap
}

// A Bin counts the values from From to below To. Of whole days it is those from
// From to To-1. Open: the last bin has all that is larger, too.
type Bin struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Count int     `json:"count"`
	Open  bool    `json:"open,omitempty"`
}

// Bounds of a histogram: so many bins for nearly all values, and so many at most,
// so that one item of three years does not press all others into one bin.
const (
	usualBins = 30
	mostBins  = 60
	nearlyAll = 98 // percent
)

func (a *Analysis) histogram(s stat.Sample) Histogram {
	smallest, ok := s.Min()
	if !ok {
		return Histogram{}
	}
	largest, _ := s.Max()
	reach, _ := s.Percentile(nearlyAll, stat.NearestRank)
	h := Histogram{Width: a.binWidth(reach - smallest)}
	origin := 0.0
	if a.Policy.Cycle == Inclusive { // the shortest is a day: 1 to 5, 6 to 10
		origin = 1
	}
	first := math.Floor((smallest - origin) / h.Width)
	n := int(min(math.Floor((largest-origin)/h.Width)-first, mostBins-1)) + 1
	for i := range n {
		from := origin + (first+float64(i))*h.Width
		h.Bins = append(h.Bins, Bin{From: from, To: origin + (first+float64(i)+1)*h.Width})
	}
	h.Bins[n-1].Open = largest >= h.Bins[n-1].To
	at := 0
	for _, v := range s.Values() { // the smallest first
		for at < n-1 && v >= h.Bins[at].To {
			at++
		}
		h.Bins[at].Count++
	}
	return h
}

// binWidth returns the smallest of the widths that people count in by which the
// reach is usualBins bins or fewer: 1, 2, 5, 10, 20 days and so on, and of hours 1,
// 2, 3, 6 and 12, too.
func (a *Analysis) binWidth(reach float64) float64 {
	if a.Policy.Cycle == Hours {
		for _, hours := range []float64{1, 2, 3, 6, 12} {
			if reach < usualBins*hours/24 {
				return hours / 24
			}
		}
	}
	for power := 1.0; ; power *= 10 {
		for _, step := range []float64{1, 2, 5} {
			if reach < usualBins*step*power {
				return step * power
			}
		}
	}
}
