package stat_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"weir/internal/flow/stat"
)

// sequences calls visit with every sequence of days that can be drawn: all of
// them are as likely.
func sequences(history []int, days int, visit func(drawn []int)) int {
	drawn, count := make([]int, days), 0
	var next func(int)
	next = func(at int) {
		if at == days {
			count++
			visit(drawn)
			return
		}
		for _, n := range history {
			drawn[at] = n
			next(at + 1)
		}
	}
	next(0)
	return count
}

func TestExactForecastsCountEverySequenceOfDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		history := rapid.SliceOfN(rapid.IntRange(0, 6), 1, 4).Draw(t, "history")
		days := rapid.IntRange(1, 5).Draw(t, "days")
		if slices.Max(history) == 0 {
			history[0] = 1
		}
		totals := map[int]int{}
		all := sequences(history, days, func(drawn []int) {
			total := 0
			for _, n := range drawn {
				total += n
			}
			totals[total]++
		})
		howMany := sound(stat.ExactHowMany(history, days))(t)
		for x, share := range howMany.All() {
			if !near(share, float64(totals[x])/float64(all)) {
				t.Fatalf("a total of %d: %v, expected %d of %d", x, share, totals[x], all)
			}
			delete(totals, x)
		}
		if len(totals) > 0 {
			t.Fatalf("missing: %v", totals)
		}

		items := rapid.IntRange(1, 12).Draw(t, "items")
		done := 0
		sequences(history, days, func(drawn []int) {
			left := items
			for _, n := range drawn {
				left -= n
			}
			if left <= 0 {
				done++
			}
		})
		when := sound(stat.ExactWhen(history, items))(t)
		if got := when.AtMost(days); !near(got, float64(done)/float64(all)) {
			t.Fatalf("%d items within %d days: %v, expected %d of %d", items, days, got, done, all)
		}
	})
}

func TestHowManyAndWhenAreTwoSidesOfOneThing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		history := append(someDays(5).Draw(t, "history"), 1)
		items := rapid.IntRange(1, 200).Draw(t, "items")
		when := sound(stat.ExactWhen(history, items))(t)
		days := rapid.IntRange(1, 60).Draw(t, "days")
		howMany := sound(stat.ExactHowMany(history, days))(t)
		if p, q := when.AtMost(days), howMany.AtLeast(items); math.Abs(p-q) > 1e-12 {
			t.Fatalf("%d items in %d days: %v and %v", items, days, p, q)
		}
		total := 0
		for _, n := range history {
			total += n
		}
		if m := must(howMany.Mean())(t); !near(m, float64(days*total)/float64(len(history))) {
			t.Fatalf("the mean of %d days is %v", days, m)
		}
	})
}

func TestExactForecastsKnownByFormula(t *testing.T) {
	t.Parallel()
	t.Run("one item a day", func(t *testing.T) {
		t.Parallel()
		howMany, when := sound(stat.ExactHowMany([]int{1, 1, 1}, 90))(t), sound(stat.ExactWhen([]int{1, 1, 1}, 90))(t)
		if must(howMany.OrMore(100))(t) != 90 || must(howMany.Percentile(1))(t) != 90 || must(when.Percentile(100))(t) != 90 || when.AtMost(89) != 0 {
			t.Error("90 days do not make 90 items")
		}
	})
	t.Run("a coin for each day", func(t *testing.T) {
		t.Parallel()
		d := sound(stat.ExactHowMany([]int{0, 1}, 100))(t)
		choose, _ := math.Lgamma(101)
		half, _ := math.Lgamma(51)
		for x, share := range d.All() {
			if want := math.Exp(choose - 2*half - 100*math.Ln2); x == 50 && !near(share, want) {
				t.Errorf("50 of 100: %v, expected %v", share, want)
			}
		}
		if must(d.OrMore(50))(t) != 50 {
			t.Error("not even 50 of 100")
		}
	})
	t.Run("waiting for the first", func(t *testing.T) {
		t.Parallel()
		d := sound(stat.ExactWhen([]int{0, 0, 0, 1}, 1))(t)
		for _, day := range []int{1, 2, 10, 50} {
			if want := 1 - math.Pow(.75, float64(day)); !near(d.AtMost(day), want) {
				t.Errorf("within %d days: %v, expected %v", day, d.AtMost(day), want)
			}
		}
		if d.Beyond() != 0 || d.Trials() != 0 {
			t.Errorf("beyond the cap: %v", d.Beyond())
		}
	})
	t.Run("a probability of exactly 85 %", func(t *testing.T) {
		t.Parallel()
		history := slices.Repeat([]int{1}, 20)
		history[0], history[1], history[2] = 0, 0, 0
		if d := sound(stat.ExactWhen(history, 1))(t); must(d.Percentile(85))(t) != 1 {
			t.Error("rounding has moved it to the next day")
		}
	})
	t.Run("what may take longer than ten years", func(t *testing.T) {
		t.Parallel()
		history := make([]int, 10_000)
		history[17] = 1
		d := sound(stat.ExactWhen(history, 1))(t)
		if want := math.Pow(.9999, stat.MaxDays); !near(d.Beyond(), want) {
			t.Errorf("beyond the cap: %v, expected %v", d.Beyond(), want)
		}
		if x, ok := d.Percentile(85); ok {
			t.Errorf("85 %% within %d days", x)
		}
		if _, ok := d.Mean(); ok {
			t.Error("there is a mean of what has no end")
		}
	})
}

