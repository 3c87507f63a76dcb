package cli

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/flow"
	"weir/internal/flow/export"
)

type forecastOptions struct {
	flowOptions
	items, trials int
	by, window    string
	item, epic    string
	seed          string
	backtest      bool
}

func (s *session) flowForecastCommand() *cobra.Command {
	o := forecastOptions{}
	cmd := &cobra.Command{
		Use:   "forecast [NAME] --items N | --by DATE | --item KEY | --epic KEY | --backtest",
		Short: "Forecast when it will be done, or how much will be",
		Long: `Draws days from the recent past at random, over and over (Monte Carlo), and says how
sure one can be. The seed is printed: with the same seed and data the same numbers
come again. Figures are checked against exact ones. Where there is too little to
forecast from, it says so, and gives no number.`,
		Example: `weir flow forecast ops --items 20                 when will 20 more be finished?
weir flow forecast ops --by 2026-12-31            how many will be finished by then?
weir flow forecast ops --items 20 --by 2026-12-31 how likely is it?
weir flow forecast ops --item OPS-42              when will this one be finished?
weir flow forecast ops --epic OPS-7               when will what is open in it be finished?
weir flow forecast ops --backtest                 how good would such forecasts have been?`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			return s.measured(cmd.Context(), args, &o.flowOptions, func(m *measurement) error { return m.forecast(cmd, &o) })
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&o.items, "items", 0, "when will so many more items be finished?")
	flags.StringVar(&o.by, "by", "", "how many will be finished by a day, as 2026-12-31? With --items: how likely is it?")
	flags.StringVar(&o.item, "item", "", "when will this item, which is under way, be finished?")
	flags.StringVar(&o.epic, "epic", "", "when will everything that is open below this item be finished?")
	flags.BoolVar(&o.backtest, "backtest", false, "how many of such forecasts would have held in the past?")
	flags.StringVar(&o.seed, "seed", "", "a number; the same gives the same forecast (default: a new one)")
	flags.IntVar(&o.trials, "trials", 10_000, "how often to draw")
	flags.StringVar(&o.window, "window", "", "how much of the past to draw from, as 12w or 90d (default 12w)")
	bindFlow(cmd, &o.flowOptions)
	return cmd
}

// check refuses what nothing can be forecast by, before anything is read.
func (o *forecastOptions) check() error {
	wrong := func(text, next string) error { return &weir.Error{Kind: weir.Usage, Text: text, Next: next} }
	if _, ok := daysOf(o.window); !ok {
		return wrong(fmt.Sprintf("--window %q is no length of time", o.window), "write it as 12w or 90d")
	}
	switch {
	case o.trials < 1:
		return wrong("--trials must be 1 at least", "leave it out for 10,000")
	case o.items < 0:
		return wrong("--items cannot be negative", "give the number of items that are left to do")
	case !o.backtest && o.item == "" && o.epic == "" && o.items == 0 && o.by == "":
		return wrong("it is not said what to forecast", "give --items 20, --by 2026-12-31, --item KEY, --epic KEY or --backtest")
	}
	return nil
}

func (m *measurement) forecast(cmd *cobra.Command, o *forecastOptions) error {
	p, err := m.forecastParams(o)
	if err != nil {
		return err
	}
	until := flow.NoDay
	if o.by != "" {
		if until, err = flow.ParseDay(o.by); err != nil {
			return notADay("by", o.by)
		}
	}
	var answer any
	var tell func()
	switch {
	case o.backtest:
		test, err := m.Backtest(p, 0)
		if err != nil {
			return err
		}
		answer, tell = export.Lists(test), func() { m.printBacktest(test) }
	case o.item != "":
		item, err := m.ForecastItem(o.item, nil)
		if err != nil {
			return err
		}
		answer, tell = export.Lists(item), func() { m.printItem(item) }
	case o.epic != "":
		epic, err := m.epic(cmd, o, p, until)
		if err != nil {
			return err
		}
		answer, tell = export.Lists(epic), func() { m.printEpic(epic) }
	case o.items > 0:
		when, err := m.When(p, o.items, until)
		if err != nil {
			return err
		}
		answer, tell = export.Lists(when), func() { m.printWhen(when) }
	default:
		many, err := m.HowMany(p, until)
		if err != nil {
			return err
		}
		answer, tell = export.Lists(many), func() { m.printHowMany(many) }
	}
	if o.json {
		return m.printJSON(answer)
	}
	m.done()
	tell()
	m.remarks()
	return nil
}

func (m *measurement) forecastParams(o *forecastOptions) (flow.ForecastParams, error) {
	p := flow.ForecastParams{Trials: o.trials}
	if o.window == "" {
		p.History = m.history()
	} else {
		p.History, _ = daysOf(o.window) // was checked
	}
	if o.seed == "" {
		var random [4]byte
		if _, err := rand.Read(random[:]); err != nil {
			return p, fmt.Errorf("choose seed: %w", err)
		}
		p.Seed = uint64(binary.BigEndian.Uint32(random[:]))
		return p, nil
	}
	seed, err := strconv.ParseUint(o.seed, 10, 64)
	if err != nil {
		return p, &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("--seed %q is no number", o.seed), Next: "give a whole number from 0 on"}
	}
	p.Seed = seed
	return p, nil
}

