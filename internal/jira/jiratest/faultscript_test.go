package jiratest_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"weir"
	"weir/internal/jira/jiratest"
)

// struck asks for a path n times, and returns which requests met the fault.
func struck(t *testing.T, s *jiratest.Server, path string, n int) string {
	t.Helper()
	var b strings.Builder
	for range n {
		if ask(t, s, account, http.MethodGet, s.URL()+path, nil).status == 503 {
			b.WriteByte('x')
		} else {
			b.WriteByte('.')
		}
	}
	return b.String()
}

func TestARuleStrikesWhatItIsAbout(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, rule, path, want string }{
		{"all where nothing is said", "", "/rest/api/3/field", "xxxxxx"},
		{"after some", "after = 2", "/rest/api/3/field", "..xxxx"},
		{"so many times", "times = 2", "/rest/api/3/field", "xx...."},
		{"after some, so many times", "after = 1\ntimes = 2", "/rest/api/3/field", ".xx..."},
		{"every second", "every = 2", "/rest/api/3/field", ".x.x.x"},
		{"after some, every second, once", "after = 1\nevery = 2\ntimes = 1", "/rest/api/3/field", "..x..."},
		{"a path", `path = "/rest/api/3/field"`, "/rest/api/3/field", "xxxxxx"},
		{"a path above", `path = "/rest/api/3/"`, "/rest/api/3/field", "xxxxxx"},
		{"a path that only begins alike", `path = "/rest/api/3/fiel"`, "/rest/api/3/field", "......"},
		{"another path", `path = "/rest/api/3/status"`, "/rest/api/3/field", "......"},
		{"a template", `path = "/rest/api/3/issue/{issue}/changelog"`, "/rest/api/3/issue/10001/changelog", "xxxxxx"},
		{"another template", `path = "/rest/api/3/issue/{issue}/comment"`, "/rest/api/3/issue/10001/changelog", "......"},
		{"a parameter", `query = "startAt=3"`, "/rest/api/3/field/search?startAt=3", "xxxxxx"},
		{"a parameter that is escaped", `query = "query=a b"`, "/rest/api/3/field/search?query=a+b", "xxxxxx"},
		{"another parameter", `query = "maxResults"`, "/rest/api/3/field/search?startAt=3", "......"},
		{"a chance of one", "chance = 1.0", "/rest/api/3/field", "xxxxxx"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, jiratest.Options{Site: small(), Faults: script(t, "[[fault]]\n"+test.rule+"\ndo = \"status\"\nstatus = 503")})
			if got := struck(t, s, test.path, 6); got != test.want {
				t.Errorf("it struck %s, want %s", got, test.want)
			}
		})
	}
}

func TestAChanceDependsOnItsSeedAlone(t *testing.T) {
	t.Parallel()
	run := func(seed int) string {
		s := start(t, jiratest.Options{Faults: script(t, fmt.Sprintf("[[fault]]\nchance = 0.3\nseed = %d\ndo = \"status\"\nstatus = 503", seed))})
		return struck(t, s, "/rest/api/3/field", 60)
	}
	if a, b := run(7), run(7); a != b {
		t.Errorf("the same seed struck\n%s and\n%s", a, b)
	}
	if n := strings.Count(run(7), "x"); n < 6 || n > 32 {
		t.Errorf("%d of 60 were struck, with a chance of 0.3", n)
	}
	if run(7) == run(8) {
		t.Error("another seed strikes the same requests")
	}
}

