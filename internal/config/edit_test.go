package config_test

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/config"
	"weir/internal/secret"
)

func printed(values ...any) []string {
	var texts []string
	for _, v := range values {
		texts = append(texts, fmt.Sprintf("%v %+v", v, v), fmt.Sprintf("%#v", v))
	}
	return texts
}

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// site makes one from its url, api_url and ca_file.
func site(t *testing.T, name, address, api, ca string) config.Site {
	t.Helper()
	return config.Site{Name: name, URL: mustURL(t, address), APIURL: mustURL(t, api), CAFile: ca}
}

func TestSaveSite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, before     string
		address, api, ca string
		after            string
	}{
		{"the first one in a new file", "", "https://a.example", "", "", "[jira.work]\nurl = \"https://a.example\"\n"},
		{
			"with everything", "", "https://a.example/j", "https://api.example/x", "/ca \"1\".pem",
			"[jira.work]\nurl = \"https://a.example/j\"\napi_url = \"https://api.example/x\"\nca_file = \"/ca \\\"1\\\".pem\"\n",
		},
		{
			"behind what is there", "# mine\nkeychain = \"file\" # why\n", "https://a.example", "", "",
			"# mine\nkeychain = \"file\" # why\n\n[jira.work]\nurl = \"https://a.example\"\n",
		},
		{
			"behind a last line without its end", "keychain = \"file\"", "https://a.example", "", "",
			"keychain = \"file\"\n\n[jira.work]\nurl = \"https://a.example\"\n",
		},
		{
			"in the file's line ends", "keychain = \"file\"\r\n", "https://a.example", "", "",
			"keychain = \"file\"\r\n\r\n[jira.work]\r\nurl = \"https://a.example\"\r\n",
		},
		{"behind a byte-order mark", "\ufeff# x\n", "https://a.example", "", "", "\ufeff# x\n\n[jira.work]\nurl = \"https://a.example\"\n"},
		{
			"in place of the old address", "[jira.work] # w\n# c\nurl   =  'https://old.example'  # u\n[jira.b]\nurl = \"https://b.example\"\n", "https://a.example", "", "",
			"[jira.work] # w\n# c\nurl   =  \"https://a.example\"  # u\n[jira.b]\nurl = \"https://b.example\"\n",
		},
		{
			"as it is, in another way of writing", "[jira.work]\nurl = 'HTTPS://A.example:443/'\nca_file='/c'", "https://a.example", "", "/c",
			"[jira.work]\nurl = 'HTTPS://A.example:443/'\nca_file='/c'",
		},
		{
			"with a key more", "[jira.work]\n  url = \"https://a.example\" # u\n\n# for b\n[jira.b]\nurl = \"https://b.example\"\n", "https://a.example", "https://api.example", "/c",
			"[jira.work]\n  url = \"https://a.example\" # u\n  api_url = \"https://api.example\"\n  ca_file = \"/c\"\n\n# for b\n[jira.b]\nurl = \"https://b.example\"\n",
		},
		{
			"with a key less", "[jira.work]\napi_url = \"https://api.example\"\nurl = \"https://a.example\"\nca_file = \"/c\" # c\n# end", "https://a.example", "", "",
			"[jira.work]\nurl = \"https://a.example\"\n# c\n# end",
		},
		{
			"with another key and no end of line", "[jira.work]\nurl = \"https://a.example\"\nca_file = \"/c\"", "https://a.example", "https://api.example", "",
			"[jira.work]\nurl = \"https://a.example\"\n\napi_url = \"https://api.example\"\n",
		},
		{
			"among dotted keys", "[jira]\nwork.url = \"https://old.example\" # u\nb.url = \"https://b.example\"\n", "https://a.example", "", "/c",
			"[jira]\nwork.url = \"https://a.example\" # u\nwork.ca_file = \"/c\"\nb.url = \"https://b.example\"\n",
		},
		{
			"among dotted keys at the top", "jira.\"work\".url = \"https://a.example\"\nkeychain = \"file\"\n", "https://a.example", "", "/c",
			"jira.\"work\".url = \"https://a.example\"\njira.\"work\".ca_file = \"/c\"\nkeychain = \"file\"\n",
		},
		{
			"beside dotted keys", "[jira]\nb.url = \"https://b.example\"\n", "https://a.example", "", "",
			"[jira]\nb.url = \"https://b.example\"\n\n[jira.work]\nurl = \"https://a.example\"\n",
		},
		{
			"in an inline table whose keys it has", "[jira]\nwork = { url = \"https://old.example\", ca_file = '/c' } # w\n", "https://a.example", "", "/c2",
			"[jira]\nwork = { url = \"https://a.example\", ca_file = \"/c2\" } # w\n",
		},
		{
			"over several lines", "[jira.work]\nurl = \"\"\"\\\n  https://old.example\"\"\" # u\n# end\n", "https://a.example", "", "",
			"[jira.work]\nurl = \"https://a.example\" # u\n# end\n",
		},
	} {
		t.Run("a site is saved "+c.name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			if c.before != "" {
				h.write(t, c.before)
			}
			cfg := h.load(t)
			if err := cfg.SaveSite(site(t, "work", c.address, c.api, c.ca)); err != nil {
				t.Fatalf("%v\n%s", err, weir.NextStep(err))
			}
			if d := cmp.Diff(c.after, h.text(t)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			for _, cfg := range []*config.Config{cfg, h.load(t)} {
				got := cfg.Jira["work"]
				if got.Name != "work" || got.URL.String() != c.address || got.CAFile != c.ca || fmt.Sprint(got.APIURL) != fmt.Sprint(mustURL(t, c.api)) {
					t.Errorf("got %+v", got)
				}
			}
		})
	}
}

