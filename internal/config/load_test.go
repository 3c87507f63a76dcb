package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weir"
	"weir/internal/config"
)

const whole = `# what is mine
default_site = "work"
keychain = "file"

[jira.work]
url = "https://Example.atlassian.net/" # the company's
api_url = "https://api.atlassian.com/ex/jira/0f8fad5b"

[jira.plant]
url = 'https://jira.example.com:8443/jira'
ca_file = "~/certs/ca.pem"
`

func TestLoad(t *testing.T) {
	t.Parallel()
	t.Run("a whole file is understood", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, whole)
		c := h.load(t)
		if c.Path != h.path() || c.DefaultSite != "work" || c.KeychainMode() != "file" || len(c.Jira) != 2 {
			t.Errorf("got %+v", c)
		}
		work, plant := c.Jira["work"], c.Jira["plant"]
		if work.Name != "work" || work.URL.String() != "https://example.atlassian.net" ||
			work.APIURL.String() != "https://api.atlassian.com/ex/jira/0f8fad5b" || work.CAFile != "" || work.FromEnvironment() {
			t.Errorf("got %+v", work)
		}
		if plant.URL.String() != "https://jira.example.com:8443/jira" || plant.APIURL != nil || plant.CAFile != h.dir+"/certs/ca.pem" {
			t.Errorf("got %+v", plant)
		}
		if got := c.Describe(); got != h.path()+", 2 sites" {
			t.Errorf("Describe() = %q", got)
		}
	})
	for name, text := range map[string]string{
		"an inline table":      `jira = { work = { url = "https://a.example" } }`,
		"dotted keys":          "jira.work.url = \"https://a.example\"\n",
		"a table and a dot":    "[jira]\nwork.url = 'https://a.example'",
		"quoted keys":          "[ \"jira\" . 'work' ]\n\"url\" = \"\"\"https://a.example\"\"\"\r\n",
		"a byte-order mark":    "\ufeff[jira.work]\nurl = \"https://a.example\"\n",
		"escapes":              "[jira.work]\nurl = \"https:\\u002F/a.example\"\n",
		"a name in other ways": "[jira.\"wo\\u0072k\"]\nurl = \"https://a.example\"\n",
	} {
		t.Run(name+" means the same", func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.write(t, text)
			if got := h.load(t).Jira["work"].URL.String(); got != "https://a.example" {
				t.Errorf("got %q", got)
			}
		})
	}
	t.Run("no file and an empty one are the same", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		for range 2 {
			c := h.load(t)
			if len(c.Jira) != 0 || c.KeychainMode() != "auto" || c.Gateway().String() != "https://api.atlassian.com" || !c.Passphrase().IsZero() {
				t.Errorf("got %+v", c)
			}
			h.write(t, "# nothing\n")
		}
		h.vars["WEIR_CONFIG"] = os.DevNull
		h.load(t)
	})
	t.Run("a relative path is meant from the file", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, "[jira.work]\nurl = \"https://a.example\"\nca_file = \"certs/ca.pem\"\n")
		if got, want := h.load(t).Jira["work"].CAFile, filepath.Join(h.dir, "weir", "certs", "ca.pem"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestLoadReportsEveryFault(t *testing.T) {
	t.Parallel()
	t.Run("all at once, with their places, and the nearest key", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, `defalt_site = "work"
keychain = "fiel"
  colour = "blue"
[jira.work]
url = "http://example.atlassian.net"
ca_fiel = "x"
[jira."Big One"]
[jira.third]
url = 7
api_url = "https://a?b"
[jria.x]
y = 1
`)
		h.vars["WEIR_KEYCHAIN"] = "sistem"
		got := h.fails(t, weir.BadConfig)
		at := func(place string) string { return h.path() + ":" + place + ": " }
		wantIn(t, got, "11 faults",
			at("1:1")+`unknown key defalt_site at the top of the file (did you mean "default_site"?)`,
			at("2:1")+`keychain is auto, system or file (did you mean "file"?)`,
			at("3:3")+"unknown key colour at the top of the file; known are columns, default_site, flow, jira, keychain, microsoft, report, tasks",
			at("5:1")+"url must begin with https://: over http the token could be read on the way",
			at("6:1")+`unknown key ca_fiel in [jira.work] (did you mean "ca_file"?)`,
			at("7:7")+"a site's name is up to 40", at("7:7")+`[jira."Big One"] needs a url`,
			at("9:1")+"url must be a text in quotes", at("10:1")+"api_url must end before ? or #",
			at("11:2")+`unknown key jria at the top of the file (did you mean "jira"?)`,
			`WEIR_KEYCHAIN: must be auto, system or file (did you mean "system"?)`)
		if strings.Index(got, "2:1") > strings.Index(got, "3:3") {
			t.Errorf("the faults are not in order: %s", got)
		}
	})
	t.Run("a site that is the default and is not there", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, "default_site = \"worc\"\n[jira.work]\nurl = \"https://a.example\"\n")
		wantIn(t, h.fails(t, weir.BadConfig), `:1:1: there is no [jira.worc] (did you mean "work"?)`)
	})
	for name, c := range map[string]struct{ text, want string }{
		"a line that is no TOML":    {"default_site = \"work\"\nurl: https://a.example\n", ":2:4: expected '='"},
		"a text without its end":    {"a = \"b\n", ":1:7: "},
		"a key that is there twice": {"keychain = \"file\"\nkeychain = \"auto\"\n", ":2:1: "},
		"a table that is there twice": {
			"[jira.work]\nurl = \"https://a.example\"\n[jira.work]\nurl = \"https://b.example\"\n", ":3:2: ",
		},
		"an array of tables":        {"[[jira.work]]\nurl = \"https://a.example\"\n", ":1:8: work must be a table"},
		"a number for a section":    {"jira = 1\n", ":1:1: jira must be a table, that is [jira]"},
		"a site without its name":   {"[jira]\nurl = \"https://a.example\"\n", ":2:1: url must be a table, that is [jira.url]"},
		"a fault in a nested table": {"[jira]\nwork = { url = \"https://a.example\", ulr = 1 }\n", ":2:37: unknown key ulr in [jira.work]"},
		"a table too many":          {"[jira.work]\nurl = \"https://a.example\"\n[jira.work.more]\n", ":3:12: unknown key more in [jira.work]"},
		"a dotted key":              {"jira.work.url = \"https://a.example\"\njira.work.colour = 1", ":2:11: unknown key colour"},
		"UTF-16":                    {"\xff\xfea\x00", ":1:1: the file is UTF-16"},
		"what is no UTF-8":          {"# \n# gr\xfc\xdf\n", ":2:5: the file is not UTF-8"},
		"a site called env":         {"[jira.env]\nurl = \"https://a.example\"\n", ":1:7: a site's name is"},
		"a key with control bytes":  {"\"a\\u001b[2Jb\" = 1\n", `:1:1: unknown key "a\x1b[2Jb"`},
	} {
		t.Run(name+" is a fault with its place", func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.write(t, c.text)
			wantIn(t, h.fails(t, weir.BadConfig), h.path()+c.want)
		})
	}
}

