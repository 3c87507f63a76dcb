package e2e_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"weir/internal/jira/jiratest"
	"weir/internal/tasks/caldav"
	"weir/internal/tasks/caldav/davtest"
	"weir/internal/testenv"
)

// A desk is a simulated Jira and surroundings in which it is the site of the
// environment.
func desk(t *testing.T) (dir string, environ []string) {
	t.Helper()
	site := jiratest.New(t, jiratest.Options{Site: jiratest.Generate(jiratest.GenerateParams{Issues: 30, Seed: 11, Now: time.Now()})})
	dir = t.TempDir()
	ca := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(ca, site.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, []string{
		"HOME=" + dir, "WEIR_CONFIG=" + filepath.Join(dir, "config.toml"), "WEIR_STATE_DIR=" + filepath.Join(dir, "state"),
		"WEIR_KEYCHAIN=file", "WEIR_KEYCHAIN_PASSPHRASE=a-passphrase-of-this-test", "DBUS_SESSION_BUS_ADDRESS=disabled:",
		"WEIR_JIRA_URL=" + site.URL(), "WEIR_JIRA_USER=" + site.User(), "WEIR_JIRA_TOKEN=" + site.Token(), "WEIR_JIRA_CA_FILE=" + ca,
	}
}

// converse runs the program on a terminal, answers its questions, and returns
// all that was on the screen.
func converse(t *testing.T, environ []string, command string, dialogue [][2]string) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("script of other systems takes other arguments")
	}
	if _, err := exec.LookPath("script"); err != nil {
		testenv.Skip(t, "script (of util-linux) is not installed")
	}
	weir, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, "script", "-qec", weir+" "+command, "/dev/null")
	run.Env = append(os.Environ(), environ...)
	stdin, err := run.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	screen := bufio.NewReader(stdout)
	var seen strings.Builder
	answered := 0 // what was on the screen before the last answer
	for _, d := range dialogue {
		for !strings.HasSuffix(seen.String()[answered:], d[0]) {
			b, err := screen.ReadByte()
			if err != nil {
				t.Fatalf("the program ended before %q: %s", d[0], seen.String())
			}
			seen.WriteByte(b)
		}
		answered = seen.Len()
		if _, err := stdin.Write([]byte(d[1] + "\n")); err != nil {
			t.Fatal(err)
		}
	}
	for b, err := screen.ReadByte(); err == nil; b, err = screen.ReadByte() {
		seen.WriteByte(b)
	}
	if err := run.Wait(); err != nil {
		t.Errorf("it ended with %v: %s", err, seen.String())
	}
	return seen.String()
}

func TestATaskListIsSetUpByQuestions(t *testing.T) {
	t.Parallel()
	dir, environ := desk(t)
	screen := converse(t, environ, "tasks init", [][2]string{
		{"Unresolved]: ", "nonsense ="},
		{"Unresolved]: ", "1"}, // a saved filter
		{"[markdown]: ", "paper"},
		{"[markdown]: ", ""},
		{"[~/Jira.md]: ", "~/missing/Jira.md"},
		{"[~/Jira.md]: ", ""},
		{"none): ", "Work"},
		{"[Y/n]: ", ""},
	})
	for _, want := range []string{"Your saved filters:", "correct the query", "there is no target", "there is no folder", "to do in " + dir + "/Jira.md", "next: weir tasks sync mine"} {
		if !strings.Contains(screen, want) {
			t.Errorf("%q is not on the screen: %s", want, screen)
		}
	}
	want := "[tasks.mine]\njira = \"env\"\njql = \"filter = "
	if got := string(mustRead(t, filepath.Join(dir, "config.toml"))); !strings.HasPrefix(got, want) || !strings.Contains(got, "file = \"~/Jira.md\"\ntag = \"Work\"\n") {
		t.Errorf("the configuration holds %s", got)
	}
	if _, err := os.Stat(filepath.Join(dir, "Jira.md")); err == nil {
		t.Error("the file was written")
	}
}

// A job that is there already is not replaced by who did not mean it.
func TestAJobThatIsThereIsChangedOnlyWhereThatIsMeant(t *testing.T) {
	t.Parallel()
	dir, environ := desk(t)
	config := filepath.Join(dir, "config.toml")
	const text = "[tasks.mine] # a comment\njql = \"project is not EMPTY\"\nfile = \"~/Old.md\"\non_left = \"keep\"\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	refused := process(t, environ, "tasks", "init", "mine", "--file", filepath.Join(dir, "New.md"))
	if out, err := refused.CombinedOutput(); err == nil || !strings.Contains(string(out), "--replace") || string(mustRead(t, config)) != text {
		t.Errorf("got %v: %s; the configuration holds %s", err, out, mustRead(t, config))
	}
	screen := converse(t, environ, "tasks init mine --file ~/New.md", [][2]string{
		{"Change it? [y/N]: ", "y"}, {"EMPTY]: ", ""}, {"none): ", ""}, {"[Y/n]: ", "n"},
	})
	if !strings.Contains(screen, `There is a job "mine" already, with its tasks in `+dir+"/Old.md") {
		t.Errorf("the screen shows %s", screen)
	}
	if got := string(mustRead(t, config)); !strings.Contains(got, "New.md") || !strings.Contains(got, "# a comment") || !strings.Contains(got, "keep") {
		t.Errorf("the configuration holds %s", got)
	}
}

