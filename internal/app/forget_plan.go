package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"weir/internal/agent"
	"weir/internal/audit"
	"weir/internal/keychain"
)

// planForgetting lists what Weir keeps, the credentials first, once nothing runs
// in the background any more that would use them: should it be stopped on the
// way, the worst is done. Only the keychain may ask a person
// something, to unlock it.
func (a *App) planForgetting(ctx context.Context, system *keychain.System) (plan, error) {
	var p plan
	for _, duty := range duties() {
		p.agent(a.agents(), duty)
	}
	p.credentials(ctx, system, a.knownAccounts())
	if ctx.Err() != nil {
		return p, fmt.Errorf("forget: %w", context.Cause(ctx))
	}
	p.file(a.encryptedPlace())
	p.database(a.databasePath())
	p.jobLocks(a.dirs.State)
	p.file(place{path: a.grantLock(), own: true, lockAlone: true})
	p.file(place{path: a.noticesPath(), own: true, lockAlone: true})
	for _, duty := range duties() {
		p.file(place{path: a.agentLog(duty), own: true})
	}
	p.trail(a.trailPath())
	p.file(a.configPlace())
	for _, dir := range a.ownDirs() {
		p.directory(dir)
	}
	return p, nil
}

func (a *App) knownAccounts() []string {
	var known []string
	for name := range a.config.Jira {
		known = append(known, account(name))
	}
	return append(append(known, a.davAccounts()...), microsoftAccounts()...)
}

func (p *plan) credentials(ctx context.Context, system *keychain.System, known []string) {
	census, err := system.Census(ctx, known)
	if err != nil {
		p.unasked = err
		return
	}
	var what []string
	for _, name := range census.Accounts {
		if site, ok := strings.CutPrefix(name, account("")); ok {
			what = append(what, credentialsOf(site, system))
		} else if strings.HasPrefix(name, "caldav/") {
			what = append(what, passwordOf(name, system))
		} else if slices.Contains(microsoftAccounts(), name) {
			signIn := signInOf(system) // which may be in several parts
			if !slices.Contains(what, signIn) {
				what = append(what, signIn)
			}
		} else {
			what = append(what, fmt.Sprintf("%q in the %s", name, system.Describe()))
		}
	}
	if !census.Complete {
		what = append(what, "all else, if there is any, under the name "+keychain.Service+" in the "+system.Describe())
	}
	if len(what) == 0 {
		return
	}
	p.removals = append(p.removals, removal{what, func(ctx context.Context) ([]string, error) {
		if err := system.DeleteAll(ctx); err != nil {
			return nil, err
		}
		return what, nil
	}})
}

// agent plans to stop the agent and to delete its files.
func (p *plan) agent(manager agent.Manager, d Duty) {
	if files := manager.Files(string(d)); len(files) > 0 {
		p.removals = append(p.removals, removal{files, func(ctx context.Context) ([]string, error) {
			return manager.Remove(ctx, string(d))
		}})
	}
}

func (p *plan) trail(path string) {
	ours, others, err := audit.Files(path)
	if err != nil {
		others = append(others, path+": "+err.Error())
	}
	p.stays = append(p.stays, others...)
	if len(ours) > 0 {
		p.removals = append(p.removals, removal{ours, func(context.Context) ([]string, error) { return audit.Remove(path) }})
	}
}

func (p *plan) file(at place) {
	f := at.look()
	p.stays = append(p.stays, f.stays...)
	if len(f.paths) > 0 {
		p.removals = append(p.removals, removal{f.paths, f.remove})
	}
}

// directory plans to delete a directory of Weir's own, when nothing but what
// the plan deletes is in it. One that is a link is somebody's arrangement.
func (p *plan) directory(dir string) {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() {
		return
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		p.stays = append(p.stays, dir+": it cannot be read")
		return
	}
	for _, e := range entries {
		if !p.deletes(filepath.Join(dir, e.Name())) {
			return
		}
	}
	p.removals = append(p.removals, removal{[]string{dir}, func(context.Context) ([]string, error) {
		if left, err := os.ReadDir(dir); err == nil && len(left) > 0 {
			return nil, nil // what could not be deleted is told, or somebody has begun anew
		}
		if err := os.Remove(dir); err != nil {
			return nil, fmt.Errorf("cannot delete the directory: %w", err)
		}
		return []string{dir}, nil
	}})
}

func (p *plan) deletes(path string) bool {
	return slices.ContainsFunc(p.removals, func(r removal) bool { return slices.Contains(r.what, path) })
}

// ownDirs are the directories that Weir made for itself alone; those that a
// variable names are the user's.
func (a *App) ownDirs() []string {
	var dirs []string
	if a.env.Getenv("WEIR_STATE_DIR") == "" {
		dirs = append(dirs, a.dirs.State)
	}
	if !a.elsewhere() && !slices.Contains(dirs, a.dirs.Config) {
		dirs = append(dirs, a.dirs.Config)
	}
	return dirs
}

// elsewhere reports whether a variable says where the configuration is: then
// anything may be around it.
func (a *App) elsewhere() bool { return a.env.Getenv("WEIR_CONFIG") != "" }

func (a *App) encryptedPlace() place {
	return place{
		path: a.encryptedPath(), ours: isEncrypted, what: "Weir's encrypted file",
		lockAlone: true, // nobody else calls a lock like that
	}
}

// configPlace says that what is at the default place is Weir's, whatever it
// holds, and elsewhere only what could be nothing else.
func (a *App) configPlace() place {
	return place{
		path: a.config.Path, what: "Weir's configuration", lockAlone: !a.elsewhere(), own: !a.elsewhere(),
		ours: func(content []byte) bool { return a.config.Jira != nil && says(content) },
	}
}

// says reports whether a file holds more than comments. Where the configuration
// was read without a fault, that can only be settings of Weir's.
func says(content []byte) bool {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	for line := range bytes.Lines(content) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return true
		}
	}
	return false
}

// isEncrypted recognises age's format. What follows its first line is, in a
// file of Weir's, what a passphrase needs, and not somebody's public key.
func isEncrypted(content []byte) bool {
	first, rest, _ := bytes.Cut(content, []byte("\n"))
	return string(first) == "age-encryption.org/v1" && (len(rest) == 0 || bytes.HasPrefix(rest, []byte("-> scrypt ")))
}