func TestTheFirstRuleThatStrikesDecides(t *testing.T) {
	t.Parallel()
	s := start(t, jiratest.Options{Flavour: jiratest.DataCenter, ContextPath: "jira", Faults: []jiratest.Fault{
		{Path: "/rest/api/2/field", Every: 2, Do: jiratest.AnswerStatus, Status: 502},
		{Path: "/rest/api/2/field", Times: 1, After: 1, Do: jiratest.AnswerStatus, Status: 503},
	}})
	var got []int
	for range 4 {
		got = append(got, ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/2/field", nil).status)
	}
	// The second rule is due from the second request on, which the first takes.
	if want := []int{200, 502, 503, 502}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestTheGatewaysPathsAreJiras(t *testing.T) {
	t.Parallel()
	s := start(t, jiratest.Options{Scoped: true, Faults: script(t, "[[fault]]\npath = \"/rest/api/3/field\"\ndo = \"status\"\nstatus = 503")})
	if a := ask(t, s, account, http.MethodGet, s.GatewayURL()+"/rest/api/3/field", nil); a.status != 503 {
		t.Errorf("at the gateway: %d", a.status)
	}
}

func TestAScriptThatIsWrongSaysWhere(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want, next string }{
		"nothing":                  {"# only a comment\n", "f.toml:1:1: there is no fault", "[[fault]]"},
		"no TOML":                  {"[[fault]]\ndo = \n", "f.toml:2:", "correct the line"},
		"an unknown key":           {"[[fault]]\ndo = \"reset\"\ncolour = \"red\"\n", `f.toml:3:1: unknown key "fault.colour"`, "docs/try-without-jira.md"},
		"an unknown table":         {"[fault_list]\n", "f.toml:1:2: unknown key", "[[fault]]"},
		"the wrong type":           {"[[fault]]\ndo = 3\n", "f.toml:2:6: ", "correct the line"},
		"a fault that is none":     {"[[fault]]\ndo = \"explode\"\n", `f.toml:2:1: there is no fault "explode"`, "bomb, clock"},
		"no fault named":           {"\n\n[[fault]]\nafter = 1\n", `f.toml:3:3: there is no fault ""`, "reset"},
		"a key of another fault":   {"[[fault]]\ndo = \"reset\"\n\n[[fault]]\n  keep = 3\n  do = \"reset\"\n", "f.toml:5:3: keep does not belong", `"reset" takes at`},
		"a key where none belongs": {"[[fault]]\ndo = \"garbage\"\nadd = 3\n", "f.toml:3:1: add does not belong", "no value of its own"},
		"a path without a slash":   {"[[fault]]\npath = \"rest\"\ndo = \"reset\"\n", "f.toml:2:1: a path begins", "/rest/"},
		"a chance above one":       {"[[fault]]\nchance = 1.5\ndo = \"reset\"\n", "f.toml:2:1: a chance", "0.1"},
		"a chance that is none":    {"[[fault]]\nchance = nan\ndo = \"reset\"\n", "f.toml:2:1: a chance", "0.1"},
		"a negative count":         {"[[fault]]\nafter = -1\ndo = \"reset\"\n", "f.toml:2:1: after cannot", "leave it out"},
		"no status":                {"[[fault]]\ndo = \"status\"\n", "f.toml:1:3: a status lies", "503"},
		"a status of no answer":    {"[[fault]]\ndo = \"status\"\nstatus = 101\n", "f.toml:3:1: a status lies", "503"},
		"a body where none is":     {"[[fault]]\ndo = \"status\"\nstatus = 204\nbody = \"json\"\n", "f.toml:4:1: an answer with", "empty"},
		"a header over two lines":  {"[[fault]]\ndo = \"status\"\nstatus = 503\nheaders = { A = \"b\\nC: d\" }\n", "f.toml:4:1: \"A\" is no header", "Retry-After"},
		"headers in their table":   {"[[fault]]\ndo = \"status\"\nstatus = 503\n[fault.headers]\n\"a b\" = \"c\"\n", "f.toml:4:2: \"a b\" is no header", "Retry-After"},
		"a length of one's own":    {"[[fault]]\ndo = \"status\"\nstatus = 503\nheaders = { content-length = \"3\" }\n", "f.toml:4:1: content-length follows", "truncate"},
		"a word that is none":      {"[[fault]]\ndo = \"reset\"\nat = \"end\"\n", "f.toml:3:1: at cannot be", "start, body"},
		"a framing that is none":   {"[[fault]]\ndo = \"truncate\"\nframing = \"none\"\n", "f.toml:3:1: framing cannot", "length, chunked"},
		"slow, but not how":        {"[[fault]]\ndo = \"slow\"\n", "f.toml:2:1: how slow", "delay"},
		"a length of time":         {"[[fault]]\ndo = \"slow\"\ndelay = \"3\"\n", "f.toml:3:1: \"3\" is no length", "250ms"},
		"an eternity":              {"[[fault]]\ndo = \"slow\"\ndelay = \"1h\"\n", "f.toml:3:1: delay lies between", "within"},
		"a step of nowhere":        {"[[fault]]\ndo = \"clock\"\n", "f.toml:2:1: how far", "-90m"},
		"nowhere to go":            {"[[fault]]\ndo = \"redirect\"\n", "f.toml:1:3: this is no place", "https"},
		"to somewhere unsafe":      {"[[fault]]\ndo = \"redirect\"\nto = \"http://sso.test/\"\n", "f.toml:3:1: this is no place", "https"},
		"nothing to add":           {"[[fault]]\ndo = \"wrong-total\"\n", "f.toml:2:1: how wrong", "-5"},
		"too large a bomb":         {"[[fault]]\ndo = \"bomb\"\nsize_mib = 100000\n", "f.toml:3:1: at most 512", "smaller"},
		"a sign-out untold":        {"[[fault]]\ndo = \"sign-out\"\ntell = \"all\"\n", "f.toml:3:1: tell cannot", "reason, account, nothing"},
		"a file that is none":      {strings.Repeat("#", 1<<20+1), "f.toml: a script of faults has at most", "right file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults, err := jiratest.ParseFaults("f.toml", []byte(test.text))
			if !errors.Is(err, weir.BadInput) || faults != nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("error is %v, want %s…", err, test.want)
			}
			if !strings.Contains(weir.NextStep(err), test.next) {
				t.Errorf("the next step is %q, want %q in it", weir.NextStep(err), test.next)
			}
		})
	}
}