// One job may call a list by its name, and another one by its address.
func TestOneCalDAVListHasOneJob(t *testing.T) {
	t.Parallel()
	dav := davtest.Radicale(t)
	made, err := caldav.Server{URL: dav.URL, Credentials: davCredentials()}.CreateList(t.Context(), "Jira")
	if err != nil {
		t.Fatal(err)
	}
	dir, environ := desk(t)
	environ = append(environ, "WEIR_CALDAV_PASSWORD="+davtest.Password)
	config := filepath.Join(dir, "config.toml")
	job := func(name, url, more string) string {
		return fmt.Sprintf("[tasks.%s]\njql = 'key = SHOP-1'\ntarget = 'caldav'\nuser = '%s'\nurl = '%s'\n%s\n", name, davtest.User, url, more)
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(job("one", dav.URL, "list = 'Jira'") + job("two", made.URL, ""))
	const want = "would keep their tasks in one list"
	if out, err := process(t, environ, "tasks", "sync", "one").CombinedOutput(); err == nil || !strings.Contains(string(out), "the jobs two and one "+want) {
		t.Errorf("by its name: %v, %s", err, out)
	}
	if out, err := process(t, environ, "tasks", "sync", "two").CombinedOutput(); err != nil {
		t.Errorf("by its address: %v, %s", err, out)
	}
	for there, args := range map[string][]string{
		job("one", dav.URL, "list = 'Jira'"): {"--url", made.URL},
		job("two", made.URL, ""):             {"--url", dav.URL, "--list", "Jira"},
	} {
		write(there)
		args = append([]string{"tasks", "init", "three", "--jql", "key = SHOP-1", "--user", davtest.User}, args...)
		if out, err := process(t, environ, args...).CombinedOutput(); err == nil || !strings.Contains(string(out), "three "+want) || string(mustRead(t, config)) != there {
			t.Errorf("%q: %v, %s", args, err, out)
		}
	}
}

// Promise C1: the password is typed without being shown, and is not in the file.
func TestACalDAVListIsSetUpByQuestions(t *testing.T) {
	t.Parallel()
	dav := davtest.Radicale(t)
	dir, environ := desk(t)
	screen := converse(t, environ, "tasks init dav", [][2]string{
		{"Unresolved]: ", "project is not EMPTY"},
		{"[markdown]: ", "caldav"},
		{"of the list: ", "http://dav.example.test/"},
		{"of the list: ", dav.URL},
		{"User: ", davtest.User},
		{"not shown): ", "not-the-password"},
		{"not shown): ", davtest.Password},
		{"[Jira]: ", ""},
		{"none): ", ""},
		{"[Y/n]: ", "n"},
	})
	for _, want := range []string{"is not https", "does not accept", "This account has no task list yet.", `made the list "Jira"`, "the password is in the encrypted file"} {
		if !strings.Contains(screen, want) {
			t.Errorf("%q is not on the screen: %s", want, screen)
		}
	}
	config := mustRead(t, filepath.Join(dir, "config.toml"))
	if strings.Contains(screen, davtest.Password) || bytes.Contains(config, []byte(davtest.Password)) || !bytes.Contains(config, []byte(`list = "Jira"`)) {
		t.Errorf("the password shows, or the configuration is wrong: %s%s", screen, config)
	}
}

func TestWatchingEndsCleanly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupt that a test could send")
	}
	dir, environ := desk(t)
	text := "[tasks.a]\njql = \"nonsense =\"\nfile = \"a.md\"\n[tasks.b]\njql = \"project is not EMPTY AND resolution = Unresolved\"\nfile = \"b.md\"\n"
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	watch := process(t, environ, "tasks", "watch", "--every", "1m")
	stdout, err := watch.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := watch.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	for _, want := range []string{`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  a: failed: .* → `, `^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  b: created \d+$`} {
		if !lines.Scan() || !regexp.MustCompile(want).MatchString(lines.Text()) {
			t.Errorf("%q is not %s", lines.Text(), want)
		}
	}
	if err := watch.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if lines.Scan() {
		t.Errorf("it says more: %q", lines.Text())
	}
	if err := watch.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}
