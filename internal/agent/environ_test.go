package agent_test

import (
	"path/filepath"
	"strings"
	"testing"

	"weir"
	"weir/internal/agent"
)

func TestKeep(t *testing.T) {
	t.Parallel()
	here := must(filepath.Abs("."))(t)
	for _, c := range []struct {
		name          string
		environ, want []string
	}{
		{
			"takes what a job needs and nothing else",
			[]string{"HOME=/home/ada", "EDITOR=vi", "WEIR_CONFIG=/c.toml", "XDG_STATE_HOME=/s", "no_proxy=localhost", "SSH_AUTH_SOCK=/x", "AWS_SECRET_ACCESS_KEY=x", "WEIR_STATE_DIR="},
			[]string{"WEIR_CONFIG=/c.toml", "XDG_STATE_HOME=/s", "no_proxy=localhost"},
		},
		{"takes the last of two", []string{"WEIR_KEYCHAIN=file", "WEIR_KEYCHAIN=system"}, []string{"WEIR_KEYCHAIN=system"}},
		{"takes the file of a secret", []string{"WEIR_JIRA_TOKEN_FILE=/run/secrets/t"}, []string{"WEIR_JIRA_TOKEN_FILE=/run/secrets/t"}},
		{
			"makes paths absolute, but leaves the home directory as it is written",
			[]string{"WEIR_CONFIG=c.toml", "WEIR_STATE_DIR=~/state"},
			[]string{"WEIR_CONFIG=" + here + "/c.toml", "WEIR_STATE_DIR=~/state"},
		},
		{"leaves out the folder one is in from where programs are looked up", []string{"PATH=/a:.::b:/c"}, []string{"PATH=/a:/c"}},
		{"takes a proxy without a password", []string{"HTTPS_PROXY=http://proxy.example.test:3128"}, []string{"HTTPS_PROXY=http://proxy.example.test:3128"}},
		{"takes a path that looks like an address", []string{"WEIR_CONFIG=/home/ada@corp.example/c.toml"}, []string{"WEIR_CONFIG=/home/ada@corp.example/c.toml"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			same(t, "variables", c.want, must(agent.Keep(c.environ))(t))
		})
	}
	for _, variable := range []string{
		"WEIR_JIRA_TOKEN=hunter2", "WEIR_CALDAV_PASSWORD=hunter2", "WEIR_KEYCHAIN_PASSPHRASE=hunter2", "WEIR_JIRA_USER=hunter2",
		"WEIR_GRAPH_CLIENT_SECRET=hunter2", "HTTPS_PROXY=http://ada:hunter2@proxy.example.test", "http_proxy=ada:hunter2@proxy.example.test:80",
		"WEIR_JIRA_URL=https://ada:hunter2@jira.example.test", "WEIR_SOMETHING=Bearer hunter2hunter2",
	} {
		name, _, _ := strings.Cut(variable, "=")
		t.Run("refuses the secret in "+name+" without repeating it", func(t *testing.T) {
			t.Parallel()
			_, err := agent.Keep([]string{"PATH=/bin", variable})
			wantKind(t, err, weir.Refused)
			text := err.Error() + weir.NextStep(err)
			if strings.Contains(text, "hunter2") || !strings.Contains(text, name) || weir.NextStep(err) == "" {
				t.Error(text)
			}
		})
	}
	_, err := agent.Keep([]string{"WEIR_JIRA_TOKEN=x", "WEIR_JIRA_USER=y"})
	if !strings.HasPrefix(err.Error(), "WEIR_JIRA_TOKEN and WEIR_JIRA_USER hold secrets") || !strings.Contains(weir.NextStep(err), "WEIR_JIRA_TOKEN_FILE and WEIR_JIRA_USER_FILE") {
		t.Errorf("not all are told: %v", err)
	}
	_, err = agent.Keep([]string{"WEIR_JIRA_TOKEN=x"})
	if next := weir.NextStep(err); !strings.Contains(next, "keychain") || !strings.Contains(next, "WEIR_JIRA_TOKEN_FILE") {
		t.Errorf("the next step is %q", next)
	}
}
