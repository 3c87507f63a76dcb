package notice_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/notice"
	"weir/internal/program"
)

// A desk is a desktop that notes what it is shown.
type desk struct {
	state string
	now   time.Time
	shown []string
	fail  error
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{state: filepath.Join(t.TempDir(), "state", "notices.json"), now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	return d
}

// process is the Notifier of one process.
func (d *desk) process() *notice.Notifier {
	return notice.New(notice.Params{
		State: d.state, Now: func() time.Time { return d.now },
		Show: func(_ context.Context, title, body string) error {
			if d.fail == nil {
				d.shown = append(d.shown, title+" | "+body)
			}
			return d.fail
		},
	})
}

// run has a run of a job end, in a process of its own, and wants that many notices of it.
func (d *desk) run(t *testing.T, job string, err error, want int) {
	t.Helper()
	d.shown = nil
	if err := d.process().Ended(t.Context(), job, err); err != nil {
		t.Fatal(err)
	}
	if len(d.shown) != want {
		t.Errorf("%s ended with %v: shown %q, want %d", job, err, d.shown, want)
	}
}

func failed(kind weir.Kind) error {
	return &weir.Error{Kind: kind, Text: "it failed", Next: "mend it\nand more"}
}

func TestAFailureIsToldOnceUntilItSucceedsAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	expired, full := failed(weir.Unauthorised), failed(weir.Storage)
	d.run(t, "tasks", nil, 0)
	if _, err := os.Stat(d.state); err == nil {
		t.Error("success leaves a file")
	}
	d.run(t, "tasks", expired, 1)
	if want := "Weir: the sign-in for tasks does not work | it failed. mend it"; d.shown[0] != want {
		t.Errorf("shown %q, want %q", d.shown[0], want)
	}
	d.run(t, "tasks", expired, 0)
	d.run(t, "tasks", full, 1)
	d.run(t, "tasks", expired, 0)
	d.run(t, "report", expired, 1)
	d.run(t, "tasks", nil, 0)
	d.run(t, "tasks", expired, 1)
	d.run(t, "report", expired, 0)
	d.run(t, "tasks", nil, 0)
	d.run(t, "report", nil, 0)
	if _, err := os.Stat(d.state); err == nil {
		t.Error("the last success leaves the file")
	}
}

func TestWhatPassesByItselfIsToldWhenItLasts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.run(t, "tasks", failed(weir.Unreachable), 0)
	d.now = d.now.Add(2*time.Hour + 59*time.Minute)
	d.run(t, "tasks", failed(weir.Unreachable), 0)
	d.now = d.now.Add(time.Minute)
	d.run(t, "tasks", failed(weir.Unreachable), 1)
	d.run(t, "tasks", failed(weir.Unreachable), 0)
	d.run(t, "tasks", failed(weir.Interrupted), 0)
}

func TestANoticeThatCouldNotBeShownIsTriedAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.fail = errors.New("no screen")
	if err := d.process().Ended(t.Context(), "tasks", failed(weir.Storage)); !errors.Is(err, d.fail) {
		t.Errorf("got %v", err)
	}
	d.fail = nil
	d.run(t, "tasks", failed(weir.Storage), 1)
}

func TestJobsThatFailForOneCauseAreToldOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	round := func(want int) {
		t.Helper()
		d.shown = nil
		p := d.process()
		for _, job := range []string{"mine", "team"} {
			if err := p.Ended(t.Context(), job, failed(weir.Unauthorised)); err != nil {
				t.Fatal(err)
			}
		}
		if len(d.shown) != want {
			t.Errorf("shown %q, want %d", d.shown, want)
		}
	}
	round(1)
	round(0)
	d.run(t, "mine", nil, 0)
	round(1) // team has not succeeded since
}

func TestAJobCanBeForgotten(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	known := func() bool {
		t.Helper()
		known, err := d.process().Known("tasks")
		if err != nil {
			t.Fatal(err)
		}
		return known
	}
	if known() {
		t.Error("it is known before it failed")
	}
	d.run(t, "tasks", failed(weir.Storage), 1)
	if !known() {
		t.Error("it is not known")
	}
	if err := d.process().Forget(t.Context(), "tasks"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(d.state); err == nil || known() {
		t.Error("something is kept")
	}
}

func TestTheStateHoldsKindAndTimeOnly(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.run(t, "tasks", &weir.Error{Kind: weir.Storage, Text: "SHOP-1 the summary of an issue"}, 1)
	text, err := os.ReadFile(d.state)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"tasks":{"storage":{"since":"2026-11-22T09:00:00Z","told":true}}}` + "\n"
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Error(diff)
	}
	if info, err := os.Stat(d.state); err != nil || info.Mode() != 0o600 {
		t.Error(info.Mode(), err)
	}
	for _, broken := range []string{"", "null", "[]", "{\"tasks\":7}", "\xff"} {
		if err := os.WriteFile(d.state, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		d.run(t, "tasks", failed(weir.Storage), 1)
	}
}

func TestANoticeIsShortPlainTextWithoutSecrets(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.run(t, "tasks", &weir.Error{
		Kind: weir.Unauthorised, Text: "Authorization: Basic aHVudGVyMjpodW50ZXIy\n\x1b[2J\u202e ada@example.com \xff " + strings.Repeat("long ", 100),
		Next: "password=hunter2",
	}, 1)
	got := d.shown[0]
	for _, bad := range []string{"hunter2", "aHVudGVyMjp", "ada@", "\n", "\x1b", "\u202e"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q is in %q", bad, got)
		}
	}
	if utf8.RuneCountInString(got) > 300 || !utf8.ValidString(got) {
		t.Errorf("too long, or no text: %q", got)
	}
}

func TestMacOSIsHandedTheTextAsArguments(t *testing.T) {
	t.Parallel()
	var calls []program.Call
	n := notice.New(notice.Params{
		GOOS: "darwin", State: filepath.Join(t.TempDir(), "n"), Now: time.Now,
		Run: func(_ context.Context, c program.Call) (program.Result, error) {
			calls = append(calls, c)
			return program.Result{Code: len(calls) - 1}, nil
		},
	})
	hostile := `" & (do shell script "x") & "`
	if err := n.Ended(t.Context(), "tasks", errors.New(hostile)); err != nil || len(calls) != 1 {
		t.Fatal(err, calls)
	}
	args := calls[0].Args
	if calls[0].Name != "/usr/bin/osascript" || len(args) != 8 || args[6] != "Weir: tasks failed" || args[7] != hostile {
		t.Errorf("%+v", calls[0])
	}
	if strings.Contains(strings.Join(args[:6], " "), "shell") {
		t.Error("text is a part of the script")
	}
	if err := n.Ended(t.Context(), "report", errors.New("x")); err == nil {
		t.Error("a script that fails is no error")
	}
}