func TestRemoveSite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, before, after string }{
		{"with its table", "# top\n[jira.b]\nurl = \"https://b.example\"\n\n[jira.work]\nurl = \"https://a.example\"\nca_file = \"/c\"\n", "# top\n[jira.b]\nurl = \"https://b.example\"\n\n"},
		{"without its comments", "# before\n[jira.work] # w\n# c\n\turl = \"https://a.example\" # u\n# after\n", "# before\n# w\n# c\n\t# u\n# after\n"},
		{"with the default that names it", "default_site = \"work\"\r\nkeychain = \"file\"\r\n[jira.work]\r\nurl = \"https://a.example\"", "keychain = \"file\"\r\n"},
		{"and another default stays", "default_site = \"b\"\njira.b.url = \"https://b.example\"\njira.work.url = \"https://a.example\"\n", "default_site = \"b\"\njira.b.url = \"https://b.example\"\n"},
		{"with an inline table of its own", "[jira]\nwork = { url = \"https://a.example\" }\nb = { url = \"https://b.example\" }\n", "[jira]\nb = { url = \"https://b.example\" }\n"},
		{"and is not there", "# x\n[jira.b]\nurl = \"https://b.example\"\n", "# x\n[jira.b]\nurl = \"https://b.example\"\n"},
	} {
		t.Run("a site is removed "+c.name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.write(t, c.before)
			cfg := h.load(t)
			if err := cfg.RemoveSite("work"); err != nil {
				t.Fatalf("%v\n%s", err, weir.NextStep(err))
			}
			if d := cmp.Diff(c.after, h.text(t)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			for _, cfg := range []*config.Config{cfg, h.load(t)} {
				if _, there := cfg.Jira["work"]; there || cfg.DefaultSite == "work" {
					t.Errorf("got %+v", cfg)
				}
			}
		})
	}
	t.Run("without a file there is nothing to remove, and none is made", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		if err := h.load(t).RemoveSite("work"); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(h.path()); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v", err)
		}
	})
}

func TestEditThatIsRefused(t *testing.T) {
	t.Parallel()
	const inline = "jira = { b = { url = \"https://b.example\" } } # all\n"
	t.Run("what would rewrite an inline table is left to the person", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{inline, "jira = {}\n", "[jira]\nwork = { url = \"https://b.example\" }\nb = { url = \"https://b.example\" }\n"} {
			h := newHome(t)
			h.write(t, text)
			err := h.load(t).SaveSite(site(t, "work", "https://a.example", "", "/c"))
			wantKind(t, err, weir.BadConfig)
			wantIn(t, told(t, err), "cannot edit safely", "[jira.NAME]", "[jira.work]")
			if h.text(t) != text {
				t.Errorf("the file changed: %s", h.text(t))
			}
		}
		h := newHome(t)
		h.write(t, inline)
		wantKind(t, h.load(t).RemoveSite("b"), weir.BadConfig)
	})
	t.Run("a file that has faults by now is not touched", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		c := h.load(t)
		const broken = "token = \"" + planted + "\"\n[jira"
		h.write(t, broken)
		for _, err := range []error{c.SaveSite(site(t, "work", "https://a.example", "", "")), c.RemoveSite("work")} {
			wantKind(t, err, weir.BadConfig)
			wantIn(t, told(t, err), "was not changed", ":2:")
		}
		if h.text(t) != broken {
			t.Errorf("the file changed: %s", h.text(t))
		}
	})
	t.Run("a site that could not be read back is not written", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		c := h.load(t)
		for _, s := range []config.Site{
			site(t, "Work", "https://a.example", "", ""), site(t, "env", "https://a.example", "", ""),
			{Name: "work"},
			site(t, "work", "http://a.example", "", ""), site(t, "work", "https://me:"+planted+"@a.example", "", ""),
			site(t, "work", "https://a.example", "http://api.example", ""),
		} {
			wantKind(t, s.Validate(), weir.Usage)
			err := c.SaveSite(s)
			wantKind(t, err, weir.Usage)
			told(t, err)
		}
		if err := c.SaveSite(site(t, "work", "https://a.example", "", "/\xff")); err == nil {
			t.Error("a path that is no UTF-8 was written")
		}
		if _, err := os.Stat(h.path()); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a file was made: %v", err)
		}
	})
	t.Run("a full disk leaves the old file", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.write(t, whole)
		p := h.params()
		cause := errors.New("no space left on device")
		p.Writer = atomicfile.Writer{Rename: func(string, string) error { return cause }}
		c, _, err := config.Load(p)
		if err != nil {
			t.Fatal(err)
		}
		err = c.SaveSite(site(t, "other", "https://a.example", "", ""))
		wantKind(t, err, weir.Storage)
		if _, there := c.Jira["other"]; there || !errors.Is(err, cause) || h.text(t) != whole {
			t.Errorf("got %v, and the file %s", err, h.text(t))
		}
	})
}

