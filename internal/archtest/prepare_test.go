package archtest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A machine is a folder with a copy of scripts/prepare and a PATH of programs
// of our own making, which note how they were called.
type machine struct {
	t      *testing.T
	folder string
}

// newMachine has the programs named, and nothing of the real machine but what
// the script's shell itself needs.
func newMachine(t *testing.T, programs map[string]string) machine {
	t.Helper()
	onUnix(t)
	m := machine{t: t, folder: t.TempDir()}
	script, err := os.ReadFile(filepath.Join("..", "..", "scripts", "prepare"))
	if err != nil {
		t.Fatal(err)
	}
	m.write("scripts/prepare", string(script))
	m.write("scripts/debian-packages", "# package, program, reason\n\nalpha  alpha-daemon  the first reason\nbeta   -             the second reason\n")
	for _, name := range []string{"bash", "dirname", "env", "touch", "mkdir"} {
		if err := os.Symlink(tool(t, name), m.path("programs/"+name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, body := range programs {
		m.write("programs/"+name, "#!"+tool(t, "bash")+"\n"+body+"\n")
	}
	return m
}

// path returns a file of the machine, in a folder that exists.
func (m machine) path(name string) string {
	m.t.Helper()
	file := filepath.Join(m.folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		m.t.Fatal(err)
	}
	return file
}

func (m machine) write(name, text string) {
	m.t.Helper()
	syscall.ForkLock.RLock() // what a process started now has open for writing cannot be run
	err := os.WriteFile(m.path(name), []byte(text), 0o700)
	syscall.ForkLock.RUnlock()
	if err != nil {
		m.t.Fatal(err)
	}
}

// prepare runs the script without a terminal and returns whether it succeeded,
// what it printed, and the calls that the programs noted since the last time.
func (m machine) prepare(env ...string) (ok bool, printed, calls string) {
	m.t.Helper()
	m.write("calls", "")
	cmd := exec.CommandContext(m.t.Context(), tool(m.t, "bash"), m.path("scripts/prepare"))
	cmd.Env = append([]string{"PATH=" + m.path("programs"), "MACHINE=" + m.folder}, env...)
	out, err := cmd.CombinedOutput()
	noted, readErr := os.ReadFile(m.path("calls"))
	if readErr != nil {
		m.t.Fatal(readErr)
	}
	return err == nil, string(out), string(noted)
}

// Programs of a Debian machine: packages are files in a folder.
const (
	dpkgQuery = `[ -e "$MACHINE/installed/${!#}" ] && printf installed`
	aptGet    = `echo "apt-get $DEBIAN_FRONTEND $*" >>"$MACHINE/calls"
for word; do case $word in alpha|beta) mkdir -p "$MACHINE/installed/$word" ;; esac; done`
	noApt    = `echo "apt-get $*" >>"$MACHINE/calls"; exit 100`
	isRoot   = `echo 0`
	isPerson = `echo 1000`
	sudo     = `[ "$1" = -n ] || exit 1; shift; echo sudo >>"$MACHINE/calls"; "$@"`
	noSudo   = `exit 1`
)

func TestPrepareInstallsOnDebianWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		programs map[string]string
		want     []string // parts of the calls, in any order
	}{
		{"as root", map[string]string{"id": isRoot}, []string{"apt-get noninteractive", "update\n", "install --no-install-recommends alpha beta\n"}},
		{"with sudo", map[string]string{"id": isPerson, "sudo": sudo}, []string{"sudo\napt-get noninteractive", "install --no-install-recommends alpha beta\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.programs["dpkg-query"], c.programs["apt-get"] = dpkgQuery, aptGet
			m := newMachine(t, c.programs)
			ok, printed, calls := m.prepare("REQUIRE_ALL=1")
			if !ok || !strings.Contains(printed, "alpha is missing: the first reason") {
				t.Errorf("success %v, printed:\n%s", ok, printed)
			}
			for _, want := range c.want {
				if !strings.Contains(calls, want) {
					t.Errorf("no call %q among:\n%s", want, calls)
				}
			}
			if ok, printed, calls := m.prepare("REQUIRE_ALL=1"); !ok || printed+calls != "" {
				t.Errorf("a second time it should do nothing: success %v, printed %q, called %q", ok, printed, calls)
			}
		})
	}
}

func TestPrepareNamesWhatItCannotInstall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		programs map[string]string
		says     string
	}{
		{"neither root nor sudo", map[string]string{"id": isPerson, "dpkg-query": dpkgQuery, "apt-get": aptGet}, "neither root nor sudo"},
		{"a sudo that asks for a password", map[string]string{"id": isPerson, "dpkg-query": dpkgQuery, "apt-get": aptGet, "sudo": noSudo}, "neither root nor sudo"},
		{"no way to the packages", map[string]string{"id": isRoot, "dpkg-query": dpkgQuery, "apt-get": noApt}, "could not install"},
		{"another system", map[string]string{"id": isRoot}, "not Debian"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t, c.programs)
			ok, printed, _ := m.prepare()
			if !ok || !strings.Contains(printed, c.says) || !strings.Contains(printed, "alpha is missing: the first reason") {
				t.Errorf("success %v, printed:\n%s", ok, printed)
			}
			if ok, printed, _ := m.prepare("REQUIRE_ALL=1"); ok {
				t.Errorf("with REQUIRE_ALL=1 it should fail, printed:\n%s", printed)
			}
		})
	}
	t.Run("another system that has the programs", func(t *testing.T) {
		t.Parallel()
		m := newMachine(t, map[string]string{"id": isPerson, "alpha-daemon": ""})
		if ok, printed, _ := m.prepare("REQUIRE_ALL=1"); !ok || printed != "" {
			t.Errorf("success %v, printed %q", ok, printed)
		}
	})
}

func TestPrepareInstallsNpmPackagesOnce(t *testing.T) {
	t.Parallel()
	const oracle = "internal/jql/testdata/oracle/"
	npm := `echo "npm $*" >>"$MACHINE/calls"; mkdir node_modules; touch node_modules/.package-lock.json`
	all := map[string]string{"id": isPerson, "alpha-daemon": "", "node": "", "npm": npm}

	t.Run("where a lock file says which", func(t *testing.T) {
		t.Parallel()
		m := newMachine(t, all)
		m.write(oracle+"package.json", "{}")
		m.write(oracle+"package-lock.json", "{}")
		ok, printed, calls := m.prepare("REQUIRE_ALL=1")
		if !ok || !strings.HasPrefix(calls, "npm ci --ignore-scripts ") {
			t.Errorf("success %v, called %q, printed:\n%s", ok, calls, printed)
		}
		if ok, printed, calls := m.prepare("REQUIRE_ALL=1"); !ok || printed+calls != "" {
			t.Errorf("a second time it should do nothing: success %v, printed %q, called %q", ok, printed, calls)
		}
	})
	t.Run("where there is no node", func(t *testing.T) {
		t.Parallel()
		m := newMachine(t, map[string]string{"id": isPerson, "alpha-daemon": ""})
		m.write(oracle+"package.json", "{}")
		if ok, printed, _ := m.prepare(); !ok || !strings.Contains(printed, "node and npm are missing") {
			t.Errorf("success %v, printed:\n%s", ok, printed)
		}
		if ok, _, _ := m.prepare("REQUIRE_ALL=1"); ok {
			t.Error("with REQUIRE_ALL=1 it should fail")
		}
	})
}
