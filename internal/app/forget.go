package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"weir"
	"weir/internal/keychain"
)

// Forget deletes what Weir keeps of one site: its entry in the configuration
// and its credentials; or, where there is no site of that name, of one job: see
// ForgetTask, ForgetFlow and ForgetReport. It returns what was deleted, or would be on a dry run.
func (a *App) Forget(ctx context.Context, name string, dryRun bool) ([]string, error) {
	return a.forget(ctx, a.system(), name, dryRun)
}

// ForgetAll deletes everything that Weir keeps on this computer: whatever the
// system's keychain has under Weir's name, the encrypted file, the links and the
// history of all jobs, the audit trail, the configuration, and Weir's own directories once they are empty. It needs
// neither a passphrase nor a configuration without faults. It returns what was
// deleted, or would be on a dry run.
//
// What does not look like Weir's stays, be it in the place where Weir would
// write: the error, of kind Partial, names it. It also names what could not be
// deleted, or not be asked, when everything else is done.
func (a *App) ForgetAll(ctx context.Context, dryRun bool) ([]string, error) {
	return a.forgetAll(ctx, a.system(), dryRun)
}

func (a *App) system() *keychain.System {
	return keychain.OpenSystem(keychain.SystemParams{Getenv: a.env.Getenv, GOOS: a.env.GOOS})
}

func (a *App) forget(ctx context.Context, system *keychain.System, name string, dryRun bool) (gone []string, err error) {
	if a.broken != nil {
		return nil, a.broken
	}
	_, configured := a.config.Jira[name]
	if _, task := a.config.Tasks[name]; task && !configured {
		return a.ForgetTask(ctx, name, ForgetTaskParams{DryRun: dryRun})
	}
	if _, job := a.config.Flow[name]; job && !configured {
		return a.ForgetFlow(name, dryRun)
	}
	if _, job := a.config.Report[name]; job && !configured {
		return a.ForgetReport(ctx, name, dryRun)
	}
	if err := a.unused(name); configured && err != nil {
		return nil, err
	}
	store, err := a.holder(ctx, system, account(name))
	if err != nil {
		return nil, err
	}
	if store == nil && !configured {
		return nil, a.unknownSite(name)
	}
	if store != nil {
		if !dryRun {
			if err := store.Delete(ctx, account(name)); err != nil {
				return nil, err
			}
		}
		gone = append(gone, credentialsOf(name, store))
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

func credentialsOf(site string, store interface{ Describe() string }) string {
	return "the user and the token of " + site + " in the " + store.Describe()
}

// unused refuses to forget a site that a job reads.
func (a *App) unused(site string) error {
	var users, first []string
	for _, name := range a.config.TaskNames() {
		if a.config.Tasks[name].Jira == site {
			users, first = append(users, name), append(first, "weir tasks forget "+name)
		}
	}
	for _, name := range a.config.FlowNames() {
		if a.config.Flow[name].Jira == site {
			users, first = append(users, name), append(first, "weir flow forget "+name)
		}
	}
	for _, name := range a.config.ReportNames() {
		if a.config.Report[name].Jira == site {
			users, first = append(users, name), append(first, "weir report forget "+name)
		}
	}
	if len(users) == 0 {
		return nil
	}
	return &weir.Error{
		Kind: weir.Usage, Text: fmt.Sprintf("the site %q is read by the jobs %s", site, strings.Join(users, ", ")),
		Next: "forget these first: " + strings.Join(first, ", ") + "; or everything: weir forget --all",
	}
}

// holder returns the store that has the secret of an account, and nil only
// where it is certain that none has: a keychain that cannot be asked may.
func (a *App) holder(ctx context.Context, system *keychain.System, account string) (keychain.Store, error) {
	mode := keychain.Mode(a.config.KeychainMode())
	asked := mode == keychain.ModeFile // whether nothing can be in the system's keychain
	if !asked {
		asked = errors.Is(system.Probe(ctx), keychain.ErrAbsent)
	}
	store, err := a.keychain(ctx)
	if err != nil {
		if asked && (mode == keychain.ModeSystem || !exists(a.encryptedPath())) {
			return nil, nil //nolint:nilnil // there is no such store
		}
		return nil, err
	}
	switch _, err := store.Get(ctx, account); weir.KindOf(err) {
	case "":
		return store, nil
	case weir.NotFound:
	default:
		return nil, err
	}
	if _, fallback := store.(*keychain.File); fallback && !asked {
		if _, err := system.Census(ctx, []string{account}); err != nil {
			return nil, err // the credentials may be there
		}
	}
	return nil, nil //nolint:nilnil // nobody has them
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// A removal is one step of forgetting.
type removal struct {
	what []string // in the words of the result
	// do deletes it, and returns what is gone.
	do func(ctx context.Context) (gone []string, err error)
}

// A plan is all that is forgotten. A dry run shows it, a real one carries it out.
type plan struct {
	removals []removal
	stays    []string // what is left, and why
	unasked  error    // why the keychain could not be asked
}

func (a *App) forgetAll(ctx context.Context, system *keychain.System, dryRun bool) (gone []string, err error) {
	if err := a.closeTrail(); err != nil {
		return nil, err
	}
	p, err := a.planForgetting(ctx, system)
	if err != nil {
		return nil, err
	}
	if dryRun {
		for _, r := range p.removals {
			gone = append(gone, r.what...)
		}
		return gone, p.rest(nil)
	}
	var failed []string
	for _, r := range p.removals {
		did, err := r.do(ctx)
		gone = append(gone, did...)
		if ctx.Err() != nil {
			return gone, fmt.Errorf("forget: %w", context.Cause(ctx))
		}
		if err != nil {
			failed = append(failed, strings.ReplaceAll(err.Error(), "\n", "; "))
		}
	}
	return gone, p.rest(failed)
}

// rest is the error that tells what is still there, nil when nothing is.
func (p plan) rest(failed []string) error {
	texts, next := failed, []string(nil)
	if len(failed) > 0 {
		next = append(next, "remove the cause, and run `weir forget --all` again")
	}
	if p.unasked != nil {
		texts = append(texts, p.unasked.Error())
		next = append(next, "unlock the system's keychain and run `weir forget --all` again, "+
			"or use its own tool: everything of Weir's has the service name "+keychain.Service)
	}
	for _, s := range p.stays {
		texts = append(texts, "left "+s)
	}
	if len(p.stays) > 0 {
		next = append(next, "look at what is left, and delete it yourself if it is of no use to anybody")
	}
	if len(texts) == 0 {
		return nil
	}
	return &weir.Error{Kind: weir.Partial, Text: strings.Join(texts, "; "), Next: strings.Join(next, "\n")}
}

func (a *App) unknownSite(name string) error {
	known := slices.Sorted(maps.Keys(a.config.Jira))
	next := "nothing is connected yet"
	for _, task := range a.config.TaskNames() {
		known = append(known, task+" (tasks)")
	}
	for _, job := range a.config.FlowNames() {
		known = append(known, job+" (flow)")
	}
	for _, job := range a.config.ReportNames() {
		known = append(known, job+" (report)")
	}
	if len(known) > 0 {
		next = "the sites are " + strings.Join(known, ", ")
	}
	return &weir.Error{Kind: weir.Usage, Text: "Weir keeps nothing by the name \"" + name + "\"", Next: next}
}
