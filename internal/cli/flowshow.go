package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"weir/internal/chart"
	"weir/internal/flow"
	"weir/internal/flow/export"
)

func (s *session) flowShowCommand() *cobra.Command {
	o := flowOptions{}
	cmd := &cobra.Command{
		Use:   "show [NAME]",
		Short: "Show the figures: how long, how much, how old, how healthy",
		Long: `Shows the headline figures of a board, a query or exported files, with a verdict on
the health of the flow. Each verdict tells its rule and its numbers.`,
		Example: `weir flow show ops
weir flow show --board 42 --since 2026-01-01
weir flow show --jql 'project = OPS AND type != Epic' --discard "Won't Do" --zone Europe/Berlin
weir flow show --from issues.json --start "In Progress" --finish Done
weir flow show --from issues.json --json | jq .percentiles`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.measured(cmd.Context(), args, &o, func(m *measurement) error {
				if o.json {
					return m.printAnswer(flow.ForecastParams{History: m.history()})
				}
				return m.show()
			})
		},
	}
	bindFlow(cmd, &o)
	return cmd
}

// printAnswer prints everything for a program.
func (m *measurement) printAnswer(p flow.ForecastParams) error {
	answer, err := export.Of(m.Analysis, p, m.reading.Remarks...)
	if err != nil {
		return err
	}
	m.done()
	return m.printJSON(export.Lists(answer))
}

// show prints the summary.
func (m *measurement) show() error {
	p := flow.ForecastParams{History: m.history()}
	summary, err := m.Summary(p)
	if err != nil {
		return err
	}
	cards, err := m.Health(p)
	if err != nil {
		return err
	}
	m.done()
	m.headline(summary)
	m.figures(summary)
	m.health(cards)
	m.remarks()
	return nil
}

func (m *measurement) line(format string, args ...any) {
	fmt.Fprintf(m.call.Stdout, format+"\n", args...)
}

// headline says what was measured, and by which rules: figures without them
// cannot be compared.
func (m *measurement) headline(s flow.Summary) {
	w := m.Workflow
	m.line("%s of %s, %s to %s (%s)", several(s.Items, "item"), m.own(m.reading.Where), s.First, s.Last, s.Zone)
	stages := make([]string, len(w.Stages))
	for i, stage := range w.Stages {
		stages[i] = m.clean(stage.Name)
		switch i {
		case w.Start:
			stages[i] = "▸" + stages[i]
		case w.Finish:
			stages[i] = "■" + stages[i]
		}
	}
	m.line("stages: %s  (%s; ▸ starts, ■ finishes)", strings.Join(stages, " · "), w.Source)
	m.line("rules: cycle time %s, in %s; moves back: %s; percentiles: %s", cycleWords(m.Policy), m.Policy.Unit(), m.Policy.Backward, m.Policy.Percentiles)
	m.line("")
}

func cycleWords(p flow.Policy) string {
	switch p.Cycle {
	case flow.Difference:
		return "without the day of the start"
	case flow.Hours:
		return "in elapsed hours"
	default:
		return "with both ends counted"
	}
}

// figures prints a question to a line, with its answer.
func (m *measurement) figures(s flow.Summary) {
	m.printColumns([][]string{
		{"How long does work take?", "", m.cycleText(s)},
		{"How much gets done?", m.spark(weekly(m.Throughput())), m.throughputText(s)},
		{"How much is under way?", m.spark(ends(m.WIP())), m.wipText(s)},
		{"Where does the time go?", "", m.stageText(s)},
	})
	m.line("")
}

func (m *measurement) cycleText(s flow.Summary) string {
	if s.Finished == 0 {
		return "nothing was finished in this time"
	}
	text := ""
	for _, p := range s.Percentiles {
		switch {
		case p.Value == nil:
		case text == "":
			text = fmt.Sprintf("%d %% within %s", p.P, m.days(*p.Value))
		default:
			text += fmt.Sprintf(", %d %% %s", p.P, number(*p.Value))
		}
	}
	if text == "" {
		return several(s.Finished, "item") + " finished: too few for percentiles"
	}
	return text + fmt.Sprintf(" (%s)", several(s.Finished, "item"))
}

