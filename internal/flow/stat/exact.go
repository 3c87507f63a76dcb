package stat

import (
	"maps"
	"slices"
)

// Bounds of an exact calculation: about a fifth of a second, and 16 MB.
const (
	maxSteps = 200_000_000
	maxWidth = 1 << 20
	// What is less likely than this is dropped on the way, which shortens the
	// calculation and is far below the rounding of its result.
	negligible = 1e-30
	// When so little is left, the rest is put where it was found.
	leftOver = 1e-15
)

// ExactHowMany returns the distribution that Simulation.HowMany estimates,
// calculated: the probabilities of the total of so many days that each draw one
// day of the history are the days-fold convolution of its histogram.
//
// It is a *Withheld where the simulation's would be, and where it would take too
// long (TooLarge): forecasts of some hundred days with totals up to some
// thousand items take milliseconds.
func ExactHowMany(history []int, days int) (Distribution, error) {
	if err := within("days to forecast", days, MaxDays); err != nil {
		return Distribution{}, err
	}
	daily, err := newHistogram(history)
	if err != nil {
		return Distribution{}, err
	}
	c := newConvolution(daily)
	for range days {
		if err := c.step(); err != nil {
			return Distribution{}, err
		}
	}
	values := make([]int, len(c.mass))
	for i := range values {
		values[i] = c.first + i
	}
	return weigh(values, c.mass, 0, 0), nil
}

// ExactWhen returns the distribution that Simulation.When estimates, calculated
// from P(done by day d) = P(total of d days ≥ items). What is not done after
// MaxDays is counted in Beyond.
//
// It is a *Withheld where the simulation's would be, and where it would take too
// long (TooLarge).
func ExactWhen(history []int, items int) (Distribution, error) {
	if err := within("items to forecast", items, MaxDays*MaxPerDay); err != nil {
		return Distribution{}, err
	}
	daily, err := newHistogram(history)
	if err != nil {
		return Distribution{}, err
	}
	c := newConvolution(daily)
	c.goal = items
	done := make([]float64, 1, 128) // by day
	for len(done) <= MaxDays {
		if err := c.step(); err != nil {
			return Distribution{}, err
		}
		done = append(done, c.arrived)
		if left := c.left(); left <= leftOver {
			done[len(done)-1] += left
			return weigh(daysUpTo(len(done)-1), done, 0, 0), nil
		}
	}
	return weigh(daysUpTo(MaxDays), done, c.left(), 0), nil
}

// A histogram is how likely each number of completions of one day is.
type histogram struct {
	values []int // ascending
	shares []float64
}

func newHistogram(history []int) (histogram, error) {
	if err := checkHistory(history); err != nil {
		return histogram{}, err
	}
	counts := map[int]int{}
	for _, n := range history {
		counts[n]++
	}
	h := histogram{values: slices.Sorted(maps.Keys(counts))}
	for _, v := range h.values {
		h.shares = append(h.shares, float64(counts[v])/float64(len(history)))
	}
	return h, nil
}

// A convolution is the distribution of a total that grows by one day at a time.
type convolution struct {
	daily   histogram
	first   int       // the total that mass[0] is of
	mass    []float64 // the probability of each total from first on
	steps   int
	goal    int     // where not 0, a total that reaches it is taken out
	arrived float64 // the mass that the last step took out
}

func newConvolution(daily histogram) *convolution {
	return &convolution{daily: daily, mass: []float64{1}}
}

// step adds a day.
func (c *convolution) step() error {
	values := c.daily.values
	width := len(c.mass) + values[len(values)-1] - values[0]
	if c.goal > 0 {
		width = max(min(width, c.goal-c.first-values[0]), 0)
	}
	c.steps += (len(c.mass) + 1) * len(values)
	switch {
	case c.steps > maxSteps:
		return &Withheld{Reason: TooLarge, What: "steps of an exact forecast", Have: c.steps, Need: maxSteps}
	case width > maxWidth:
		return &Withheld{Reason: TooLarge, What: "totals of an exact forecast", Have: width, Need: maxWidth}
	}
	next := make([]float64, width)
	c.arrived = 0
	for i, m := range c.mass {
		if m == 0 {
			continue
		}
		for j, v := range values {
			if at := i + v - values[0]; at < width {
				next[at] += m * c.daily.shares[j]
			} else {
				c.arrived += m * c.daily.shares[j]
			}
		}
	}
	c.first += values[0]
	c.mass = next
	c.trim()
	return nil
}

// trim drops the negligible ends.
func (c *convolution) trim() {
	for len(c.mass) > 0 && c.mass[0] < negligible {
		c.first++
		c.mass = c.mass[1:]
	}
	for len(c.mass) > 0 && c.mass[len(c.mass)-1] < negligible {
		c.mass = c.mass[:len(c.mass)-1]
	}
}

// left returns the mass that has not reached the goal.
func (c *convolution) left() float64 {
	sum := 0.0
	for _, m := range c.mass {
		sum += m
	}
	return sum
}
