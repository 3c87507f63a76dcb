package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"weir"
	"weir/internal/config"
	"weir/internal/keychain"
	"weir/internal/secret"
	"weir/internal/tasks/caldav"
)

// davAccount is the keychain's name for the password of a CalDAV server's user,
// which all jobs with that server and user share. It is empty for a job that
// needs none.
func davAccount(job config.Task) string {
	if job.Target != config.CalDAV || job.User == "" {
		return ""
	}
	return "caldav/" + url.QueryEscape(job.User) + "@" + davServer(job.URL)
}

// davServer returns scheme, host and port of a server, which is where its
// password may be sent.
func davServer(address string) string {
	u, err := caldav.ParseURL(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + strings.ToLower(u.Host)
}

// storedPassword is what the keychain holds. It says for which server it was
// given, so that whoever can write the configuration, or the keychain's names,
// cannot have it sent elsewhere.
type storedPassword struct {
	User     string `json:"user"`
	Password string `json:"password"`
	Server   string `json:"server"`
}

func sealPassword(job config.Task, password secret.Text) (secret.Text, error) {
	text, err := json.Marshal(storedPassword{User: job.User, Password: password.Reveal(), Server: davServer(job.URL)})
	if err != nil {
		return secret.Text{}, fmt.Errorf("write password: %w", err)
	}
	return secret.New(string(text)), nil
}

// davCredentials returns what the job's server asks for: the password comes from
// the environment, else from the keychain.
func (a *App) davCredentials(ctx context.Context, job config.Task) (caldav.Credentials, error) {
	name := davAccount(job)
	if name == "" {
		return caldav.Credentials{}, nil
	}
	password, err := a.davPassword(ctx, job, name)
	if err != nil {
		return caldav.Credentials{}, err
	}
	if a.env.Redactor != nil {
		a.env.Redactor.Learn(password)
	}
	return caldav.Credentials{User: job.User, Password: password}, nil
}

func (a *App) davPassword(ctx context.Context, job config.Task, name string) (secret.Text, error) {
	if given := a.config.CalDAVPassword(); !given.IsZero() {
		if !a.onlyAccount(job, name) {
			return secret.Text{}, &weir.Error{
				Kind: weir.BadConfig, Text: "WEIR_CALDAV_PASSWORD is one password, but the jobs have several CalDAV servers or users",
				Next: "unset it (and WEIR_CALDAV_PASSWORD_FILE), and keep the passwords in the keychain: weir tasks init " + job.Name,
			}
		}
		return given, nil
	}
	store, err := a.keychain(ctx)
	if err != nil {
		return secret.Text{}, err
	}
	return loadPassword(ctx, store, job, name)
}

func loadPassword(ctx context.Context, store keychain.Store, job config.Task, name string) (secret.Text, error) {
	text, err := store.Get(ctx, name)
	refused := func(what, next string) (secret.Text, error) {
		return secret.Text{}, &weir.Error{Kind: weir.Unauthorised, Text: what, Next: next}
	}
	again := "run `weir tasks init " + job.Name + "`; or set WEIR_CALDAV_PASSWORD_FILE"
	if weir.KindOf(err) == weir.NotFound {
		if advice := weir.NextStep(err); advice != "" {
			again += "\n" + advice
		}
		return refused(fmt.Sprintf("there is no password for the CalDAV server of the job %q in the %s", job.Name, store.Describe()), again)
	}
	if err != nil {
		return secret.Text{}, err
	}
	var stored storedPassword
	if json.Unmarshal([]byte(text.Reveal()), &stored) != nil {
		return refused(fmt.Sprintf("what the %s holds for the CalDAV server of the job %q is not Weir's", store.Describe(), job.Name), again)
	}
	if stored.Server != davServer(job.URL) || stored.User != job.User {
		return refused(fmt.Sprintf("the password of the job %q was saved for another server or user, so it is not sent", job.Name), again)
	}
	return secret.New(stored.Password), nil
}

// onlyAccount reports whether no other job has another CalDAV account than this
// one: a password that does not say where it belongs is sent to one server only.
// The job need not be configured yet.
func (a *App) onlyAccount(job config.Task, account string) bool {
	for name, other := range a.config.Tasks {
		if theirs := davAccount(other); name != job.Name && theirs != "" && theirs != account {
			return false
		}
	}
	return true
}

// davAccounts lists the accounts of all jobs, each once.
func (a *App) davAccounts() []string {
	var accounts []string
	for _, job := range a.config.Tasks {
		if name := davAccount(job); name != "" {
			accounts = append(accounts, name)
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}