func (m *measurement) throughputText(s flow.Summary) string {
	text := several(s.Finished, "item") + ", " + number(s.PerWeek) + " a " + string(s.Load.Period) + " lately"
	if s.Discarded > 0 {
		text += fmt.Sprintf(", and %d given up", s.Discarded)
	}
	return text
}

func (m *measurement) wipText(s flow.Summary) string {
	text := several(s.WIP, "item")
	if lines := m.InProgress(); len(lines) > 0 {
		oldest := lines[0]
		text += fmt.Sprintf(", the oldest %s for %s", m.clean(oldest.Item.Key), m.days(m.Age(oldest, m.Last)))
	}
	if s.PastSLE > 0 {
		text += fmt.Sprintf("; %d past the expectation", s.PastSLE)
	}
	return text
}

func (m *measurement) stageText(s flow.Summary) string {
	if s.Bottleneck == nil {
		return "nothing was finished in this time"
	}
	text := fmt.Sprintf("%s %% of it in %s", number(100*s.Bottleneck.Share), m.clean(s.Bottleneck.Stage))
	if s.Efficiency.Ratio != nil {
		text += fmt.Sprintf("; flow efficiency %s %%", number(100**s.Efficiency.Ratio))
	}
	return text
}

// spark draws a small picture of what came before, where it fits.
func (m *measurement) spark(values []float64) string {
	const most = 26 // weeks: half a year
	if len(values) > most {
		values = values[len(values)-most:]
	}
	return chart.Sparkline(values)
}

func weekly(s flow.Series) []float64 {
	var values []float64
	for _, c := range s.By(flow.Weekly) {
		if !c.Part {
			values = append(values, float64(c.Count))
		}
	}
	return values
}

// ends returns the value at the end of each week.
func ends(s flow.Series) []float64 {
	var values []float64
	for i := len(s.Values) - 1; i >= 0; i -= 7 {
		values = append([]float64{s.Values[i]}, values...)
	}
	return values
}

// health prints the cards, those that ask for something first.
func (m *measurement) health(cards []flow.Card) {
	order := []flow.Verdict{flow.Act, flow.Observe, flow.Sustain, flow.NoVerdict}
	words := map[flow.Verdict]string{flow.Act: "ACT", flow.Observe: "observe", flow.Sustain: "sustain", flow.NoVerdict: "–"}
	var rows [][]string
	for _, verdict := range order {
		for _, card := range cards {
			if card.Verdict != verdict {
				continue
			}
			said := numbersText(card.Numbers)
			if card.Reason != "" {
				said = card.Reason
			}
			rows = append(rows, []string{words[verdict], card.Title, said})
		}
	}
	m.line("Health (`weir flow show --json` and the exported page tell the rules):")
	m.printColumns(rows)
}

func numbersText(numbers []flow.Number) string {
	var parts []string
	for _, n := range numbers {
		if n.Value == nil {
			continue
		}
		text := n.Name + ": " + number(*n.Value)
		unit := n.Unit
		if number(*n.Value) == "1" {
			unit = strings.TrimSuffix(unit, "s")
		}
		if unit != "" && n.Unit != "items" {
			text += " " + unit
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// remarks tells what makes the figures less than they seem.
func (m *measurement) remarks() {
	for _, remark := range m.reading.Remarks {
		fmt.Fprintf(m.call.Stderr, "note: %s\n", m.clean(remark))
	}
	findings := m.Quality(flow.QualityParams{})
	wrong := 0
	for _, f := range findings {
		if f.Severity == flow.Wrong {
			wrong++
		}
	}
	switch {
	case wrong > 0:
		m.line("\nData quality: %s by which figures are wrong or missing, %d in all: `weir flow quality` with the same flags", several(wrong, "finding"), len(findings))
	case len(findings) > 0:
		m.line("\nData quality: %s: `weir flow quality` with the same flags", several(len(findings), "finding"))
	}
}

// number writes a figure with at most one place behind the point.
func number(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

// days writes a length of time in the unit of the policy.
func (m *measurement) days(v float64) string {
	unit := m.Policy.Unit()
	if number(v) == "1" {
		unit = strings.TrimSuffix(unit, "s")
	}
	return number(v) + " " + unit
}
