package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"weir"
	"weir/internal/audit"
)

// Forget deletes what Weir keeps of one site: its entry in the configuration
// and its credentials. It returns what was deleted, or would be on a dry run.
func (a *App) Forget(ctx context.Context, name string, dryRun bool) ([]string, error) {
	_, configured := a.config.Jira[name]
	store, err := a.keychain(ctx)
	if err != nil && configured {
		return nil, err
	}
	var gone []string
	if err == nil {
		_, getErr := store.Get(ctx, account(name))
		switch weir.KindOf(getErr) {
		case "":
			gone = append(gone, "the user and the token of "+name+" in the "+store.Describe())
		case weir.NotFound:
		default:
			return nil, getErr
		}
	}
	if !configured && len(gone) == 0 {
		return nil, a.unknownSite(name)
	}
	if len(gone) > 0 && !dryRun {
		if err := store.Delete(ctx, account(name)); err != nil {
			return nil, err
		}
	}
	if !configured {
		return gone, nil
	}
	if !dryRun {
		if err := a.config.RemoveSite(name); err != nil {
			return gone, err
		}
	}
	return append(gone, "[jira."+name+"] in "+a.config.Path), nil
}

// ForgetAll deletes everything that Weir keeps on this computer: all sites with
// their credentials, the encrypted file, the audit trail, the configuration.
func (a *App) ForgetAll(ctx context.Context, dryRun bool) ([]string, error) {
	var gone []string
	var errs []error
	names := make([]string, 0, len(a.config.Jira))
	for name := range a.config.Jira {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		deleted, err := a.Forget(ctx, name, dryRun)
		gone, errs = append(gone, deleted...), append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return gone, err
	}
	trail, err := a.forgetTrail(dryRun)
	gone = append(gone, trail...)
	if err != nil {
		return gone, err
	}
	for _, path := range []string{a.encryptedPath(), a.encryptedPath() + ".lock", a.config.Path, a.config.Path + ".lock"} {
		deleted, err := remove(path, dryRun)
		if err != nil {
			return gone, err
		}
		if deleted {
			gone = append(gone, path)
		}
	}
	if !dryRun {
		for _, dir := range []string{a.dirs.State, a.dirs.Config} {
			// A directory that holds something else is not ours to delete.
			_ = os.Remove(dir)
		}
	}
	return gone, nil
}

func (a *App) forgetTrail(dryRun bool) ([]string, error) {
	if err := a.closeTrail(); err != nil {
		return nil, err
	}
	if !dryRun {
		return audit.Remove(a.trailPath())
	}
	if _, err := os.Lstat(a.trailPath()); err != nil {
		return nil, nil // there is none
	}
	return []string{a.trailPath()}, nil
}

func remove(path string, dryRun bool) (bool, error) {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if dryRun {
		return true, nil
	}
	if err := os.Remove(path); err != nil {
		return false, &weir.Error{Kind: weir.Storage, Text: "cannot delete " + path, Next: "delete it by hand", Err: err}
	}
	return true, nil
}

func (a *App) unknownSite(name string) error {
	known := make([]string, 0, len(a.config.Jira))
	for site := range a.config.Jira {
		known = append(known, site)
	}
	slices.Sort(known)
	next := "nothing is connected yet"
	if len(known) > 0 {
		next = "the sites are " + strings.Join(known, ", ")
	}
	return &weir.Error{Kind: weir.Usage, Text: "Weir keeps nothing by the name \"" + name + "\"", Next: next}
}
