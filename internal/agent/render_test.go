package agent_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/agent"
	"weir/internal/testenv"
)

func TestRenderedFiles(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"weir-tasks.service": aJob().Service(), "weir-tasks.timer": aJob().Timer(), "weir.tasks.plist": must(aJob().Plist())(t),
	} {
		t.Run(name+" is as it was looked at", func(t *testing.T) {
			t.Parallel()
			path := filepath.Join("testdata", "golden", name)
			if *update {
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want := must(os.ReadFile(path))(t)
			if d := cmp.Diff(string(want), text); d != "" {
				t.Errorf("-want +got; -update writes it anew:\n%s", d)
			}
		})
	}
}

// TestSystemdTakesTheUnits has the real systemd read them.
func TestSystemdTakesTheUnits(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		testenv.Skip(t, "systemd-analyze is missing: install systemd")
	}
	dir := t.TempDir()
	verify := func(t *testing.T, service, timer string) (string, error) {
		t.Helper()
		dir := t.TempDir()
		for name, text := range map[string]string{"weir-tasks.service": service, "weir-tasks.timer": timer} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.CommandContext(t.Context(), "systemd-analyze", "verify", "--user", "--man=no",
			filepath.Join(dir, "weir-tasks.service"), filepath.Join(dir, "weir-tasks.timer"))
		cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+dir, "HOME="+dir)
		out, err := cmd.CombinedOutput()
		var ours []string
		for line := range strings.Lines(string(out)) {
			if strings.Contains(line, "weir-tasks") { // it also speaks of units of others
				ours = append(ours, line)
			}
		}
		return strings.Join(ours, ""), err
	}
	j := aJob() // the program must be there, or systemd says that it is not
	j.Program = filepath.Join(dir, "my 100% $tools", "weir")
	if err := errors.Join(os.MkdirAll(filepath.Dir(j.Program), 0o700), os.WriteFile(j.Program, []byte("#!/bin/sh\n"), 0o700)); err != nil {
		t.Fatal(err)
	}
	t.Run("without a word about them", func(t *testing.T) {
		t.Parallel()
		if said, err := verify(t, j.Service(), j.Timer()); said != "" || err != nil {
			t.Errorf("%v\n%s\n%s", err, said, j.Service())
		}
	})
	t.Run("and would find what is wrong", func(t *testing.T) {
		t.Parallel()
		for _, wrong := range [][2]string{
			{strings.Replace(j.Service(), "100%%", "100%n", 1), j.Timer()}, // another file
			{strings.Replace(j.Service(), "ProtectSystem=strict", "ProtectSystem=certainly", 1), j.Timer()},
			{strings.Replace(j.Service(), `ExecStart=:"`, `ExecStart=:"`+"relative", 1), j.Timer()},
			{j.Service(), strings.Replace(j.Timer(), "900s", "soon", 1)},
		} {
			if said, _ := verify(t, wrong[0], wrong[1]); said == "" {
				t.Errorf("nothing was said about\n%s\n%s", wrong[0], wrong[1])
			}
		}
	})
}

// TestThePropertyListHoldsTheJob reads it as any reader of XML would.
func TestThePropertyListHoldsTheJob(t *testing.T) {
	t.Parallel()
	j := aJob()
	environ := map[string]any{}
	for _, variable := range j.Environ {
		name, value, _ := strings.Cut(variable, "=")
		environ[name] = value
	}
	argv := []any{j.Program}
	for _, arg := range j.Args {
		argv = append(argv, arg)
	}
	want := map[string]any{
		"Label": "weir.tasks", "ProgramArguments": argv, "EnvironmentVariables": environ, "StartInterval": "900", "RunAtLoad": true,
		"ProcessType": "Background", "LowPriorityIO": true, "Umask": "63", "StandardErrorPath": j.Log,
	}
	if d := cmp.Diff(want, readPlist(t, must(j.Plist())(t))); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

type fataler interface {
	Helper()
	Fatal(args ...any)
}

func readPlist(t fataler, text string) map[string]any {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "dict" {
			dict, ok := readValue(t, d, start).(map[string]any)
			if !ok {
				t.Fatal("the list holds no dictionary")
			}
			return dict
		}
	}
}

// readValue reads what follows the start of an element, up to its end.
func readValue(t fataler, d *xml.Decoder, start xml.StartElement) any {
	t.Helper()
	var text bytes.Buffer
	var list []any
	for {
		token, err := d.Token()
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.CharData:
			text.Write(token)
		case xml.StartElement:
			list = append(list, readValue(t, d, token))
		case xml.EndElement:
			switch start.Name.Local {
			case "array":
				return list
			case "dict":
				dict := map[string]any{}
				for i := 0; i+1 < len(list); i += 2 {
					name, _ := list[i].(string)
					dict[name] = list[i+1]
				}
				return dict
			case "true":
				return true
			default:
				return text.String()
			}
		}
	}
}

