package cli

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
)

func (s *session) auditCommand() *cobra.Command {
	var o app.AuditQuery
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
			if o.Limit < 0 || o.Since < 0 {
				return &weir.Error{Kind: weir.Usage, Text: "a limit cannot be negative", Next: "for instance: weir audit --since 24h --limit 100"}
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
	flags.DurationVar(&o.Since, "since", 0, "only what happened since so long ago, for instance 24h")
	flags.IntVar(&o.Limit, "limit", 0, "only the last so many requests (0: all)")
	flags.BoolVar(&asJSON, "json", false, "answer as JSON, one object on each line")
	return cmd
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
