package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weir"
	"weir/internal/config"
)

func TestEnvironmentSite(t *testing.T) {
	t.Parallel()
	t.Run("an address and a token make a site", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.vars["WEIR_JIRA_URL"] = "https://E.example/jira/"
		h.vars["WEIR_JIRA_TOKEN"] = planted
		h.vars["WEIR_JIRA_USER"] = "someone"
		h.vars["WEIR_JIRA_CA_FILE"] = "~/ca.pem"
		h.vars["WEIR_JIRA_API_URL"] = "https://api.example/x"
		site, err := h.load(t).Site("")
		if err != nil {
			t.Fatal(err)
		}
		if site.Name != config.EnvironmentSite || !site.FromEnvironment() || site.URL.String() != "https://e.example/jira" ||
			site.APIURL.String() != "https://api.example/x" || site.CAFile != h.dir+"/ca.pem" ||
			site.Token.Reveal() != planted || site.User.Reveal() != "someone" {
			t.Errorf("got %+v", site)
		}
	})
	t.Run("a token needs no user", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.vars["WEIR_JIRA_URL"], h.vars["WEIR_JIRA_TOKEN"] = "https://e.example", planted
		if site, err := h.load(t).Site(""); err != nil || !site.User.IsZero() || site.APIURL != nil {
			t.Errorf("got %+v, %v", site, err)
		}
	})
	for missing, vars := range map[string][]string{"WEIR_JIRA_TOKEN": {"WEIR_JIRA_URL", "https://e.example"}, "WEIR_JIRA_URL": {"WEIR_JIRA_TOKEN", planted}} {
		t.Run("without "+missing+" the other is no site, and no fault until one is needed", func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.write(t, "default_site = \"work\"\n[jira.work]\nurl = \"https://w.example\"\n")
			h.vars[vars[0]] = vars[1]
			c := h.load(t)
			_, err := c.Site("")
			wantKind(t, err, weir.BadConfig)
			wantIn(t, told(t, err), vars[0]+" is set, but there is no "+missing, "WEIR_JIRA_TOKEN_FILE")
			if _, err := c.Site("work"); err != nil {
				t.Errorf("the site in the file: %v", err)
			}
		})
	}
	t.Run("a variable that is set to nothing is not set", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		for _, name := range []string{"URL", "TOKEN", "TOKEN_FILE", "USER", "CA_FILE", "API_URL", "GATEWAY_URL"} {
			h.vars["WEIR_JIRA_"+name] = ""
		}
		h.vars["WEIR_KEYCHAIN"], h.vars["WEIR_KEYCHAIN_PASSPHRASE_FILE"] = "", ""
		if c := h.load(t); len(c.Sites()) != 0 || c.KeychainMode() != "auto" {
			t.Errorf("got %+v", c)
		}
	})
	t.Run("nothing of it shows when the configuration is printed", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.vars["WEIR_JIRA_URL"], h.vars["WEIR_JIRA_TOKEN"], h.vars["WEIR_KEYCHAIN_PASSPHRASE"] = "https://e.example", planted, planted
		c := h.load(t)
		for _, text := range printed(c, *c, c.Sites()) {
			if strings.Contains(text, planted) {
				t.Errorf("the secret shows in %s", text)
			}
		}
	})
}