func TestNoSecretInTheFile(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"token", "password", "api_token", "apiToken", "user", "email", "username", "pat", "secret", "cookie", "session"} {
		t.Run(key+" is told apart from an unknown key", func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.write(t, fmt.Sprintf("[jira.work]\nurl = \"https://a.example\"\n\n%s = %q\n", key, planted))
			got := h.fails(t, weir.BadConfig)
			wantIn(t, got, h.path()+":4:1: "+key+": secrets and accounts do not belong in the config file",
				"delete line 4 of "+h.path()+", then run `weir connect work`")
		})
	}
	for name, text := range map[string]string{
		"at the top":                    "token = \"" + planted + "\"\n",
		"instead of a site":             "[jira]\ntoken = \"" + planted + "\"\n",
		"in a table of its own":         "[jira.work]\nurl = \"https://a.example\"\n[jira.work.auth]\ntoken = \"" + planted + "\"\n",
		"in the URL":                    "[jira.work]\nurl = \"https://me:" + planted + "@a.example\"\n",
		"in the URL's path of the API":  "[jira.work]\nurl = \"https://a.example\"\napi_url = \"https://a.example?token=" + planted + "\"\n",
		"without its quotes":            "[jira.work]\ntoken = " + planted + "\n",
		"with a quote too few":          "[jira.work]\ntoken = \"" + planted + "\n",
		"as a key":                      "[jira.work]\nATATT3xFfGF0" + strings.Repeat("aB3", 9) + " = 1\n",
		"as a site that is the default": "default_site = \"ATATT3xFfGF0" + strings.Repeat("aB3", 9) + "\"\n",
		"as a kind of keychain":         "keychain = \"" + planted + "\"\n",
	} {
		t.Run("a secret "+name+" is not shown", func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.write(t, text)
			if got := h.fails(t, weir.BadConfig); strings.Contains(got, "ATATT3x") {
				t.Errorf("the token shows: %s", got)
			}
		})
	}
}

func TestLoadOfWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	t.Run("a directory in place of the file", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		put(t, filepath.Join(h.path(), "x"), "")
		wantIn(t, h.fails(t, weir.Storage), h.path()+" is a directory")
	})
	t.Run("ten megabytes", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, strings.Repeat("# comment\n", 1<<20))
		wantIn(t, h.fails(t, weir.Storage), h.path(), "kB")
	})
	t.Run("a file that may not be read", func(t *testing.T) {
		t.Parallel()
		posix(t)
		if os.Geteuid() == 0 {
			t.Skip("the superuser may read everything")
		}
		h := newHome(t)
		h.write(t, whole)
		if err := os.Chmod(h.path(), 0); err != nil {
			t.Fatal(err)
		}
		wantIn(t, h.fails(t, weir.Storage), "readable for this account")
	})
	t.Run("a mode that others may read is left alone", func(t *testing.T) {
		t.Parallel()
		posix(t)
		h := newHome(t)
		h.write(t, whole)
		if err := os.Chmod(h.path(), 0o644); err != nil {
			t.Fatal(err)
		}
		h.load(t)
		if info, err := os.Stat(h.path()); err != nil || info.Mode().Perm() != 0o644 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
	})
}

func TestSite(t *testing.T) {
	t.Parallel()
	const two = "[jira.work]\nurl = \"https://w.example\"\n[jira.plant]\nurl = \"https://p.example\"\n"
	withEnv := func(h *home) { h.vars["WEIR_JIRA_URL"], h.vars["WEIR_JIRA_TOKEN"] = "https://e.example", planted }
	for name, c := range map[string]struct {
		file string
		env  func(*home)
		ask  string
		want string
	}{
		"the one that is named":                {two, nil, "plant", "https://p.example"},
		"the only one":                         {"[jira.one]\nurl = \"https://o.example\"\n", nil, "", "https://o.example"},
		"the default one":                      {"default_site = \"plant\"\n" + two, nil, "", "https://p.example"},
		"the environment's before the default": {"default_site = \"plant\"\n" + two, withEnv, "", "https://e.example"},
		"the environment's by its name":        {two, withEnv, "env", "https://e.example"},
		"another one in spite of it":           {two, withEnv, "work", "https://w.example"},
	} {
		t.Run(name+" is chosen", func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.write(t, c.file)
			if c.env != nil {
				c.env(h)
			}
			site, err := h.load(t).Site(c.ask)
			if err != nil || site.URL.String() != c.want {
				t.Errorf("got %v, %v, want %s", site.URL, err, c.want)
			}
		})
	}
	for name, c := range map[string]struct {
		file, ask string
		kind      weir.Kind
		want      []string
	}{
		"none at all":            {"", "", weir.BadConfig, []string{"no Jira site is connected yet", "weir connect NAME", "weir connect work"}},
		"none of several chosen": {two, "", weir.Usage, []string{"plant, work", "--site", "default_site"}},
		"a name nearly right":    {two, "pant", weir.Usage, []string{`no site "pant"`, "did you mean plant?", "weir connect pant"}},
		"another name":           {two, "elsewhere", weir.Usage, []string{"the sites are plant, work", "weir connect elsewhere"}},
		"a name of no site":      {"", "home", weir.Usage, []string{"weir connect home"}},
		"an impossible name":     {two, "A B", weir.Usage, []string{"the sites are plant, work"}},
		"the environment's name": {two, "env", weir.Usage, []string{"the sites are plant, work", "WEIR_JIRA_URL"}},
		"no environment either":  {"", "env", weir.Usage, []string{"the environment gives no site", "WEIR_JIRA_URL"}},
	} {
		t.Run(name+" is an error that says what to do", func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.write(t, c.file)
			_, err := h.load(t).Site(c.ask)
			wantKind(t, err, c.kind)
			wantIn(t, told(t, err), c.want...)
		})
	}
	t.Run("the list has the environment's first", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, two)
		withEnv(h)
		c := h.load(t)
		var names []string
		for _, s := range c.Sites() {
			names = append(names, s.Name)
		}
		if got := strings.Join(names, " "); got != "env plant work" {
			t.Errorf("got %s", got)
		}
		if got := c.Describe(); !strings.HasSuffix(got, "2 sites and one from the environment") {
			t.Errorf("Describe() = %q", got)
		}
	})
}