func TestSaveOnDisk(t *testing.T) {
	t.Parallel()
	t.Run("a new file and its directory are the owner's alone", func(t *testing.T) {
		t.Parallel()
		posix(t)
		h := newHome(t)
		if err := h.load(t).SaveSite(site(t, "work", "https://a.example", "", "")); err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]fs.FileMode{h.path(): 0o600, filepath.Dir(h.path()): 0o700} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s: mode %v, want %v (%v)", path, info.Mode().Perm(), want, err)
			}
		}
	})
	t.Run("a mode and a symbolic link stay", func(t *testing.T) {
		t.Parallel()
		posix(t)
		h := newHome(t)
		real := h.file(t, "dotfiles/weir.toml", "# mine\n")
		if err := errors.Join(os.Chmod(real, 0o644), os.MkdirAll(filepath.Dir(h.path()), 0o700), os.Symlink(real, h.path())); err != nil {
			t.Fatal(err)
		}
		if err := h.load(t).SaveSite(site(t, "work", "https://a.example", "", "")); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Lstat(h.path()); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("the link is gone: %v, %v", info, err)
		}
		if info, err := os.Stat(real); err != nil || info.Mode().Perm() != 0o644 {
			t.Errorf("mode %v, %v", info, err)
		}
		wantIn(t, h.text(t), "# mine\n", "[jira.work]")
	})
	t.Run("no credentials are written or kept", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		c := h.load(t)
		s := site(t, "work", "https://a.example", "", "")
		s.User, s.Token = secret.New(planted), secret.New(planted)
		if err := c.SaveSite(s); err != nil {
			t.Fatal(err)
		}
		if kept := c.Jira["work"]; !kept.User.IsZero() || !kept.Token.IsZero() || strings.Contains(h.text(t), "user") || strings.Contains(h.text(t), "***") {
			t.Errorf("kept %+v in %s", kept, h.text(t))
		}
	})
	t.Run("a relative path and one with a tilde are written whole", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		here, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for in, want := range map[string]string{"ca.pem": filepath.Join(here, "ca.pem"), "~/ca.pem": filepath.Join(h.dir, "ca.pem")} {
			c := h.load(t)
			if err := c.SaveSite(site(t, "work", "https://a.example", "", in)); err != nil {
				t.Fatal(err)
			}
			if got := h.load(t).Jira["work"].CAFile; got != want || c.Jira["work"].CAFile != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
	t.Run("what another process wrote meanwhile stays", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		a, b := h.load(t), h.load(t)
		if err := errors.Join(a.SaveSite(site(t, "a", "https://a.example", "", "")), b.SaveSite(site(t, "b", "https://b.example", "", ""))); err != nil {
			t.Fatal(err)
		}
		if len(b.Jira) != 2 || len(h.load(t).Jira) != 2 {
			t.Errorf("got %s", h.text(t))
		}
	})
}

// TestProcessesShareTheFile lets processes save and remove sites at once.
func TestProcessesShareTheFile(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.write(t, "# kept\n")
	var running []*exec.Cmd
	for n := range 4 {
		cmd := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this test binary
		cmd.Env = append(os.Environ(), h.params().Environ...)
		cmd.Env = append(cmd.Env, fmt.Sprintf("%s=%d", roleVar, n))
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
	}
	for _, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Errorf("a process failed: %v", err)
		}
	}
	if got := h.load(t); len(got.Jira) != 4*5 || !strings.HasPrefix(h.text(t), "# kept\n") {
		t.Errorf("%d sites, want 20: %s", len(got.Jira), h.text(t))
	}
}

const roleVar = "WEIR_TEST_ROLE"

// TestMain lets the test binary be one of those processes.
func TestMain(m *testing.M) {
	role := os.Getenv(roleVar)
	if role == "" {
		os.Exit(m.Run())
	}
	if err := saveTen(role); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// saveTen saves ten sites and removes every other one of them again.
func saveTen(role string) error {
	for i := range 10 {
		c, _, err := config.Load(config.LoadParams{Environ: os.Environ(), GOOS: "linux"})
		if err != nil {
			return err
		}
		name := fmt.Sprintf("p%s-%d", role, i)
		if err := c.SaveSite(config.Site{Name: name, URL: &url.URL{Scheme: "https", Host: name + ".example"}}); err != nil {
			return err
		}
		if i%2 == 1 {
			if err := c.RemoveSite(name); err != nil {
				return err
			}
		}
	}
	return nil
}