func TestSecretsFromFiles(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"the secret alone": planted, "a newline at the end": planted + "\n", "a newline of Windows": planted + "\r\n", "a byte-order mark": "\ufeff" + planted,
	} {
		t.Run("a file with "+name+" gives the secret", func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			path := h.file(t, "token", content)
			h.vars["WEIR_JIRA_URL"], h.vars["WEIR_JIRA_TOKEN_FILE"], h.vars["WEIR_JIRA_USER_FILE"] = "https://e.example", path, path
			h.vars["WEIR_KEYCHAIN_PASSPHRASE_FILE"] = "~/token"
			c := h.load(t)
			site, err := c.Site("")
			if err != nil || site.Token.Reveal() != planted || site.User.Reveal() != planted || c.Passphrase().Reveal() != planted {
				t.Errorf("other secrets, or %v", err)
			}
		})
	}
	t.Run("only one newline is none of it", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.vars["WEIR_KEYCHAIN_PASSPHRASE_FILE"] = h.file(t, "pass", " two words \n")
		if got := h.load(t).Passphrase().Reveal(); got != " two words " {
			t.Errorf("got %q", got)
		}
	})
	t.Run("a newline at the end of a variable is none of it either", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.vars["WEIR_KEYCHAIN_PASSPHRASE"] = planted + "\n"
		if got := h.load(t).Passphrase().Reveal(); got != planted {
			t.Errorf("got %d bytes", len(got))
		}
	})
	for name, c := range map[string]struct{ content, want string }{
		"empty": {"", "is empty"}, "nothing but space": {" \t\n", "nothing but space"}, "two lines": {planted + "\n" + planted + "\n", "more than one line"},
		"an empty line more": {planted + "\n\n", "more than one line"}, "no text": {"\xff\xfe" + planted, "not UTF-8"},
		"a megabyte": {strings.Repeat(planted, 1<<16), "kB"}, "a zero byte": {"a\x00b", "control characters"},
	} {
		t.Run("a file with "+name+" is a fault", func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.vars["WEIR_JIRA_URL"], h.vars["WEIR_JIRA_TOKEN_FILE"] = "https://e.example", h.file(t, "token", c.content)
			wantIn(t, h.fails(t, weir.BadConfig), "WEIR_JIRA_TOKEN_FILE: ", c.want)
		})
	}
	t.Run("a file that is not there, and a directory, are faults", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.vars["WEIR_KEYCHAIN_PASSPHRASE_FILE"] = filepath.Join(h.dir, "none")
		h.vars["WEIR_JIRA_URL"], h.vars["WEIR_JIRA_TOKEN_FILE"] = "https://e.example", h.dir
		wantIn(t, h.fails(t, weir.BadConfig), "2 faults", "WEIR_KEYCHAIN_PASSPHRASE_FILE: names a file that cannot be read",
			"WEIR_JIRA_TOKEN_FILE: names a file that cannot be read", "is a directory")
	})
	for _, name := range []string{"WEIR_JIRA_USER", "WEIR_JIRA_TOKEN", "WEIR_KEYCHAIN_PASSPHRASE"} {
		t.Run(name+" and its file together are a fault", func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.vars["WEIR_JIRA_URL"], h.vars["WEIR_JIRA_TOKEN"] = "https://e.example", planted
			h.vars[name], h.vars[name+"_FILE"] = planted, h.file(t, "token", planted)
			wantIn(t, h.fails(t, weir.BadConfig), name+": and "+name+"_FILE are both set")
		})
	}
}

func TestEnvironmentFaults(t *testing.T) {
	t.Parallel()
	t.Run("all at once, together with those of the file", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, "colour = 1\n")
		h.vars["WEIR_JIRA_URL"] = "http://me:" + planted + "@e.example"
		h.vars["WEIR_JIRA_API_URL"] = "https://api.example?x=" + planted
		h.vars["WEIR_JIRA_GATEWAY_URL"] = "ftp://" + planted
		h.vars["WEIR_JIRA_TOKEN"] = planted + "\nX-Header: 1"
		h.vars["WEIR_KEYCHAIN"] = planted
		wantIn(t, h.fails(t, weir.BadConfig), "6 faults", ":1:1: unknown key colour", "WEIR_JIRA_URL: must begin with https://: over http",
			"WEIR_JIRA_API_URL: must end before", "WEIR_JIRA_GATEWAY_URL: must begin with https://", "WEIR_JIRA_TOKEN: holds more than one line",
			"WEIR_KEYCHAIN: must be auto, system or file")
	})
	t.Run("the environment's choice of keychain and gateway counts", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, "keychain = \"file\"\n")
		h.vars["WEIR_KEYCHAIN"], h.vars["WEIR_JIRA_GATEWAY_URL"] = "system", "https://api.gov.example/"
		if c := h.load(t); c.KeychainMode() != "system" || c.Gateway().String() != "https://api.gov.example" {
			t.Errorf("got %s, %s", c.KeychainMode(), c.Gateway())
		}
	})
}

