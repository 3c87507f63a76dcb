package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"weir"
	"weir/internal/config"
	"weir/internal/jira"
	"weir/internal/keychain"
	"weir/internal/secret"
	"weir/internal/tasks/caldav"
	"weir/internal/tasks/markdown"
)

// SiteNames lists the sites that a job can read, the default one first.
func (a *App) SiteNames() ([]string, error) {
	if a.broken != nil {
		return nil, a.broken
	}
	var names []string
	if site, err := a.config.Site(""); err == nil {
		names = append(names, site.Name)
	} else if len(a.config.Jira) == 0 {
		return nil, err // it says how to connect one
	}
	for _, name := range slices.Sorted(maps.Keys(a.config.Jira)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// Filters lists the saved filters of a site's account, for one of the jobs.
func (a *App) Filters(ctx context.Context, site string, job Job) ([]jira.Filter, error) {
	client, err := a.Jira(ctx, site, job)
	if err != nil {
		return nil, err
	}
	return client.Filters(ctx)
}

// CountIssues tries a query, and says how many issues it selects.
func (a *App) CountIssues(ctx context.Context, site, jql string) (int, error) {
	client, err := a.Jira(ctx, site, TasksInitJob())
	if err != nil {
		return 0, err
	}
	refs, err := client.Census(ctx, jira.Query{JQL: jql})
	return len(refs), err
}

// A TaskList is a list for tasks on a CalDAV server.
type TaskList = caldav.List

// ParseDAV checks the address of a CalDAV server.
func (a *App) ParseDAV(address string) (*url.URL, error) { return caldav.ParseURL(address) }

// TaskLists lists the task lists of a CalDAV account. Nothing is changed.
func (a *App) TaskLists(ctx context.Context, job TaskJob, password secret.Text) ([]TaskList, error) {
	server, err := a.davServerOf(job, password)
	if err != nil {
		return nil, err
	}
	return server.Lists(ctx)
}

// MakeTaskList makes a task list on a CalDAV server.
func (a *App) MakeTaskList(ctx context.Context, job TaskJob, password secret.Text, name string) (TaskList, error) {
	server, err := a.davServerOf(job, password)
	if err != nil {
		return TaskList{}, err
	}
	return server.CreateList(ctx, name)
}

func (a *App) davServerOf(job TaskJob, password secret.Text) (caldav.Server, error) {
	options, err := a.outboundOptions(job.CAFile)
	if a.env.Redactor != nil {
		a.env.Redactor.Learn(password)
	}
	return caldav.Server{URL: job.URL, Credentials: caldav.Credentials{User: job.User, Password: password}, Outbound: options}, err
}

// CheckTaskFile checks whether the tasks of a job can be kept in its file, and
// whether another job keeps its own there. It changes nothing.
func (a *App) CheckTaskFile(job TaskJob) error {
	if rival := a.config.Rival(job); rival != "" {
		return config.ErrRival(job.Name, rival)
	}
	if err := a.NotOwn(job.File); err != nil {
		return err
	}
	return markdown.New(markdown.Options{File: job.File}).Check()
}

// CheckTaskList checks whether another job keeps its tasks in a list, which that
// one may call by its name or by its address.
func (a *App) CheckTaskList(job TaskJob, list TaskList) error {
	for _, called := range []string{list.Name, list.URL} {
		job.List = called
		if rival := a.config.Rival(job); called != "" && rival != "" {
			return config.ErrRival(job.Name, rival)
		}
	}
	return nil
}

// KnownTask returns what is saved of a job, to be offered again; where there is
// none, only its name.
func (a *App) KnownTask(name string) TaskJob {
	job := a.config.Tasks[name]
	job.Name = name
	return job
}

// ExpandHome replaces a leading ~ in a path that was typed.
func (a *App) ExpandHome(path string) string { return a.config.ExpandHome(path) }

// CheckTaskName checks a name that a user chose for a job.
func (a *App) CheckTaskName(name string) error { return config.CheckTaskName(name) }

// KnownPassword returns the password that is kept for the server and the user
// of a job; the zero Text where there is none.
func (a *App) KnownPassword(ctx context.Context, job TaskJob) secret.Text {
	credentials, err := a.davCredentials(ctx, job)
	if err != nil {
		return secret.Text{}
	}
	return credentials.Password
}

// SaveTask writes a job into the configuration, and its password, unless it is
// the zero Text, into the keychain: both or neither. It returns where the
// password went.
func (a *App) SaveTask(ctx context.Context, job TaskJob, password secret.Text) (string, error) {
	if a.broken != nil {
		return "", a.broken
	}
	name := davAccount(job)
	if name == "" || password.IsZero() {
		return "", a.config.SaveTask(job)
	}
	sealed, err := sealPassword(job, password)
	if err != nil {
		return "", err
	}
	kept, err := a.keep(ctx, name, sealed)
	if err != nil {
		return "", err
	}
	if err := a.config.SaveTask(job); err != nil {
		if undo := kept.undo(ctx); undo != nil {
			return "", errors.Join(err, fmt.Errorf("take the password out of the %s again: %w", kept.store.Describe(), undo))
		}
		return "", err
	}
	return kept.store.Describe(), nil
}

// A kept secret can be taken back.
type kept struct {
	store  keychain.Store
	name   string
	before secret.Text // zero: there was none
}

// keep puts a secret into the keychain.
func (a *App) keep(ctx context.Context, name string, sealed secret.Text) (kept, error) {
	store, err := a.keychain(ctx)
	if err != nil {
		return kept{}, err
	}
	before, err := store.Get(ctx, name)
	if err != nil && weir.KindOf(err) != weir.NotFound {
		return kept{}, err // what is there could not be put back
	}
	return kept{store, name, before}, store.Set(ctx, name, sealed)
}

func (k kept) undo(ctx context.Context) error {
	if k.before.IsZero() {
		return k.store.Delete(ctx, k.name)
	}
	return k.store.Set(ctx, k.name, k.before)
}
