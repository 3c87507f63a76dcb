package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
	"weir/internal/jira"
	"weir/internal/secret"
)

type connectOptions struct {
	name      string
	url       string
	user      string
	tokenFile string
	caFile    string
	jql       string
	forget    bool
	dryRun    bool
	json      bool
}

func (s *session) connectCommand() *cobra.Command {
	var o connectOptions
	cmd := group("start", &cobra.Command{
		Use:   "connect NAME",
		Short: "Save a Jira site and its token under a name",
		Long: `Asks for the URL of a Jira site, the account and its API token, proves that they
work, and only then saves them: the account and the token in the keychain of this
computer, the rest in the configuration file.

The token is typed without being shown, or comes from standard input, from
--token-file, or from WEIR_JIRA_TOKEN. It is never taken from a flag, because
other programs can see those.

Tokens are made here:
  Cloud        https://id.atlassian.com/manage-profile/security/api-tokens
               A token with scopes works, too: ` + "`weir access`" + ` lists those it needs.
  Data Center  your profile in Jira, Personal Access Tokens. Leave the user empty.`,
		Example: `weir connect work
weir connect work --url https://example.atlassian.net --user me@example.com < token.txt
weir connect work --jql 'assignee = currentUser()'     try a query before saving
weir connect work --forget                             delete it again`,
		Args: exactlyOne("a name for the site", "weir connect work"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = args[0]
			return s.runConnect(cmd.Context(), o)
		},
	})
	flags := cmd.Flags()
	flags.StringVar(&o.url, "url", "", "the site's URL, as in the browser")
	flags.StringVar(&o.user, "user", "", "the account's e-mail address (Cloud); empty for a personal access token")
	flags.StringVar(&o.tokenFile, "token-file", "", "a file that holds the token")
	flags.StringVar(&o.caFile, "ca-file", "", "certificates to trust besides the system's (PEM)")
	flags.StringVar(&o.jql, "jql", "", "a query to try before anything is saved")
	flags.BoolVar(&o.forget, "forget", false, "delete the site and its token from this computer")
	flags.BoolVar(&o.dryRun, "dry-run", false, "try everything, save nothing")
	flags.BoolVar(&o.json, "json", false, "answer as JSON")
	return cmd
}

func (s *session) runConnect(ctx context.Context, o connectOptions) (err error) {
	if !s.terminal.canAsk() {
		// The token comes through standard input, but there may be somebody who
		// can choose the passphrase of the encrypted file.
		if s.terminal.side, err = os.OpenFile("/dev/tty", os.O_RDWR, 0); err == nil {
			defer s.terminal.side.Close() //nolint:errcheck // nothing is kept in it
			s.env.Passphrase = s.askPassphrase
		}
	}
	a, err := s.open()
	if err != nil {
		return err
	}
	defer closeInto(&err, a)
	if o.forget {
		return s.forget(ctx, a, forgetOptions{name: o.name, dryRun: o.dryRun, json: o.json})
	}
	if err := a.CheckName(o.name); err != nil {
		return err
	}
	params := app.ConnectParams{Name: o.name, JQL: o.jql, DryRun: o.dryRun}
	known := a.Known(ctx, o.name)
	if params.CAFile, err = s.connectCAFile(o, known); err != nil {
		return err
	}
	if params.URL, err = s.connectURL(ctx, a, o, params.CAFile, known); err != nil {
		return err
	}
	if params.Credentials.User, err = s.connectUser(ctx, o, known); err != nil {
		return err
	}
	if params.Credentials.Token, err = s.connectToken(ctx, o); err != nil {
		return err
	}
	s.env.Redactor.LearnLogin(params.Credentials.User, params.Credentials.Token)
	found, err := a.Connect(ctx, params)
	if err != nil {
		return err
	}
	if known.URL != nil && known.URL.String() != params.URL.String() {
		fmt.Fprintf(s.call.Stderr, "note: %q was %s until now\n", o.name, known.URL)
	}
	return s.reportConnected(a, o, params, found)
}

