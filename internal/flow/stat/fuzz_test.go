package stat_test

import (
	"encoding/binary"
	"math"
	"testing"

	"weir/internal/flow/stat"
)

// floatsOf reads numbers of every kind from bytes, not-a-numbers among them.
func floatsOf(b []byte) []float64 {
	var values []float64
	for ; len(b) >= 8; b = b[8:] {
		values = append(values, math.Float64frombits(binary.LittleEndian.Uint64(b)))
	}
	return values
}

func bytesOf(values ...float64) []byte {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

func FuzzMeasuredValues(f *testing.F) {
	f.Add(bytesOf(1, 2, 3, 4, 5, 6, 7), 85, 2.0, true)
	f.Add(bytesOf(math.NaN(), math.Inf(1), math.Copysign(0, -1), stat.MaxValue, -stat.MaxValue, 1e300, 5e-324), 100, math.NaN(), false)
	f.Add(bytesOf(stat.MaxValue, -stat.MaxValue, stat.MaxValue, -stat.MaxValue, stat.MaxValue, -stat.MaxValue), 0, math.Inf(-1), true)
	f.Fuzz(func(t *testing.T, b []byte, p int, age float64, flag bool) {
		values := floatsOf(b)
		check := func(what string, v float64, ok bool) {
			if !finite(v) || !ok && v != 0 {
				t.Errorf("%s is %v, %v", what, v, ok)
			}
		}
		s := stat.NewSample(values)
		if s.Len()+s.LeftOut() != len(values) {
			t.Errorf("%d and %d of %d values", s.Len(), s.LeftOut(), len(values))
		}
		for what, read := range map[string]func() (float64, bool){
			"min": s.Min, "max": s.Max, "mean": s.Mean, "median": s.Median, "rank": s.AtMost(age).Percent, "share above": s.Above(age).Fraction,
			"nearest rank": func() (float64, bool) { return s.Percentile(p, stat.NearestRank) },
			"type 7":       func() (float64, bool) { return s.Percentile(p, stat.Type7) },
		} {
			v, ok := read()
			check(what, v, ok)
		}
		if rest, err := s.Remaining(age); err == nil {
			for _, v := range rest.Values() {
				check("remaining", v, v > 0)
			}
		}
		for _, v := range stat.MovingRanges(values) {
			check("moving range", v, v >= 0)
		}
		for _, dispersion := range []stat.Dispersion{stat.MeanRange, stat.MedianRange} {
			l, err := stat.LimitsOf(values, stat.LimitParams{Dispersion: dispersion, NonNegative: flag})
			for what, v := range map[string]float64{"mean": l.Mean, "range": l.Range, "sigma": l.Sigma, "upper": l.Upper, "lower": l.Lower, "range limit": l.RangeLimit} {
				check(what, v, err == nil)
			}
			for _, signal := range l.Signals(values) {
				for _, i := range signal.Points {
					check("a point of a signal", values[i], true)
				}
			}
		}
	})
}

func FuzzForecasts(f *testing.F) {
	f.Add([]byte{0, 1, 3, 0, 2, 1, 5, 0, 2}, 30, uint64(1), 85)
	f.Add([]byte{0, 0, 0}, 1, uint64(0), 0)
	f.Add([]byte{255}, stat.MaxDays, uint64(9), 100)
	f.Fuzz(func(t *testing.T, b []byte, size int, seed uint64, p int) {
		history := make([]int, len(b))
		for i := range b {
			history[i] = int(b[i]) - 2 // some are negative, which is refused
			if b[i] < 2 {
				history[i] = 0
			}
			if b[i] == 254 {
				history[i] = -1
			}
		}
		s := stat.Simulation{Seed: seed, Trials: 20}
		howMany, err := s.HowMany(history, size)
		exact, err2 := stat.ExactHowMany(history, min(size, 100))
		when, err3 := s.When(history, size)
		if err == nil && size > 0 && err3 != nil || err3 == nil && err2 != nil {
			t.Errorf("one forecasts, another refuses: %v, %v, %v", err, err2, err3)
		}
		for _, d := range []stat.Distribution{howMany, exact, when} {
			x, within := d.Percentile(p)
			y, orMore := d.OrMore(p)
			if within && d.AtMost(x)*100 < float64(p)-1e-6 || orMore && d.AtLeast(y)*100 < float64(p)-1e-6 {
				t.Errorf("percentile %d: %d has %v, %d has %v", p, x, d.AtMost(x), y, d.AtLeast(y))
			}
			mean, _ := d.Mean()
			for _, v := range []float64{mean, d.Beyond(), d.AtMost(size), d.AtLeast(size)} {
				if !finite(v) || v < 0 {
					t.Errorf("a reading is %v", v)
				}
			}
			if score, ok := stat.PredictabilityOf(d); ok && (score.Percent < 0 || score.Percent > 100) {
				t.Errorf("%+v", score)
			}
		}
		if slow, ok := stat.Slowest(howMany, when); ok && slow.AtMost(size) > min(howMany.AtMost(size), when.AtMost(size)) {
			t.Error("together they are faster than alone")
		}
	})
}