// history is how many days of the past the job draws from, as it is configured; 0:
// as usual.
func (m *measurement) history() int {
	days, _ := daysOf(m.job.Window) // was checked when the file was read
	return days
}

// daysOf reads 12w or 90d; nothing is 0.
func daysOf(text string) (int, bool) {
	if text == "" {
		return 0, true
	}
	n, err := strconv.Atoi(text[:len(text)-1])
	if err != nil || n < 1 || n > 9999 {
		return 0, false
	}
	switch text[len(text)-1] {
	case 'd':
		return n, true
	case 'w':
		return 7 * n, true
	default:
		return 0, false
	}
}

// basis says what the forecast was made from.
func (m *measurement) basis(b flow.Basis) {
	h := b.History
	m.line("\nfrom %s finished on %d of %d %s, %s to %s; %d trials, seed %d",
		several(h.Items, "item"), h.Active, len(h.Counts), b.Unit, h.First, h.Last, b.Trials, b.Seed)
}

func (m *measurement) withheld(w *flow.Withheld, b flow.Basis) bool {
	if w == nil {
		return false
	}
	m.line("no forecast: %s", strings.TrimPrefix(w.Text, "forecast: "))
	h := b.History
	m.line("looked at %d %s, %s to %s, with %s finished; a longer --window may hold more", len(h.Counts), b.Unit, h.First, h.Last, several(h.Items, "item"))
	return true
}

func (m *measurement) printWhen(w flow.When) {
	if m.withheld(w.Withheld, w.Basis) {
		return
	}
	m.line("%s will be finished", several(w.Items, "more item"))
	for _, l := range w.Levels {
		if l.Days == nil {
			m.line("  with %d %%  in more than ten years", l.P)
			continue
		}
		m.line("  with %d %%  by %s, in %s%s", l.P, l.Date, m.days(float64(*l.Days)), exactly(l.Exact, *l.Days))
	}
	if w.Likelihood != nil {
		m.line("by %s: %s", w.Deadline, likelihood(*w.Likelihood))
	}
	m.basis(w.Basis)
}

// exactly names the calculated figure where the simulated one differs.
func exactly(exact *int, simulated int) string {
	if exact == nil || *exact == simulated {
		return ""
	}
	return fmt.Sprintf(" (calculated: %d)", *exact)
}

func likelihood(l flow.Likelihood) string {
	if l.MoreThan95 {
		return "more than 95 %"
	}
	return number(l.Percent) + " %"
}

func (m *measurement) printHowMany(h flow.HowMany) {
	if m.withheld(h.Withheld, h.Basis) {
		return
	}
	m.line("by %s, in %s, will be finished", h.Until, m.days(float64(h.Days)))
	for _, l := range h.Levels {
		m.line("  with %d %%  %s or more%s", l.P, several(l.Items, "item"), exactly(l.Exact, l.Items))
	}
	m.basis(h.Basis)
}

func (m *measurement) printItem(f flow.ItemForecast) {
	m.line("%s is in %s, and %s old", m.clean(f.Key), m.clean(f.Stage), m.days(f.Age))
	if w := f.Withheld; w != nil {
		m.line("no forecast: %s took at least as long, and %d are needed", several(w.Have, "finished item"), w.Need)
		return
	}
	for _, l := range f.Levels {
		if l.Age == nil {
			m.line("  with %d %%  not said: %s", l.P, l.Withheld.Text)
			continue
		}
		m.line("  with %d %%  by %s, then %s old", l.P, l.Date, m.days(*l.Age))
	}
	if f.Likelihood != nil && f.SLE.Days != nil {
		m.line("within the expectation of %s: %s", m.days(*f.SLE.Days), likelihood(*f.Likelihood))
	}
	m.line("\nfrom %s that took at least as long", several(f.Sample, "finished item"))
}

func (m *measurement) printEpic(e flow.Epic) {
	m.line("%s: %d finished, %d open, %d given up", m.clean(e.Key), e.Finished, e.Open, e.GivenUp)
	if e.When == nil {
		m.line("nothing is left to do in it")
		return
	}
	m.printWhen(*e.When)
	m.line("if everybody works on this alone; others' work moves it back")
}

func (m *measurement) printBacktest(b flow.Backtest) {
	if m.withheld(b.Withheld, b.Basis) {
		return
	}
	m.line("%d past forecasts, each of %d days from %d days before", b.Cuts, b.Horizon, b.Window)
	for _, l := range b.Levels {
		m.line("  at %d %%  %d of %d held%s", l.P, l.Held.Count, l.Held.Of, heldPercent(l.Held))
	}
	if b.Skipped > 0 {
		m.line("%s left out: too little was finished before them", several(b.Skipped, "moment"))
	}
	m.basis(b.Basis)
}

func heldPercent(s flow.Share) string {
	if p := s.Percent(); p != nil {
		return ", " + strings.TrimSpace(number(*p)) + " %"
	}
	return ""
}