// connectCAFile returns a path that does not depend on where the command runs.
func (s *session) connectCAFile(o connectOptions, known app.Known) (string, error) {
	path := s.valueOr(o.caFile, "WEIR_JIRA_CA_FILE")
	if path == "" {
		return known.CAFile, nil
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find CA file: %w", err)
	}
	return path, nil
}

// connectURL takes the URL from the first place that has one, and asks the site
// what it is: a wrong URL should not come out after the token was typed.
func (s *session) connectURL(ctx context.Context, a *app.App, o connectOptions, caFile string, known app.Known) (*url.URL, error) {
	given := s.valueOr(o.url, "WEIR_JIRA_URL")
	switch {
	case given != "":
		return jira.ParseSite(given)
	case !s.terminal.canAsk() && known.URL != nil:
		return known.URL, nil
	case !s.terminal.canAsk():
		return nil, &weir.Error{Kind: weir.Usage, Text: "there is no terminal to ask for the site's URL", Next: "give it with --url"}
	}
	question := "Jira's URL (as in the browser): "
	if known.URL != nil {
		question = fmt.Sprintf("Jira's URL [%s]: ", known.URL)
	}
	var site *url.URL
	err := s.askUntil(ctx, question, func(answer string) (err error) {
		if site = known.URL; answer != "" || site == nil {
			if site, err = jira.ParseSite(answer); err != nil {
				return err
			}
		}
		server, err := a.Probe(ctx, site, caFile)
		if kind := weir.KindOf(err); kind == weir.Unauthorised || kind == weir.Forbidden {
			return nil // a site that tells strangers nothing
		}
		if err == nil {
			fmt.Fprintf(s.call.Stderr, "This is Jira %s %s.\n", server.Flavour, s.clean(server.Version))
		}
		return err
	})
	return site, err
}

func (s *session) connectUser(ctx context.Context, o connectOptions, known app.Known) (secret.Text, error) {
	user := s.valueOr(o.user, "WEIR_JIRA_USER")
	if user == "" && s.terminal.canAsk() {
		question := "Account (your e-mail address; empty for a personal access token): "
		if !known.User.IsZero() {
			question = "Account (your e-mail address) [the same as before]: "
		}
		answer, err := s.ask(ctx, question)
		if err != nil {
			return secret.Text{}, err
		}
		user = answer
	}
	if user == "" {
		return known.User, nil
	}
	return secret.New(user), nil
}

// connectToken takes the token from the first place that has one: the file, the
// environment, the terminal, standard input.
func (s *session) connectToken(ctx context.Context, o connectOptions) (secret.Text, error) {
	file := s.valueOr(o.tokenFile, "WEIR_JIRA_TOKEN_FILE")
	switch {
	case file != "":
		text, err := readToken(file)
		if err != nil {
			return secret.Text{}, &weir.Error{Kind: weir.Usage, Text: "cannot read the token file", Next: "check --token-file", Err: err}
		}
		return cleanToken(text)
	case s.env.Getenv("WEIR_JIRA_TOKEN") != "":
		return cleanToken([]byte(s.env.Getenv("WEIR_JIRA_TOKEN")))
	case s.terminal.canAsk():
		return s.askToken(ctx)
	}
	text, err := waitFor(ctx, func() (string, error) {
		text, err := io.ReadAll(io.LimitReader(s.terminal.lines, maxToken+1))
		return string(text), err
	})
	if err != nil {
		return secret.Text{}, fmt.Errorf("read token: %w", err)
	}
	return cleanToken([]byte(text))
}

func (s *session) askToken(ctx context.Context) (secret.Text, error) {
	s.explainTokens()
	for n := 1; ; n++ {
		typed, err := s.askSecret(ctx, "API token (not shown): ")
		if err != nil {
			return secret.Text{}, err
		}
		token, err := cleanToken([]byte(typed.Reveal()))
		if err == nil || n == maxAnswers {
			return token, err
		}
		s.printError(err)
	}
}

// readToken reads no more of a file than a token can have.
func readToken(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // which file it is, is the user's choice
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	return io.ReadAll(io.LimitReader(f, maxToken+100))
}

