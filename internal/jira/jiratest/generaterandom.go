package jiratest

import (
	"math/rand/v2"
	"time"
)

// A chancer draws what happens. Each issue's life has one of its own, so that
// lives can be told in any order, or several at once, and come out the same.
type chancer struct{ rng *rand.Rand }

// The things that are drawn for, each from a stream of its own.
const (
	planStream = iota + 1
	lifeStream
	textStream
	worldStream
)

// newChancer returns the draws for the thing with a number.
func newChancer(seed uint64, stream, number int) chancer {
	mixed := scatter(uint64(number)<<3 | uint64(stream)) //nolint:gosec // neither is negative
	return chancer{rand.New(rand.NewPCG(seed, mixed))}   //nolint:gosec // data must repeat, secrets are made elsewhere
}

// scatter makes numbers that have nothing to do with one another of
// neighbouring ones.
func scatter(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// chance is true with a probability.
func (c chancer) chance(probability float64) bool { return c.rng.Float64() < probability }

// pick returns an index by its share.
func (c chancer) pick(shares ...float64) int {
	draw := c.rng.Float64()
	for n, share := range shares {
		if draw -= share; draw < 0 {
			return n
		}
	}
	return len(shares) - 1
}

func (c chancer) word(words ...string) string { return words[c.rng.IntN(len(words))] }

// oneOf returns one of a list.
func oneOf[T any](c chancer, list []T) T { return list[c.rng.IntN(len(list))] }

// days is a length of time around a median, mostly near it and sometimes far
// beyond, as work is.
func (c chancer) days(median float64) time.Duration {
	factor := 1.0
	for range 4 {
		factor *= 0.6 + 0.85*c.rng.Float64()
	}
	return time.Duration(median * factor * float64(24*time.Hour))
}

// office moves a moment to the next working hour.
func (c chancer) office(t time.Time) time.Time {
	opening := func(day time.Time) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), 8, c.rng.IntN(9*60), c.rng.IntN(60), c.rng.IntN(1000)*1e6, time.UTC)
	}
	if t.Hour() < 8 {
		t = opening(t)
	}
	if t.Hour() >= 18 {
		t = opening(t.AddDate(0, 0, 1))
	}
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = opening(t.AddDate(0, 0, 1))
	}
	return t.Truncate(time.Millisecond)
}
