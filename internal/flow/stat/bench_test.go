package stat_test

import (
	"testing"

	"weir/internal/flow/stat"
)

// quarter is a history of 90 days, a third of them without a completion.
func quarter() []int {
	daily := make([]int, 90)
	for i := range daily {
		daily[i] = []int{0, 1, 3, 0, 2, 1, 5, 0, 2}[i%9]
	}
	return daily
}

func BenchmarkHowManyIn90Days(b *testing.B) {
	history := quarter()
	for b.Loop() {
		if _, err := (stat.Simulation{Seed: 1}).HowMany(history, 90); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWhenAre150ItemsDone(b *testing.B) {
	history := quarter()
	for b.Loop() {
		if _, err := (stat.Simulation{Seed: 1}).When(history, 150); err != nil {
			b.Fatal(err)
		}
	}
}

// The most that a forecast of days can cost: no trial ends before the cap.
func BenchmarkWhenAlmostNothingIsFinished(b *testing.B) {
	history := make([]int, 10_000)
	history[17] = 1
	for b.Loop() {
		if _, err := (stat.Simulation{Seed: 1}).When(history, 10); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExactHowManyIn90Days(b *testing.B) {
	history := quarter()
	for b.Loop() {
		if _, err := stat.ExactHowMany(history, 90); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExactWhenAre150ItemsDone(b *testing.B) {
	history := quarter()
	for b.Loop() {
		if _, err := stat.ExactWhen(history, 150); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBacktestOf100Forecasts(b *testing.B) {
	var daily []int
	for len(daily) < 3_200 {
		daily = append(daily, quarter()...)
	}
	for b.Loop() {
		if _, err := (stat.Simulation{Seed: 1}).Backtest(daily, stat.BacktestParams{Window: 90, Horizon: 30}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPercentilesOf10000Values(b *testing.B) {
	values := make([]int, 10_000)
	for i := range values {
		values[i] = i * 7919 % 10_007
	}
	for b.Loop() {
		s := stat.NewSample(values)
		for _, p := range []int{50, 70, 85, 95} {
			s.Percentile(p, stat.NearestRank)
		}
	}
}

func BenchmarkSignalsOf10000Values(b *testing.B) {
	values := make([]float64, 10_000)
	for i := range values {
		values[i] = float64(i * 7919 % 10_007)
	}
	limits, err := stat.LimitsOf(values[:100], stat.LimitParams{NonNegative: true})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		limits.Signals(values)
	}
}