// explainTokens says where a token is made, and what it has to be good for.
func (s *session) explainTokens() {
	fmt.Fprint(s.call.Stderr, `Make a token, if you have none:
  Cloud        https://id.atlassian.com/manage-profile/security/api-tokens
  Data Center  your profile in Jira, Personal Access Tokens
A Cloud token without scopes will do. One with scopes needs these:
`)
	for _, job := range app.Jobs() {
		fmt.Fprintf(s.call.Stderr, "  %-12s %s\n", job.Name, strings.Join(job.Scopes().Classic, ", "))
	}
}

const maxToken = 2000

// cleanToken takes off the line end that files and pipes add, and refuses what
// cannot be a token before it is sent anywhere.
func cleanToken(text []byte) (secret.Text, error) {
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
	next := "copy the token again; give it by --token-file, WEIR_JIRA_TOKEN or standard input"
	switch {
	case len(text) == 0:
		return secret.Text{}, &weir.Error{Kind: weir.Usage, Text: "there is no token", Next: next}
	case len(text) > maxToken:
		return secret.Text{}, &weir.Error{Kind: weir.Usage, Text: "this is too long for a token", Next: next}
	case bytes.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return secret.Text{}, &weir.Error{Kind: weir.Usage, Text: "a token has no spaces, line breaks or special letters", Next: next}
	}
	return secret.New(string(text)), nil
}

func (s *session) reportConnected(a *app.App, o connectOptions, p app.ConnectParams, found app.Connected) error {
	if o.json {
		return s.printJSON(map[string]any{
			"name": o.name, "url": p.URL.String(), "api_url": found.API.String(), "flavour": found.Server.Flavour,
			"version": found.Server.Version, "account": found.Account.Person.Display, "time_zone": found.Account.Zone.String(),
			"saved": !o.dryRun, "keychain": found.Store, "beyond_reading": append([]string{}, found.Grant.Beyond...),
		})
	}
	out := s.call.Stderr
	fmt.Fprintf(out, "signed in to Jira %s as %s\n", found.Server.Flavour, s.clean(found.Account.Person.Display))
	if found.Scoped {
		fmt.Fprintln(out, "the token has scopes, so Weir goes through Atlassian's gateway")
	}
	if o.jql != "" && !found.Matches {
		fmt.Fprintln(out, "the query is valid, but matches no issue at present")
	}
	if len(found.Grant.Beyond) > 0 {
		fmt.Fprintf(out, "note: this account may do more than Weir needs (%s); Weir only reads, whatever it may\n", s.clean(strings.Join(found.Grant.Beyond, ", ")))
	}
	if o.dryRun {
		fmt.Fprintln(out, "nothing was saved (--dry-run)")
		return nil
	}
	site := ""
	if a.HasOthers() {
		site = "--site " + o.name + " "
	}
	fmt.Fprintf(out, "saved %q; the token is in the %s\n", o.name, found.Store)
	fmt.Fprintf(out, "next: weir issues %s--jql 'assignee = currentUser()'\n", site)
	return nil
}

// valueOr returns a flag's value, or that of a variable.
func (s *session) valueOr(flag, variable string) string {
	if flag != "" {
		return flag
	}
	return s.env.Getenv(variable)
}

// atMostOneJob refuses several names, which mostly are a query without quotes.
func atMostOneJob(cmd *cobra.Command, args []string) error {
	if len(args) < 2 {
		return nil
	}
	return &weir.Error{
		Kind: weir.Usage, Text: fmt.Sprintf("want one name at most, got %d arguments: %s", len(args), strings.Join(args, " ")),
		Next: "put what holds spaces in quotes; `" + cmd.CommandPath() + " --help` shows examples",
	}
}

func oneAtLeast(what, example string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return &weir.Error{Kind: weir.Usage, Text: "want " + what, Next: "for instance: " + example}
	}
}

func exactlyOne(what, example string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("want %s, got %d arguments", what, len(args)), Next: "for instance: " + example}
	}
}