func TestRoundingMovesNoPercentile(t *testing.T) {
	t.Parallel()
	// A day draws 1 to n, each as likely, so every share is a rounded 1/n.
	for n := 1; n <= 100; n++ {
		var history []int
		for i := range n {
			history = append(history, i+1)
		}
		d := sound(stat.ExactHowMany(history, 1))(t)
		for p := 1; p <= 100; p++ {
			rank := (p*n + 99) / 100
			if within, orMore := must(d.Percentile(p))(t), must(d.OrMore(p))(t); within != rank || orMore != n-rank+1 {
				t.Fatalf("%d %% of 1 to %d: %d or less, %d or more; expected %d and %d", p, n, within, orMore, rank, n-rank+1)
			}
		}
	}
}

func TestTenYearsAreTheLastDay(t *testing.T) {
	t.Parallel()
	daily := []int{1, 1}
	for name, when := range map[string]func(items int) (stat.Distribution, error){
		"simulated": func(items int) (stat.Distribution, error) {
			return stat.Simulation{Trials: 10}.When(daily, items)
		},
		"exact": func(items int) (stat.Distribution, error) { return stat.ExactWhen(daily, items) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			last, over := sound(when(stat.MaxDays))(t), sound(when(stat.MaxDays+1))(t)
			if must(last.Percentile(50))(t) != stat.MaxDays || last.Beyond() != 0 {
				t.Errorf("on the last day: beyond the cap %v", last.Beyond())
			}
			if _, ok := over.Percentile(1); ok || over.Beyond() != 1 {
				t.Errorf("a day later: beyond the cap %v", over.Beyond())
			}
		})
	}
}

func TestExactForecastsAreRefused(t *testing.T) {
	t.Parallel()
	some := []int{0, 1, 2}
	_, err := stat.ExactHowMany(some, 0)
	refused(t, err, stat.OutOfRange, 0, 1)
	_, err = stat.ExactHowMany(some, stat.MaxDays+1)
	refused(t, err, stat.OutOfRange, stat.MaxDays+1, stat.MaxDays)
	_, err = stat.ExactWhen(some, 0)
	refused(t, err, stat.OutOfRange, 0, 1)
	_, err = stat.ExactWhen([]int{0, 0}, 1)
	refused(t, err, stat.NoThroughput, 2, 0)
	_, err = stat.ExactHowMany(nil, 1)
	refused(t, err, stat.TooFewDays, 0, 1)

	// Few steps, but a million totals and more.
	wide := []int{0, 1, stat.MaxPerDay}
	_, err = stat.ExactHowMany(wide, 1000)
	refused(t, err, stat.TooLarge, 3*stat.MaxPerDay+1, 1<<20)
	_, err = stat.ExactWhen(wide, stat.MaxDays*stat.MaxPerDay)
	refused(t, err, stat.TooLarge, 3*stat.MaxPerDay+1, 1<<20)

	// Few totals, but hundreds of millions of steps.
	var many []int
	for n := range 200 {
		many = append(many, n)
	}
	w := (*stat.Withheld)(nil)
	if _, err = stat.ExactHowMany(many, stat.MaxDays); !errors.As(err, &w) || w.Reason != stat.TooLarge || w.Need != 200_000_000 {
		t.Errorf("the error is %v", err)
	}
}
