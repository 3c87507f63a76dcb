package cli

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"weir/internal/flow"
	"weir/internal/flow/export"
)

func (s *session) flowAgeCommand() *cobra.Command {
	o := flowOptions{}
	cmd := &cobra.Command{
		Use:   "age [NAME]",
		Short: "List what is under way, the oldest first",
		Long: `Lists the items in progress by age, with the pace at which finished items went: how
many percent of them had left the stage at this age, and how likely it is that the
item still meets the service level expectation.`,
		Example: `weir flow age ops
weir flow age --board 42 --type Bug
weir flow age --from issues.json --json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.measured(cmd.Context(), args, &o, func(m *measurement) error {
				ageing := m.Ageing()
				if o.json {
					return s.printJSON(export.Lists(ageing))
				}
				m.done()
				m.printAges(ageing)
				m.remarks()
				return nil
			})
		},
	}
	bindFlow(cmd, &o)
	return cmd
}

func (m *measurement) printAges(a flow.Ageing) {
	if len(a.Items) == 0 {
		m.line("nothing is under way")
		return
	}
	rows := [][]string{{"KEY", "TYPE", "STAGE", "SINCE", "AGE", "IN STAGE", "OLDER THAN", "MEETS SLE", ""}}
	for _, item := range a.Items {
		rows = append(rows, []string{
			m.clean(item.Key), m.clean(item.Type), m.clean(item.Stage), item.Start.String(), number(item.Age), number(item.InStage),
			percentText(item.Pace), likelyText(item), itemRemark(item),
		})
	}
	m.printColumns(rows)
	if a.SLE.Days != nil {
		m.line("\n%s past the expectation that %d %% are finished in %s or less", several(a.PastSLE, "item"), a.SLE.P, m.days(*a.SLE.Days))
	} else if a.SLE.Withheld != nil {
		m.line("\nno expectation yet: %s", a.SLE.Withheld.Text)
	}
}

func percentText(v *float64) string {
	if v == nil {
		return "–"
	}
	return strconv.FormatFloat(*v, 'f', 0, 64) + " %"
}

func likelyText(item flow.AgeingItem) string {
	if item.PastSLE {
		return "no"
	}
	if item.MeetsSLE == nil {
		return "–"
	}
	return likelihood(*item.MeetsSLE)
}

func itemRemark(item flow.AgeingItem) string {
	switch {
	case item.Blocked:
		return "blocked"
	case item.Returned:
		return "back before the start"
	case !item.Certain:
		return "at least"
	default:
		return ""
	}
}

func (s *session) flowQualityCommand() *cobra.Command {
	o := flowOptions{}
	cmd := &cobra.Command{
		Use:   "quality [NAME]",
		Short: "Show what in the data makes figures wrong, or misleading",
		Long: `Shows what is odd in the histories and in the workflow: items finished without a
start, moves back, histories cut short, statuses that are on no board, and more;
for each what was done with it, and what you can do.`,
		Example: `weir flow quality ops
weir flow quality --from issues.json
weir flow quality ops --json | jq '.[] | select(.severity == "wrong")'`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.measured(cmd.Context(), args, &o, func(m *measurement) error {
				parents, err := m.app.Parents(cmd.Context(), m.job, o.params, m.Analysis)
				if err != nil {
					return err
				}
				findings := m.Quality(flow.QualityParams{Parents: parents})
				if o.json {
					return s.printJSON(export.Lists(findings))
				}
				m.done()
				m.printFindings(findings)
				return nil
			})
		},
	}
	bindFlow(cmd, &o)
	return cmd
}

func (m *measurement) printFindings(findings []flow.Finding) {
	for _, remark := range m.reading.Remarks {
		m.line("note: %s", m.clean(remark))
	}
	if len(findings) == 0 {
		m.line("%s, and nothing odd about them", several(len(m.Lines), "item"))
		return
	}
	for i, f := range findings {
		if i > 0 {
			m.line("")
		}
		m.line("%s  %s: %d of %d %s", m.terminal.bold(string(f.Severity)), m.clean(f.Title), f.Count, f.Of, f.What)
		for _, part := range [][2]string{{"why", f.Why}, {"done", f.Done}, {"next", f.Next}} {
			if part[1] != "" {
				m.line("  %-5s %s", part[0], m.clean(part[1]))
			}
		}
		if len(f.Examples) > 0 {
			m.line("  %-5s %s", "which", m.clean(listOf(f.Examples, f.Count)))
		}
	}
}

func listOf(examples []string, count int) string {
	text := ""
	for i, e := range examples {
		if i > 0 {
			text += ", "
		}
		text += e
	}
	if more := count - len(examples); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
