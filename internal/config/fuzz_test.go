package config_test

import (
	"errors"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2/unstable"

	"weir"
	"weir/internal/config"
)

func seeds(f *testing.F) {
	for _, text := range []string{
		"", "# c\n", whole, "default_site = \"a\"\n[jira.a]\nurl = \"https://a.example\" # c\nca_file = \"/c\"\n# end",
		"[jira]\nfuzzed.url = 'https://x.example' # c\n", "[jira]\nfuzzed = { url = 'https://x.example' } # c\n", "jira = { fuzzed = { url = \"https://x.example\", } }",
		"\ufeffjira.fuzzed.url = \"https://x.example\"\r\n# c\r\n", "[ jira . \"fuzzed\" ] # c\n\turl\t=\t\"\"\"https://x.example\"\"\"\t# d\n\tapi_url = 'https://y.example'",
		"[jira.a]\nurl = \"https://a.example\"\n[jira.fuzzed]\nurl = \"https://b.example\"\n\n\n# c\n[jira.c]\nurl = \"https://c.example\"",
		"token = \"x\"\n[jira.work]\npassword = 1\n", "[[jira]]\n", "a.b.c = [1, [2, {d = 3}]]\n", "x = 1979-05-27T07:32:00Z\n", "[jira.fuzzed]\r\nurl='https://x.example'",
		"keychain = \"auto\"\n", "\xff\xfe", "[jira.fuzzed]\nurl = \"https://x.example\"\nca_file = '''\n/a\n''' # c\n",
	} {
		f.Add([]byte(text), "https://new.example/jira", "", "")
		f.Add([]byte(text), "https://x.example", "https://api.example", "/ca.pem")
	}
}

// FuzzLoad gives the loader any bytes: a configuration, or a clear error.
func FuzzLoad(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text []byte, _, _, _ string) {
		path := filepath.Join(t.TempDir(), "config.toml")
		put(t, path, string(text))
		c, _, err := config.Load(fuzzParams(path))
		if err != nil {
			if weir.KindOf(err) != weir.BadConfig || !strings.Contains(told(t, err), path+":") {
				t.Errorf("unclear: %v", err)
			}
			return
		}
		for name, s := range c.Jira {
			if err := config.CheckName(name); err != nil || s.Name != name || s.URL == nil || s.URL.Scheme != "https" || s.URL.User != nil || !s.Token.IsZero() {
				t.Errorf("took over %+v (%v)", s, err)
			}
		}
		if _, ok := c.Jira[c.DefaultSite]; c.DefaultSite != "" && !ok {
			t.Errorf("the default %q is not there", c.DefaultSite)
		}
	})
}

// FuzzSaveSite saves a site into any file that is right, and removes it again.
// What was there means the same as before, and no comment is lost.
func FuzzSaveSite(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text []byte, address, api, ca string) {
		path := filepath.Join(t.TempDir(), "config.toml")
		put(t, path, string(text))
		before, _, err := config.Load(fuzzParams(path))
		site := config.Site{Name: "fuzzed", URL: parsed(address), APIURL: parsed(api), CAFile: ca}
		if err != nil || site.Validate() != nil {
			return
		}
		c, _, err := config.Load(fuzzParams(path))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.SaveSite(site); err != nil {
			refused(t, path, text, err)
			return
		}
		saved := read(t, path)
		after, _, err := config.Load(fuzzParams(path))
		if err != nil {
			t.Fatalf("the new file has faults: %v\n%s", err, saved)
		}
		if got := after.Jira["fuzzed"]; !alike(got, c.Jira["fuzzed"]) || got.URL == nil {
			t.Errorf("got %+v, want %+v", got, c.Jira["fuzzed"])
		}
		unharmed(t, before, after, "fuzzed")
		if lost := missing(comments(text), comments(saved)); lost != "" {
			t.Errorf("the comment %q is lost in\n%s", lost, saved)
		}
		if err := c.RemoveSite("fuzzed"); err != nil {
			refused(t, path, saved, err)
			return
		}
		gone, _, err := config.Load(fuzzParams(path))
		if err != nil {
			t.Fatalf("the file has faults after the removal: %v\n%s", err, read(t, path))
		}
		unharmed(t, before, gone, "fuzzed")
		if lost := missing(comments(text), comments(read(t, path))); lost != "" {
			t.Errorf("the comment %q is lost in\n%s", lost, read(t, path))
		}
	})
}

func fuzzParams(path string) config.LoadParams {
	return config.LoadParams{Environ: []string{"HOME=/home/u", "WEIR_CONFIG=" + path, "WEIR_STATE_DIR=/none"}, GOOS: "linux"}
}

func parsed(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil || text == "" {
		return nil
	}
	return u
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// refused checks that an edit that is left to the person left no trace.
func refused(t *testing.T, path string, before []byte, err error) {
	t.Helper()
	if !errors.Is(err, weir.BadConfig) || weir.NextStep(err) == "" {
		t.Errorf("unclear: %v", err)
	}
	if got := read(t, path); string(got) != string(before) {
		t.Errorf("refused, and changed all the same: %q", got)
	}
}

func alike(a, b config.Site) bool {
	return a.Name == b.Name && a.CAFile == b.CAFile && (a.URL == nil) == (b.URL == nil) && (a.APIURL == nil) == (b.APIURL == nil) &&
		(a.URL == nil || a.URL.String() == b.URL.String()) && (a.APIURL == nil || a.APIURL.String() == b.APIURL.String())
}

// unharmed compares two configurations but for one site.
func unharmed(t *testing.T, before, after *config.Config, save string) {
	t.Helper()
	b, a := maps.Clone(before.Jira), maps.Clone(after.Jira)
	delete(b, save)
	delete(a, save)
	if !maps.EqualFunc(a, b, alike) || before.KeychainMode() != after.KeychainMode() {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if before.DefaultSite != after.DefaultSite && before.DefaultSite != save {
		t.Errorf("the default was %q and is %q", before.DefaultSite, after.DefaultSite)
	}
}

// comments returns every comment of a text that is TOML.
func comments(text []byte) []string {
	p := unstable.Parser{KeepComments: true}
	p.Reset([]byte(strings.TrimPrefix(string(text), "\ufeff")))
	var found []string
	var walk func(*unstable.Node)
	walk = func(n *unstable.Node) {
		for ; n.Valid(); n = n.Next() {
			if n.Kind == unstable.Comment {
				found = append(found, string(n.Data))
			}
			if n.Kind != unstable.Key {
				walk(n.Child())
			}
		}
	}
	for p.NextExpression() {
		walk(p.Expression())
	}
	return found
}

// missing returns one of want that is not in got, each counted as often as it
// is there.
func missing(want, got []string) string {
	for _, w := range want {
		i := slices.Index(got, w)
		if i < 0 {
			return w
		}
		got = slices.Delete(slices.Clone(got), i, i+1)
	}
	return ""
}
