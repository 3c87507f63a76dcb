package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"weir"
	"weir/internal/jql"
	"weir/internal/table"
)

func (s *session) jqlCommand() *cobra.Command {
	cmd := group("read", &cobra.Command{
		Use:   "jql",
		Short: "Check and take apart queries",

		Example: "weir jql explain 'project = OPS ORDER BY due'",
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	})
	cmd.AddCommand(s.explainCommand())
	return cmd
}

// An explanation is what `weir jql explain --json` prints.
type explanation struct {
	Valid   bool   `json:"valid"`
	Where   string `json:"where"`
	OrderBy string `json:"order_by"`
	Normal  string `json:"normal"`
	Error   string `json:"error"`
	Wrapped string `json:"wrapped,omitempty"`
}

type explainOptions struct {
	json  bool
	since int64
	wrap  bool
	help  bool
}

func (s *session) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [--json] [--updated-since MS] QUERY",
		Short: "Say whether a query is valid, and split it",
		Long: `Checks the grammar of a JQL query without asking Jira, and splits it into its
conditions and its ORDER BY. The normal form is the same query with the fewest
parentheses: it shows what AND, OR and NOT belong to. Whether the fields and values exist, only Jira knows.

With --updated-since, the query is also shown as Weir sends it when it asks only
for what changed since then (milliseconds since 1970): the whole query in
parentheses, so that no part of it escapes the added condition.

QUERY is one argument, or - for standard input.

With --json the verdict is in the answer:
  {"valid": bool, "where": "…", "order_by": "…", "normal": "…", "error": "…"}
Without it, an invalid query ends with exit code 1.

Flags:
      --json               answer as JSON
      --updated-since MS   show the query restricted to changes since then`,
		Example: `weir jql explain 'project = OPS ORDER BY due'
weir jql explain --json --updated-since 1767225600000 'project = OPS OR labels = ops'`,
		// A query can begin with a minus sign, so the flags are read here.
		DisableFlagParsing:    true,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, query, err := parseExplain(args)
			if err != nil {
				return err
			}
			if o.help {
				return cmd.Help()
			}
			if query == "-" {
				text, err := io.ReadAll(io.LimitReader(s.call.Stdin, 1<<20))
				if err != nil {
					return fmt.Errorf("read query: %w", err)
				}
				query = string(text)
			}
			return s.explain(query, o)
		},
	}
}

// parseExplain takes the arguments that are flags of this command for flags,
// and the one that is left for the query.
func parseExplain(args []string) (o explainOptions, query string, err error) {
	flags := pflag.NewFlagSet("explain", pflag.ContinueOnError)
	flags.BoolVar(&o.json, "json", false, "")
	flags.BoolVarP(&o.help, "help", "h", false, "")
	flags.Int64Var(&o.since, "updated-since", 0, "")
	debug := flags.Bool("debug", false, "")
	_ = debug // accepted like everywhere; nothing here is worth telling
	var own, rest []string
	for i := 0; i < len(args); i++ {
		name, _, hasValue := strings.Cut(args[i], "=")
		switch {
		case args[i] == "--":
			rest = append(rest, args[i+1:]...)
			i = len(args)
		case name == "--updated-since" && !hasValue && i+1 < len(args):
			own = append(own, args[i]+"="+args[i+1])
			i++
		case name == "-h" || strings.HasPrefix(name, "--") && flags.Lookup(name[2:]) != nil:
			own = append(own, args[i])
		default:
			rest = append(rest, args[i])
		}
	}
	if err := flags.Parse(own); err != nil {
		return o, "", &weir.Error{Kind: weir.Usage, Text: err.Error(), Next: "`weir jql explain --help` shows examples"}
	}
	o.wrap = flags.Changed("updated-since")
	if len(rest) > 1 && !o.help {
		for _, arg := range rest {
			if regexp.MustCompile(`^--[a-z][a-z-]*(=.*)?$`).MatchString(arg) {
				return o, "", &weir.Error{Kind: weir.Usage, Text: "unknown flag: " + arg, Next: "`weir jql explain --help` shows examples"}
			}
		}
	}
	if len(rest) != 1 && !o.help {
		return o, "", &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("want one query, got %d arguments", len(rest)), Next: "put the query in quotes"}
	}
	return o, strings.Join(rest, ""), nil
}

func (s *session) explain(text string, o explainOptions) error {
	query, err := jql.Parse(text)
	var e explanation
	if err != nil {
		e.Error = err.Error()
	} else {
		e = explanation{Valid: true, Where: query.WhereText(), OrderBy: query.OrderByText(), Normal: query.String()}
		if o.wrap {
			e.Wrapped = query.Wrap(jql.UpdatedSince(time.UnixMilli(o.since)))
		}
	}
	if o.json {
		return s.printJSON(e)
	}
	if err != nil {
		return s.explainFault(text, err)
	}
	fmt.Fprintln(s.call.Stdout, "valid     yes")
	fmt.Fprintln(s.call.Stdout, "where    ", orDash(e.Where))
	fmt.Fprintln(s.call.Stdout, "order by ", orDash(e.OrderBy))
	fmt.Fprintln(s.call.Stdout, "normal   ", orDash(e.Normal))
	if o.wrap {
		fmt.Fprintln(s.call.Stdout, "wrapped  ", table.Line(e.Wrapped))
	}
	return nil
}

// explainFault points at the place where the query stops making sense.
func (s *session) explainFault(text string, err error) error {
	var fault *jql.Error
	if errors.As(err, &fault) {
		lines := strings.Split(text, "\n")
		if fault.Line >= 1 && fault.Line <= len(lines) {
			fmt.Fprintf(s.call.Stderr, "  %s\n  %s^\n", table.Visible(lines[fault.Line-1]), strings.Repeat(" ", max(0, fault.Column-1)))
		}
	}
	return &weir.Error{Kind: weir.BadQuery, Text: "the query is not valid", Err: err}
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return table.Line(text)
}

// printJSON prints a value as the only thing on standard output.
func (s *session) printJSON(v any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	_, err := s.call.Stdout.Write(table.SafeJSON(text.Bytes()))
	return err
}