func TestTheProcessItselfDoesNotCount(t *testing.T) {
	h := newHome(t)
	t.Setenv("WEIR_KEYCHAIN", "nonsense")
	t.Setenv("WEIR_JIRA_URL", "http://nonsense")
	t.Setenv("WEIR_JIRA_TOKEN", planted)
	if c := h.load(t); len(c.Sites()) > 0 || c.KeychainMode() != "auto" {
		t.Errorf("got %+v", c)
	}
}

func TestDirs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		goos, vars string
		want       config.Dirs
		file       string
	}{
		"on Linux": {
			"linux", "HOME=/home/u",
			config.Dirs{Config: "/home/u/.config/weir", State: "/home/u/.local/state/weir", Cache: "/home/u/.cache/weir"},
			"/home/u/.config/weir/config.toml",
		},
		"with XDG directories": {
			"freebsd", "HOME=/home/u XDG_CONFIG_HOME=/c XDG_STATE_HOME=/s/ XDG_CACHE_HOME=/k",
			config.Dirs{Config: "/c/weir", State: "/s/weir", Cache: "/k/weir"},
			"/c/weir/config.toml",
		},
		"with relative XDG directories, which do not count": {
			"linux", "HOME=/home/u XDG_CONFIG_HOME=c XDG_STATE_HOME=./s",
			config.Dirs{Config: "/home/u/.config/weir", State: "/home/u/.local/state/weir", Cache: "/home/u/.cache/weir"},
			"/home/u/.config/weir/config.toml",
		},
		"on macOS": {
			"darwin", "HOME=/Users/u XDG_CONFIG_HOME=/c",
			config.Dirs{Config: "/Users/u/Library/Application Support/weir", State: "/Users/u/Library/Application Support/weir", Cache: "/Users/u/Library/Caches/weir"},
			"/Users/u/Library/Application Support/weir/config.toml",
		},
		"on Windows": {
			"windows", `APPDATA=C:\Users\u\AppData\Roaming LocalAppData=C:\Users\u\AppData\Local`,
			config.Dirs{Config: `C:\Users\u\AppData\Roaming\weir`, State: `C:\Users\u\AppData\Local\weir`, Cache: `C:\Users\u\AppData\Local\weir\cache`},
			`C:\Users\u\AppData\Roaming\weir\config.toml`,
		},
		"as the variables say": {
			"linux", "HOME=/home/u WEIR_CONFIG=~/x/c.toml WEIR_STATE_DIR=~/y",
			config.Dirs{Config: "/home/u/x", State: "/home/u/y", Cache: "/home/u/.cache/weir"},
			"/home/u/x/c.toml",
		},
		"without a home, by variables alone": {
			"linux", "WEIR_CONFIG=/x/c.toml WEIR_STATE_DIR=/y", config.Dirs{Config: "/x", State: "/y"}, "/x/c.toml",
		},
	} {
		t.Run(name+" everything has its place", func(t *testing.T) {
			t.Parallel()
			if strings.Contains(c.vars, "WEIR_CONFIG") {
				posix(t)
			}
			cfg, dirs, err := config.Load(config.LoadParams{Environ: strings.Split(c.vars, " "), GOOS: c.goos})
			if err != nil {
				t.Fatal(err)
			}
			if dirs != c.want || cfg.Path != c.file {
				t.Errorf("got  %+v, %s\nwant %+v, %s", dirs, cfg.Path, c.want, c.file)
			}
		})
	}
	for _, vars := range []string{"", "XDG_CONFIG_HOME=/c", "WEIR_CONFIG=/c.toml", "WEIR_STATE_DIR=/s"} {
		t.Run("without a home and with only "+vars+" there is none", func(t *testing.T) {
			t.Parallel()
			_, _, err := config.Load(config.LoadParams{Environ: []string{vars}, GOOS: "linux"})
			wantKind(t, err, weir.BadConfig)
			wantIn(t, told(t, err), "HOME", "WEIR_CONFIG", "WEIR_STATE_DIR")
		})
	}
	t.Run("nothing is made by looking", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.load(t)
		if entries, err := os.ReadDir(h.dir); err != nil || len(entries) > 0 {
			t.Errorf("found %v, %v", entries, err)
		}
	})
}
