package cli

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
)

func (s *session) auditCommand() *cobra.Command {
	var o app.AuditQuery
	var since string
	var asJSON bool
	cmd := group("trust", &cobra.Command{
		Use:   "audit",
		Short: "Show every request that Weir made",
		Long: `Prints the audit trail: every request that Weir made, and those that it refused
to make, oldest first. It holds no query, no content and no secret.`,
		Example: `weir audit
weir audit --since 24h
weir audit --json | jq 'select(.status >= 400)'`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) (err error) {
			var ok bool
			if o.Since, ok = parseAge(since); !ok || o.Limit < 0 {
				return &weir.Error{Kind: weir.Usage, Text: "--since or --limit makes no sense", Next: "for instance: weir audit --since 24h --limit 100 (or 30m, 7d, 2w)"}
			}
			a, err := s.open()
			if err != nil {
				return err
			}
			defer closeInto(&err, a)
			return s.printAudit(a, o, asJSON)
		},
	})
	flags := cmd.Flags()
	flags.StringVar(&since, "since", "", "only what happened since so long ago: 30m, 24h, 7d, 2w")
	flags.IntVar(&o.Limit, "limit", 0, "only the last so many requests (0: all)")
	flags.BoolVar(&asJSON, "json", false, "answer as JSON, one object on each line")
	return cmd
}

// parseAge reads how long ago something was, in the units of JQL.
func parseAge(text string) (time.Duration, bool) {
	if text == "" {
		return 0, true
	}
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	unit, known := units[text[len(text)-1]]
	n, err := strconv.Atoi(text[:len(text)-1])
	return time.Duration(n) * unit, known && err == nil && n > 0 && n < 100000
}

func (s *session) printAudit(a *app.App, o app.AuditQuery, asJSON bool) error {
	entries, skipped, err := a.Audit(o)
	if err != nil {
		return err
	}
	if asJSON {
		encoder := json.NewEncoder(s.call.Stdout)
		for _, e := range entries {
			if err := encoder.Encode(e); err != nil {
				return fmt.Errorf("write JSON: %w", err)
			}
		}
		return nil
	}
	if len(entries) == 0 {
		fmt.Fprintln(s.call.Stderr, "no request was made yet")
	}
	for _, e := range entries {
		result := fmt.Sprint(e.Status)
		if e.Fault != "" {
			result = e.Fault
		}
		fmt.Fprintf(s.call.Stdout, "%s  %-4s  %s%s  %s  %d ms  %d bytes\n",
			e.Time.In(s.env.Zone).Format(time.DateTime), e.Method, e.Host, e.Path, result, e.DurationMS, e.Bytes)
	}
	if skipped > 0 {
		fmt.Fprintf(s.call.Stderr, "note: %d lines of the trail could not be read: %s\n", skipped, a.AuditPath())
	}
	return nil
}
