package e2e_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"weir/internal/jira/jiratest"
	"weir/internal/msgraph/graphtest"
)

func TestMain(m *testing.M) {
	for name, do := range map[string]func(args []string) error{browseCommand: browse, graphCommand: serveGraph} {
		if len(os.Args) < 3 || os.Args[1] != name {
			continue
		}
		if err := do(os.Args[2:]); err != nil {
			_, _ = fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if built.Load() {
		path, _ := binary()
		_ = os.RemoveAll(filepath.Dir(path)) // best effort: it is the system's temporary directory
	}
	os.Exit(code)
}

// TestScripts runs what a user types: see testdata/script.
func TestScripts(t *testing.T) {
	t.Parallel()
	weir, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("WEIR", weir)
			env.Setenv("PATH", filepath.Dir(weir)+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
			env.Setenv("APPDATA", filepath.Join(env.WorkDir, "config"))
			env.Setenv("LOCALAPPDATA", filepath.Join(env.WorkDir, "state"))
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("WEIR_KEYCHAIN", "file")                 // a test must not touch the keychain of who runs it
			env.Setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:") // nor may `forget --all`
			env.Setenv("TZ", "UTC")
			env.Values[holderKey{}] = &holder{}
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("there is no condition %q", name)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"jira":   startJira,
			"expire": func(ts *testscript.TestScript, _ bool, _ []string) { server(ts).Expire() },
			"asked":  asked,
			"gone":   gone,
			"expand": expand,
			"ready":  ready,

			"team":    team,
			"exits":   exits,
			"atmost":  atMost,
			"replace": replace,

			"graph":      startGraph,
			"graphready": graphReady,
			"note":       noteInMarkdown,
			"person":     person,
			"onenote":    onenote,
			"graphasked": graphAsked,
			"listed":     listed,
			"revoke":     revoke,
		},
	})
}

// A holder keeps the simulated Jira and OneNote that a script started last.
type holder struct {
	server *jiratest.Server
	graph  *graphtest.Server
	read   int // so many of its requests were counted by atmost
}

type holderKey struct{}

func held(ts *testscript.TestScript) *holder {
	h, ok := ts.Value(holderKey{}).(*holder)
	if !ok {
		ts.Fatalf("the script was not set up")
	}
	return h
}

func server(ts *testscript.TestScript) *jiratest.Server {
	h := held(ts)
	if h.server == nil {
		ts.Fatalf("there is no simulated Jira: call jira first")
	}
	return h.server
}

// startJira starts a simulated Jira: jira [-flavour dc] [-issues N] [-fault F]
// [-scoped] [-anonymous]. It sets SITE_URL, SITE_USER, SITE_TOKEN and SITE_CA,
// and writes the token to the file token.
func startJira(ts *testscript.TestScript, _ bool, args []string) {
	flags := flag.NewFlagSet("jira", flag.ContinueOnError)
	flavour := flags.String("flavour", "cloud", "")
	issues := flags.Int("issues", 20, "")
	fault := flags.String("fault", "", "")
	scoped := flags.Bool("scoped", false, "")
	ts.Check(flags.Parse(args))
	s, err := jiratest.Start(jiratest.Options{
		Flavour: jiratest.Flavour(*flavour), Scoped: *scoped, Anonymous: true,
		Site:      jiratest.Generate(jiratest.GenerateParams{Issues: *issues, Seed: 11, Now: time.Now()}),
		Intercept: faults()[*fault],
	})
	ts.Check(err)
	ts.Defer(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_ = s.Close(ctx) // what is still running is cut off
		if v := s.Violations(); len(v) > 0 {
			ts.Fatalf("the simulated Jira was asked for more than it may be: %v", v)
		}
	})
	ca := ts.MkAbs("ca.pem")
	ts.Check(os.WriteFile(ca, s.CAPEM(), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("token"), []byte(s.Token()+"\n"), 0o600))
	ts.Setenv("SITE_URL", s.URL())
	ts.Setenv("SITE_USER", s.User())
	ts.Setenv("SITE_TOKEN", s.Token())
	ts.Setenv("SITE_CA", ca)
	held(ts).server, held(ts).read = s, 0
}

// ready waits for the ready file of a simulator that the script runs, and makes
// that one the site: ready FILE.
func ready(ts *testscript.TestScript, _ bool, args []string) {
	takeReady(ts, args[0], "WEIR_JIRA_", "url", "user", "token", "ca_file")
}

// graphReady does the same for a simulated OneNote: graphready FILE.
func graphReady(ts *testscript.TestScript, _ bool, args []string) {
	takeReady(ts, args[0], "WEIR_MICROSOFT_", "client_id", "login", "graph", "ca_file")
}

// takeReady puts what a ready file says into variables.
func takeReady(ts *testscript.TestScript, file, prefix string, names ...string) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 6000 { // half a minute
		if text, err := os.ReadFile(ts.MkAbs(file)); err == nil {
			var said map[string]string
			ts.Check(json.Unmarshal(text, &said))
			for _, name := range names {
				ts.Setenv(prefix+strings.ToUpper(name), said[name])
			}
			return
		}
		<-tick.C
	}
	ts.Fatalf("%s does not appear", file)
}

// asked checks how often a path with the given ending was asked for.
func asked(ts *testscript.TestScript, neg bool, args []string) {
	n := 0
	for _, request := range server(ts).Requests() {
		if strings.HasSuffix(request.Path, args[0]) {
			n++
		}
	}
	if (n == 0) != neg {
		ts.Fatalf("%s was asked for %d times", args[0], n)
	}
}

// expand replaces the variables in files of the script.
func expand(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		text := os.Expand(ts.ReadFile(name), ts.Getenv)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
}

// gone checks that nothing is left below a directory.
func gone(ts *testscript.TestScript, _ bool, args []string) {
	err := filepath.WalkDir(ts.MkAbs(args[0]), func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			return fmt.Errorf("%s is left", path)
		}
		return nil
	})
	ts.Check(err)
}

// faults are what can go wrong between Weir and Jira, by name.
func faults() map[string]func(w http.ResponseWriter, r *http.Request) bool {
	search := func(answer func(w http.ResponseWriter, r *http.Request)) func(w http.ResponseWriter, r *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.URL.Path, "/search") {
				return false
			}
			answer(w, r)
			return true
		}
	}
	return map[string]func(w http.ResponseWriter, r *http.Request) bool{
		"login-page": func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html>Please sign in to the corporate proxy</html>")
			return true
		},
		"redirect": func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "https://sso.example.test/login?secret=1", http.StatusFound)
			return true
		},
		"forbidden": search(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }),
		"quota": search(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "2400")
			w.WriteHeader(http.StatusTooManyRequests)
		}),
		"removed": search(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }),
		"token-loop": search(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"issues":[{"id":"1","key":"SHOP-1"}],"isLast":false,"nextPageToken":"again"}`)
		}),
		"hostile": search(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"isLast":true,"issues":[{"id":"1","key":"SHOP-1","fields":{"summary":"=cmd|'/c calc'!A1 \u001b[2J\u202e| <script>alert(1)</script>\nnext"}}]}`)
		}),
	}
}