func TestURL(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://a.example":             "https://a.example",
		" https://a.example/ ":          "https://a.example",
		"HTTPS://A.Example:443//":       "https://a.example",
		"https://a.example.:8443/jira/": "https://a.example:8443/jira",
		"https://münchen.example/J":     "https://m%C3%BCnchen.example/J",
		"https://[2001:DB8::1]:8443/":   "https://[2001:db8::1]:8443",
		"https://127.0.0.1:1":           "https://127.0.0.1:1",
		"https://a.example:":            "https://a.example",
		"https://jira_2.corp":           "https://jira_2.corp",
	} {
		t.Run(in+" has one form", func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.write(t, fmt.Sprintf("[jira.work]\nurl = %q\n", in))
			if got := h.load(t).Jira["work"].URL.String(); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	for in, want := range map[string]string{
		"http://a.example": "over http the token could be read", "http://localhost": "over http", "HTTP://a.example": "over http",
		"ftp://a.example": "must begin with https://", "a.example": "must begin with https://", "//a.example": "must begin with https://",
		"https:a.example": "no host", "https://": "no host", "https:///x": "no host", "https://:443": "no host",
		"https://me:" + planted + "@a.example": "must not carry a user", "https://@a.example": "must not carry a user",
		"https://a.example?x=" + planted: "before ? or #", "https://a.example?": "before ? or #", "https://a.example/#": "before ? or #",
		"https://a.example/x#" + planted: "before ? or #", "https://a.example/../x": "dotted", "https://a.example//x": "empty",
		"https://a.example/a%2fb": "escaped", "https://a.example:0": "port", "https://a.example:65536": "port", "https://a b.example": "not a URL",
		"https://a.example:x": "not a URL", "https://a_b\\.example": "not a URL", "https://-a.example": "no name", "https://[fe80::1%25eth0]": "zone",
		"https://a..example": "no name", "https://ä..example": "no name", "https://a%20b": "not a URL", "": "needs a url",
	} {
		t.Run(strings.ReplaceAll(in, planted, "SECRET")+" is refused", func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.write(t, fmt.Sprintf("[jira.work]\nurl = '%s'\n", in))
			wantIn(t, h.fails(t, weir.BadConfig), want)
		})
	}
}

func TestCheckName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"work", "a", "0", "a-b_c", strings.Repeat("a", 40)} {
		if err := config.CheckName(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"", "env", "Work", "-a", "_a", "a b", "a.b", "ä", "a\n", strings.Repeat("a", 41), "../x"} {
		wantKind(t, config.CheckName(name), weir.Usage)
	}
}
