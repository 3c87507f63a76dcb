package e2e_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"weir/internal/msgraph/graphtest"
)

// token is what the simulated Microsoft's tokens and codes look like: nothing else
// is so long without a space.
var token = regexp.MustCompile(`[A-Za-z0-9_.~-]{100,}`)

// Promises C1 and C4, for Microsoft: no access token, refresh token or device code
// is in what any command prints, with --debug, or leaves on the disk outside the
// encrypted file, whatever Microsoft answers.
func TestNoTokenOfMicrosoftShows(t *testing.T) {
	t.Parallel()
	environ, dir := plantedEnvironment(t, nil)
	s := graphtest.ForTest(t, graphtest.Options{ClientID: simulatedClient, AutoConsent: true, TitleLag: -1, SectionLag: -1, DeviceInterval: time.Second})
	s.AddSection(s.AddNotebook("Team notebook"), "Weekly")
	ca := filepath.Join(t.TempDir(), "graph.pem")
	if err := os.WriteFile(ca, s.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	environ = append(environ, "WEIR_MICROSOFT_CLIENT_ID="+simulatedClient, "WEIR_MICROSOFT_LOGIN="+s.URL(), "WEIR_MICROSOFT_GRAPH="+s.URL(),
		"WEIR_MICROSOFT_CA_FILE="+ca, "BROWSER="+os.Args[0]+" "+browseCommand+" "+ca)
	weir := func(code int, command ...string) {
		t.Helper()
		got, out, errs := ran(t, environ, append([]string{"--debug"}, command...)...)
		what := "weir " + strings.Join(command, " ")
		if got != code {
			t.Errorf("%s ends with %d, want %d: %s", what, got, code, errs)
		}
		for where, text := range map[string][]byte{"standard output": out, "standard error": errs} {
			mustBeFree(t, what+": "+where, text)
			if found := token.Find(text); found != nil {
				t.Errorf("%s: %s shows %.40s…", what, where, found)
			}
		}
	}
	const place = "Team notebook/Weekly/Open work"
	weir(0, "report", "sign-in")
	weir(0, "report", "init", "weekly", "--jql", "project = SHOP", "--onenote", place, "--run")
	weir(0, "report", "run", "--json")
	weir(0, "doctor", "--json")
	for _, code := range []int{50076, 53003, 65001, 90094} { // more proof, a rule, consent, an administrator's consent
		s.FailSignIn(graphtest.SignInFault{Code: code})
		weir(4, "report", "run")
	}
	s.Revoke()
	weir(4, "report", "run")
	weir(0, "report", "sign-in", "--device", "--json")
	weir(0, "report", "run")
	weir(0, "report", "history", "weekly", "--json")
	weir(0, "audit", "--json")
	weir(0, "report", "forget", "weekly")
	if err := os.Remove(filepath.Join(dir, "config.toml.secrets.age")); err == nil {
		t.Error("the sign-in is left")
	}
	searchFiles(t, dir)
	searchTokens(t, dir)
}

func searchTokens(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path) //nolint:gosec // a directory of this test's own
		if found := token.Find(text); found != nil {
			t.Errorf("%s holds %.40s…", path, found)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
