package agent

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"weir/internal/atomicfile"
)

const launchctl = "/bin/launchctl"

// domain is the session of the user in front of the screen.
func (m Manager) domain() string { return "gui/" + strconv.Itoa(m.UID) }

func (m Manager) target(j Job) string { return m.domain() + "/" + j.label() }

func (m Manager) installLaunchd(ctx context.Context, j Job, files []File) (Installed, error) {
	if err := m.makeLog(j.Log); err != nil {
		return Installed{}, err
	}
	for _, f := range files {
		if err := write(f.Path, f.Text); err != nil {
			return Installed{}, err
		}
	}
	done := Installed{Files: paths(files)}
	session, err := m.answers(ctx, m.domain())
	if err != nil {
		return Installed{}, err
	}
	if !session {
		done.Next = "you are not signed in at this Mac's screen; the job starts when you are"
		return done, nil
	}
	if err := m.stopLaunchd(ctx, j); err != nil {
		return Installed{}, err
	}
	// A job that was switched off once cannot be started before this.
	if err := m.must(ctx, launchctl, "enable", m.target(j)); err != nil {
		return Installed{}, err
	}
	if err := m.bootstrap(ctx, j); err != nil {
		return Installed{}, err
	}
	done.Started = true
	return done, nil
}

// makeLog makes the log before launchd does, which would let others read it.
func (m Manager) makeLog(path string) error {
	if exists(path) {
		return nil
	}
	if err := atomicfile.MakeDir(filepath.Dir(path)); err != nil {
		return err
	}
	return atomicfile.Write(path, nil, 0o600)
}

// launchd says "input/output error" for a moment after it stopped a job of the
// same name.
const (
	bootstrapTries = 5
	bootstrapPause = 500 * time.Millisecond
)

func (m Manager) bootstrap(ctx context.Context, j Job) error {
	for n := 1; ; n++ {
		err := m.must(ctx, launchctl, "bootstrap", m.domain(), m.plistPath(j))
		if err == nil || n == bootstrapTries {
			return err
		}
		select {
		case <-time.After(bootstrapPause):
		case <-ctx.Done():
			return fmt.Errorf("start job: %w", context.Cause(ctx))
		}
	}
}

// stopLaunchd takes the job out of launchd's hands, if it is in them.
func (m Manager) stopLaunchd(ctx context.Context, j Job) error {
	loaded, err := m.answers(ctx, m.target(j))
	if err != nil || !loaded {
		return err
	}
	return m.must(ctx, launchctl, "bootout", m.target(j))
}

// answers reports whether launchd knows a domain or a job.
func (m Manager) answers(ctx context.Context, target string) (bool, error) {
	result, err := m.Run(ctx, m.call(launchctl, "print", target))
	if err != nil {
		return false, m.failed(launchctl, []string{"print", target}, err)
	}
	return result.Code == 0, nil
}
