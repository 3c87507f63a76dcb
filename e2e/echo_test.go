package e2e_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"weir/internal/jira/jiratest"
	"weir/internal/testenv"
)

// What is typed for the token must not appear on the screen. A script cannot
// show that: it types before the program asks.
func TestTheTokenIsNotShownWhileItIsTyped(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("script of other systems takes other arguments")
	}
	if _, err := exec.LookPath("script"); err != nil {
		testenv.Skip(t, "script (of util-linux) is not installed")
	}
	s := jiratest.New(t, jiratest.Options{Site: jiratest.Generate(jiratest.GenerateParams{Issues: 3, Seed: 2, Now: time.Now()})})
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(ca, s.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	weir, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "script", "-qec", weir+" connect work --ca-file "+ca, "/dev/null")
	command.Env = append(os.Environ(), "HOME="+dir, "WEIR_CONFIG="+filepath.Join(dir, "config.toml"), "WEIR_STATE_DIR="+dir,
		"WEIR_KEYCHAIN=file", "WEIR_KEYCHAIN_PASSPHRASE=a-passphrase-of-this-test")
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	screen := bufio.NewReader(stdout)
	var seen strings.Builder
	for _, dialogue := range [][2]string{
		{"browser): ", s.URL()}, {"access token): ", s.User()}, {"not shown): ", s.Token()}, {"next: ", ""},
	} {
		for !strings.HasSuffix(seen.String(), dialogue[0]) {
			b, err := screen.ReadByte()
			if err != nil {
				t.Fatalf("the program ended before %q: %s", dialogue[0], seen.String())
			}
			seen.WriteByte(b)
		}
		if dialogue[1] == "" {
			break
		}
		if _, err := stdin.Write([]byte(dialogue[1] + "\n")); err != nil {
			t.Fatal(err)
		}
	}
	if err := command.Wait(); err != nil {
		t.Error(err)
	}
	if !strings.Contains(seen.String(), s.URL()) {
		t.Error("the terminal shows nothing of what is typed: the test proves nothing")
	}
	if strings.Contains(seen.String(), s.Token()) {
		t.Error("the token was shown")
	}
}