// words undoes the quoting as systemd.syntax(7) describes it.
func words(t fataler, text string) []string {
	t.Helper()
	var out []string
	for _, quoted := range regexp.MustCompile(`"(?:[^"\\]|\\.)*"`).FindAllString(text, -1) {
		word := quoted[1 : len(quoted)-1]
		var b strings.Builder
		for i := 0; i < len(word); i++ {
			switch c := word[i]; {
			case c == '\\' || c == '%' && strings.HasPrefix(word[i+1:], "%"):
				i++
				b.WriteByte(word[i])
			case c == '%':
				t.Fatal("a specifier is left in", text)
			default:
				b.WriteByte(c)
			}
		}
		out = append(out, b.String())
	}
	return out
}

func TestWhateverIsInAJobComesOutOfItsFiles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune(`aZ09 %$"'\;&<>#=-{}*?~` + "`é✓😀")))
		j := aJob()
		j.Args = rapid.SliceOf(text).Draw(t, "args")
		j.Environ = []string{"A=" + text.Draw(t, "a"), "B=" + text.Draw(t, "b")}
		for line := range strings.Lines(j.Service()) {
			line = strings.TrimSuffix(line, "\n")
			if rest, ok := strings.CutPrefix(line, "ExecStart=:"); ok {
				if d := cmp.Diff(append([]string{j.Program}, j.Args...), words(t, rest)); d != "" {
					t.Fatalf("-want +got:\n%s\n%s", d, line)
				}
			}
		}
		var environ []string
		for _, line := range regexp.MustCompile(`(?m)^Environment=(.*)$`).FindAllStringSubmatch(j.Service(), -1) {
			environ = append(environ, words(t, line[1])...)
		}
		if d := cmp.Diff(j.Environ, environ); d != "" {
			t.Fatalf("-want +got:\n%s", d)
		}
		list, err := j.Plist()
		if err != nil {
			t.Fatal(err)
		}
		argv, _ := readPlist(t, list)["ProgramArguments"].([]any)
		if len(argv) != len(j.Args)+1 {
			t.Fatalf("%d arguments of %d", len(argv), len(j.Args)+1)
		}
		for i, arg := range j.Args {
			if argv[i+1] != arg {
				t.Fatalf("argument %q came out as %q", arg, argv[i+1])
			}
		}
	})
}

func TestNothingThatIsNoTextGetsIntoAFile(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*agent.Job){
		"an argument of two lines":           func(j *agent.Job) { j.Args = []string{"a\nExecStartPre=/bin/true"} },
		"a variable of two lines":            func(j *agent.Job) { j.Environ = []string{"A=b\nc"} },
		"a variable that is not UTF-8":       func(j *agent.Job) { j.Environ = []string{"A=\xff"} },
		"a name of a variable with a space":  func(j *agent.Job) { j.Environ = []string{"A B=c"} },
		"a character that is none":           func(j *agent.Job) { j.Args = []string{"\ufffe"} },
		"a program with a quotation mark":    func(j *agent.Job) { j.Program = `/opt/"x"/weir` },
		"a program in the folder one is in":  func(j *agent.Job) { j.Program = "weir" },
		"a directory with a backslash":       func(j *agent.Job) { j.Writes = []string{`/a\b`} },
		"a log in the folder one is in":      func(j *agent.Job) { j.Log = "log" },
		"a name that leads elsewhere":        func(j *agent.Job) { j.Name = "../x" },
		"no name":                            func(j *agent.Job) { j.Name = "" },
		"an interval of a second":            func(j *agent.Job) { j.Every = 1e9 },
		"an interval of a year":              func(j *agent.Job) { j.Every = 1e9 * 3600 * 24 * 365 },
		"an argument with a token":           func(j *agent.Job) { j.Args = []string{"--token=hunter2hunter2"} },
		"a variable with a token":            func(j *agent.Job) { j.Environ = []string{"WEIR_JIRA_TOKEN=x"} },
		"a variable that looks like a token": func(j *agent.Job) { j.Environ = []string{"A=Bearer abcdef0123456789"} },
	} {
		t.Run(name+" is refused before anything is written or run", func(t *testing.T) {
			t.Parallel()
			for _, goos := range []string{"linux", "darwin"} {
				w := newWorld(t, goos)
				j := w.job()
				spoil(&j)
				if _, err := w.Install(t.Context(), j); err == nil {
					t.Error("no error")
				}
				if files, calls := w.files(t), w.noted(); len(files)+len(calls) > 0 {
					t.Errorf("%s: files %q, calls %q", goos, files, calls)
				}
			}
		})
	}
}
