package agent

import (
	"context"
	"path/filepath"
	"strconv"
)

func (m Manager) installSystemd(ctx context.Context, j Job, files []File, session bool) (Installed, error) {
	done := Installed{Files: paths(files)}
	for _, f := range files {
		if err := write(f.Path, f.Text); err != nil {
			return Installed{}, err
		}
	}
	if !session {
		done.Next = "there is no session of yours that systemd could run the job in (su and sudo make none). Sign in anew, by ssh for instance, and run:\n" +
			"systemctl --user daemon-reload\nsystemctl --user enable --now " + j.timer() + "\n" +
			"to have it run while you are signed out, too: loginctl enable-linger\n" +
			"in a container, where no systemd is at work: leave `weir " + j.Name + " watch` running"
		return done, nil
	}
	// A timer that is active keeps its old interval until it is started anew.
	for _, args := range [][]string{{"daemon-reload"}, {"enable", j.timer()}, {"restart", j.timer()}} {
		if err := m.systemctl(ctx, args...); err != nil {
			return Installed{}, err
		}
	}
	done.Started = true
	return done, nil
}

// session reports whether there is a systemd of this user to talk with.
func (m Manager) session(ctx context.Context) (bool, error) {
	result, err := m.Run(ctx, m.call("systemctl", "--user", "show", "--property=Version"))
	return err == nil && result.Code == 0, err
}

func (m Manager) systemctl(ctx context.Context, args ...string) error {
	return m.must(ctx, "systemctl", append([]string{"--user"}, args...)...)
}

// stopSystemd lets a run that is under way finish the operation in hand.
func (m Manager) stopSystemd(ctx context.Context, j Job) error {
	if session, err := m.session(ctx); err != nil || !session {
		return ctx.Err() // there is nobody who could be running it
	}
	var known []string // systemctl refuses a unit whose file is gone
	for _, unit := range []string{j.timer(), j.service()} {
		if exists(filepath.Join(m.unitDir(), unit)) {
			known = append(known, unit)
		}
	}
	if len(known) == 0 {
		return nil
	}
	if exists(filepath.Join(m.unitDir(), j.timer())) {
		if err := m.systemctl(ctx, "disable", j.timer()); err != nil {
			return err
		}
	}
	return m.systemctl(ctx, append([]string{"stop"}, known...)...)
}

// reloadSystemd has the manager forget units whose files are gone.
func (m Manager) reloadSystemd(ctx context.Context) error {
	if session, err := m.session(ctx); err != nil || !session {
		return ctx.Err()
	}
	return m.systemctl(ctx, "daemon-reload")
}

// Lingers reports whether systemd runs this user's jobs also while the user is
// signed out, as far as it says; false, too, where that cannot be learned or
// there is no such thing.
func (m Manager) Lingers(ctx context.Context) bool {
	if m.GOOS != "linux" {
		return false
	}
	return properties(m.output(ctx, "loginctl", "show-user", strconv.Itoa(m.UID), "--property=Linger"))["Linger"] == "yes"
}
