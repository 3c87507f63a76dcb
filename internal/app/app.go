package app

import (
	"context"
	"io/fs"
	"path/filepath"
	"sync"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/audit"
	"weir/internal/config"
	"weir/internal/jira"
	"weir/internal/keychain"
	"weir/internal/msgraph"
	"weir/internal/notice"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// An App is Weir with its configuration read. Close it after use.
type App struct {
	env    Environment
	config *config.Config
	broken error // what is wrong with the configuration, for those who need it
	dirs   config.Dirs

	mu       sync.Mutex
	trail    *audit.Trail
	store    keychain.Store
	notifier *notice.Notifier
	onenote  *msgraph.Client
}

// Open reads the configuration. It reaches no network and opens no keychain.
// Faults of the configuration are told by those methods that need it, so that
// one can still look around and clean up.
func Open(env Environment) (*App, error) {
	cfg, dirs, err := config.Load(config.LoadParams{Environ: env.Environ, GOOS: env.GOOS, Schedule: CheckSchedule})
	if cfg == nil {
		return nil, err
	}
	return &App{env: env, config: cfg, broken: err, dirs: dirs}, nil
}

// Close ends the audit trail.
func (a *App) Close() error { return a.closeTrail() }

// Jira returns a client of the named site, or of the default one, that can do
// what the job needs and no more.
func (a *App) Jira(ctx context.Context, name string, job Job) (*jira.Client, error) {
	site, err := a.site(name)
	if err != nil {
		return nil, err
	}
	credentials, err := a.credentials(ctx, site)
	if err != nil {
		return nil, err
	}
	params, err := a.jiraParams(site, credentials, job)
	if err != nil {
		return nil, err
	}
	return jira.New(params)
}

// site finds a site. One that the environment gives wholly does not depend on
// the file.
func (a *App) site(name string) (config.Site, error) {
	if site, ok := a.config.FromEnvironment(); ok && (name == "" || name == config.EnvironmentSite) {
		return site, nil
	}
	if a.broken != nil {
		return config.Site{}, a.broken
	}
	return a.config.Site(name)
}

func (a *App) credentials(ctx context.Context, site config.Site) (Credentials, error) {
	if site.FromEnvironment() {
		return Credentials{User: site.User, Token: site.Token}, nil
	}
	store, err := a.keychain(ctx)
	if err != nil {
		return Credentials{}, err
	}
	return loadCredentials(ctx, store, site)
}

func (a *App) jiraParams(site config.Site, c Credentials, job Job) (jira.Params, error) {
	if a.env.Redactor != nil {
		a.env.Redactor.LearnLogin(c.User, c.Token)
	}
	options, err := a.outboundOptions(site.CAFile)
	if err != nil {
		return jira.Params{}, err
	}
	return jira.Params{
		Name: site.Name, Site: site.URL, API: site.APIURL,
		User: c.User, Token: c.Token,
		Endpoints: job.Endpoints,
		Outbound:  options,
	}, nil
}

// maxCAFile is more than all the world's authorities take, in bytes.
const maxCAFile = 4 << 20

// outboundOptions are what every client of Weir shares: the proxy, the audit
// trail, the log.
func (a *App) outboundOptions(caFile string) (outbound.Options, error) {
	trail, err := a.openTrail()
	if err != nil {
		return outbound.Options{}, err
	}
	options := outbound.Options{Getenv: a.env.Getenv, Now: a.env.Now, OnWait: a.env.OnWait, Sink: trail}
	if a.env.Log != nil {
		options.Sink = sinks{trail, logSink{a.env.Log}}
	}
	if caFile == "" {
		return options, nil
	}
	var ca []byte
	if ca, _, err = atomicfile.Read(caFile, maxCAFile); err == nil && ca == nil {
		err = fs.ErrNotExist
	}
	if err != nil {
		return options, &weir.Error{
			Kind: weir.BadConfig, Text: "cannot read the CA file " + caFile,
			Next: "correct ca_file in " + a.config.Path + " or WEIR_JIRA_CA_FILE, or --ca-file where you gave that", Err: err,
		}
	}
	options.CA = ca
	return options, nil
}

func (a *App) keychain(ctx context.Context) (keychain.Store, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.store != nil {
		return a.store, nil
	}
	store, err := keychain.Open(ctx, keychain.Params{
		Mode:   keychain.Mode(a.config.KeychainMode()),
		System: keychain.SystemParams{Getenv: a.env.Getenv, GOOS: a.env.GOOS},
		File:   keychain.FileParams{Path: a.encryptedPath(), Passphrase: a.passphrase()},
	})
	if err != nil {
		return nil, err
	}
	a.store = store
	return store, nil
}

// passphrase returns how the passphrase of the encrypted file is got: from the
// environment, or from whoever sits at the terminal; nil when there is neither.
func (a *App) passphrase() keychain.PassphraseFunc {
	if given := a.config.Passphrase(); !given.IsZero() {
		return func(context.Context, bool) (secret.Text, error) { return given, nil }
	}
	return a.env.Passphrase
}

// ConfigPath is where the configuration is, or would be.
func (a *App) ConfigPath() string { return a.config.Path }

// encryptedPath is a name of Weir's own even where WEIR_CONFIG names a file
// among others: a secrets.age may be somebody else's there.
func (a *App) encryptedPath() string {
	if a.elsewhere() {
		return a.config.Path + ".secrets.age"
	}
	return filepath.Join(a.dirs.Config, "secrets.age")
}

func (a *App) trailPath() string { return filepath.Join(a.dirs.State, "audit.jsonl") }

func (a *App) openTrail() (*audit.Trail, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.trail != nil {
		return a.trail, nil
	}
	trail, err := audit.Open(a.trailPath(), audit.Options{})
	if err != nil {
		return nil, err
	}
	a.trail = trail
	return trail, nil
}

func (a *App) closeTrail() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.trail == nil {
		return nil
	}
	err := a.trail.Close()
	a.trail = nil
	return err
}