func TestAScriptWrittenDownIsCheckedToo(t *testing.T) {
	t.Parallel()
	_, err := jiratest.Start(jiratest.Options{Faults: []jiratest.Fault{{Do: jiratest.ResetConnection}, {Do: jiratest.StepClock, Step: "soon"}}})
	if !errors.Is(err, weir.Usage) || err == nil || !strings.Contains(err.Error(), "fault 2: ") {
		t.Errorf("error is %v", err)
	}
}

// FuzzParseFaults: any bytes are a script that a server can play, or a clear
// error with its place.
func FuzzParseFaults(f *testing.F) {
	for _, seed := range []string{
		"[[fault]]\npath = \"/rest/api/3/search/jql\"\nquery = \"nextPageToken=\"\nafter = 1\nevery = 2\nchance = 0.5\nseed = -3\ntimes = 4\ndo = \"status\"\nstatus = 503\nbody = \"html\"\nheaders = { Retry-After = \"2\" }\n",
		"[[fault]]\ndo = \"truncate\"\nkeep = 9\nframing = \"chunked\"\n[[fault]]\ndo = \"wrong-total\"\nadd = -3\n",
		"fault = [{do = \"duplicate\", count = 2}, {do = \"clock\", step = \"-90m\"}]", "\xef\xbb\xbf[[fault]]\ndo='empty-page'",
		"[[fault]]\ndo = \"status\"\nstatus = 200\n[fault.headers]\nX = \"y\"\n", "[fault]\ndo=1", "fault = 3", "[[fault", "a.b = 1", "[[fault]]\n[[fault.headers]]", "\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		faults, err := jiratest.ParseFaults("f", data)
		if err != nil {
			var told *weir.Error
			if !errors.As(err, &told) || told.Kind != weir.BadInput || told.Next == "" || !strings.HasPrefix(err.Error(), "f:") || strings.Contains(err.Error(), "\n") {
				t.Fatalf("no clear error: %v", err)
			}
			return
		}
		for _, fault := range faults {
			// What waits is for the other tests.
			if fault.Do == jiratest.SlowDown || fault.Do == jiratest.FallSilent || fault.Do == jiratest.SendBomb || fault.Do == jiratest.ResetConnection {
				return
			}
		}
		s, err := jiratest.Start(jiratest.Options{Site: small(), Faults: faults, Now: clock})
		if err != nil {
			t.Fatalf("what was parsed is refused: %v", err)
		}
		for range 3 {
			serve(t, s, "/rest/api/3/search/jql?jql=project+is+not+empty&maxResults=2")
		}
		if err := s.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}
