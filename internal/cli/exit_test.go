package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"weir"
	"weir/internal/cli"
)

func TestExitCodesFollowFromTheKindOfError(t *testing.T) {
	t.Parallel()
	for kind, want := range map[weir.Kind]int{
		weir.Usage: 2, weir.Partial: 3, weir.Unauthorised: 4, weir.Forbidden: 4, weir.Interrupted: 130,
		weir.BadConfig: 1, weir.BadInput: 1, weir.BadQuery: 1, weir.NotFound: 1, weir.NotJira: 1, weir.Obsolete: 1,
		weir.RateLimited: 1, weir.Unreachable: 1, weir.Untrusted: 1, weir.Truncated: 1, weir.ServerFault: 1,
		weir.Refused: 1, weir.Storage: 1, weir.Busy: 1, weir.Unexpected: 1,
	} {
		if got := cli.ExitCode(&weir.Error{Kind: kind, Text: "x"}); got != want {
			t.Errorf("%s ends with %d, want %d", kind, got, want)
		}
	}
	if got := cli.ExitCode(nil); got != 0 {
		t.Errorf("no error ends with %d", got)
	}
}

// call runs the program in this process.
func call(t *testing.T, environ []string, args ...string) (code int, out, errs string) {
	t.Helper()
	dir := t.TempDir()
	var stdout, stderr bytes.Buffer
	code = cli.Run(t.Context(), cli.Call{
		Args: args, Environ: append([]string{"HOME=" + dir, "APPDATA=" + dir, "LOCALAPPDATA=" + dir}, environ...),
		Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr,
	})
	return code, stdout.String(), stderr.String()
}

func TestCallsEndWithTheirCode(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		want int
	}{
		"help":                      {[]string{"--help"}, 0},
		"an unknown command":        {[]string{"nonsense"}, 2},
		"an unknown flag":           {[]string{"issues", "--nonsense"}, 2},
		"a missing query":           {[]string{"issues"}, 2},
		"a wrong format":            {[]string{"issues", "--jql", "a = b", "--format", "yaml"}, 2},
		"an invalid query":          {[]string{"jql", "explain", "a ="}, 1},
		"a verdict as data":         {[]string{"jql", "explain", "--json", "a ="}, 0},
		"no site":                   {[]string{"issues", "--jql", "a = b"}, 1},
		"doctor without a site":     {[]string{"doctor"}, 1},
		"forgetting what is not":    {[]string{"forget", "nothing"}, 2},
		"tasks that are not set up": {[]string{"tasks", "sync"}, 1},
		"watching too often":        {[]string{"tasks", "watch", "--every", "1s"}, 2},
		"connect without a token":   {[]string{"connect", "x", "--url", "https://jira.invalid", "--dry-run"}, 2},
	} {
		if got, out, errs := call(t, nil, test.args...); got != test.want {
			t.Errorf("%s ends with %d, want %d: %s%s", name, got, test.want, out, errs)
		}
	}
}

// Every help begins with examples.
func TestEveryHelpBeginsWithExamples(t *testing.T) {
	t.Parallel()
	for _, command := range []string{
		"", "access", "audit", "connect", "demo", "doctor", "fields", "forget", "issues", "jql", "jql explain", "simulate", "simulate jira", "version",
		"tasks", "tasks init", "tasks plan", "tasks sync", "tasks status", "tasks watch", "tasks forget",
	} {
		_, out, _ := call(t, nil, append(strings.Fields(command), "--help")...)
		if !strings.HasPrefix(out, "Examples:\n  weir ") {
			t.Errorf("the help of %q begins with %.40q", command, out)
		}
	}
}

// Promise C4: a proxy's password is shown to nobody.
func TestDoctorNamesTheProxyWithoutItsPassword(t *testing.T) {
	t.Parallel()
	_, out, errs := call(t, []string{
		"HTTPS_PROXY=http://planted-user:planted-password@127.0.0.1:9",
		"WEIR_JIRA_URL=https://jira.invalid", "WEIR_JIRA_USER=u", "WEIR_JIRA_TOKEN=planted-token", "WEIR_JIRA_CA_FILE=/nonexistent",
	}, "doctor")
	if !strings.Contains(out, "jira.invalid goes through http://127.0.0.1:9") {
		t.Errorf("doctor does not name the proxy: %s", out)
	}
	if strings.Contains(out+errs, "planted") {
		t.Errorf("doctor shows a secret: %s%s", out, errs)
	}
}
