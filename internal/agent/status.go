package agent

import (
	"context"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Status is what can be learned of a job. What cannot is zero: the answers of
// launchctl and systemctl are made for people, and change.
type Status struct {
	Installed bool          // its files are there
	Active    bool          // launchd or systemd runs it again and again
	Every     time.Duration // the interval that was installed
	Next      time.Time     // when it runs next; launchd does not tell
	LastCode  *int          // the exit code of its last run; nil when there was none
}

// maxUnit is more than a file of a job takes, in bytes.
const maxUnit = 1 << 20

// Status looks at a job. It fails only when a file cannot be read, or the
// context ends.
func (m Manager) Status(ctx context.Context, name string) (Status, error) {
	j, installed, err := m.Read(name)
	if err != nil || !installed {
		return Status{}, err
	}
	s := Status{Installed: true, Every: j.Every}
	if m.GOOS == "darwin" {
		m.askLaunchd(ctx, j, &s)
	} else {
		m.askSystemd(ctx, j, &s)
	}
	return s, ctx.Err()
}

func (m Manager) askSystemd(ctx context.Context, j Job, s *Status) {
	s.Active = properties(m.output(ctx, "systemctl", "--user", "show", j.timer(), "--property=ActiveState"))["ActiveState"] == "active"
	run := properties(m.output(ctx, "systemctl", "--user", "show", j.service(), "--property=ExecMainStatus,ExecMainExitTimestamp"))
	if code, err := strconv.Atoi(run["ExecMainStatus"]); err == nil && run["ExecMainExitTimestamp"] != "" {
		s.LastCode = &code
	}
	var timers []struct {
		Next int64  `json:"next"` // in microseconds since 1970
		Unit string `json:"unit"`
	}
	list := m.output(ctx, "systemctl", "--user", "list-timers", "--all", "--output=json", j.timer())
	if json.Unmarshal([]byte(list), &timers) != nil {
		return // systemd before 248 prints a table
	}
	for _, t := range timers {
		if t.Unit == j.timer() && t.Next > 0 {
			s.Next = time.UnixMicro(t.Next).UTC()
		}
	}
}

var lastExit = regexp.MustCompile(`(?m)^\s*last exit code = (\d{1,5})\b`)

func (m Manager) askLaunchd(ctx context.Context, j Job, s *Status) {
	printed := m.output(ctx, launchctl, "print", m.target(j))
	s.Active = printed != ""
	if found := lastExit.FindStringSubmatch(printed); found != nil {
		if code, err := strconv.Atoi(found[1]); err == nil {
			s.LastCode = &code
		}
	}
}

// output is what a program printed when it succeeded, and else nothing.
func (m Manager) output(ctx context.Context, name string, args ...string) string {
	if result, err := m.Run(ctx, m.call(name, args...)); err == nil && result.Code == 0 {
		return result.Output
	}
	return ""
}

// properties reads lines of NAME=value.
func properties(text string) map[string]string {
	values := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			values[name] = value
		}
	}
	return values
}
