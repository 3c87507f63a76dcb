package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"weir"
	"weir/internal/agent"
	"weir/internal/atomicfile"
	"weir/internal/program"
)

// notifyFlag has a run tell the desktop when it fails.
const notifyFlag = "--notify"

// AgentParams say what an agent is to do.
type AgentParams struct {
	Duty   Duty     // empty: TasksDuty
	Jobs   []string // by name; empty: all that there are when it runs
	Every  time.Duration
	Silent bool // tell the desktop nothing
	DryRun bool
}

// An AgentFile is a file by which the system knows the agent.
type AgentFile = agent.File

// AgentInstalled says what InstallAgent did, or would do.
type AgentInstalled struct {
	Jobs    []string // as in AgentParams
	Files   []AgentFile
	Started bool   // whether it runs from now on
	Lingers bool   // whether it runs also while the user is signed out
	Log     string // the file with its errors; empty where the system has a journal
	Next    string // what the user does when it does not run; may hold several lines
}

// InstallAgent has the operating system run jobs again and again, in the place of
// the agent of that duty that there was. It makes sure that the agent will find
// its credentials, and that no secret is written anywhere.
//
// Besides the errors of agent.Manager.Install there are those of the jobs and of
// their credentials.
func (a *App) InstallAgent(ctx context.Context, p AgentParams) (done AgentInstalled, err error) {
	if p.Duty == "" {
		p.Duty = TasksDuty
	}
	jobs, err := a.errands(p.Duty, p.Jobs...)
	if err != nil {
		return done, err
	}
	job, err := a.agentJob(p, jobs)
	if err != nil {
		return done, err
	}
	manager := a.agents()
	if done.Files, err = manager.Preview(ctx, job); err != nil {
		return done, err
	}
	if err := a.agentSignsIn(ctx, jobs); err != nil {
		return done, err
	}
	done.Jobs = p.Duty.named(job.Args)
	if a.env.GOOS == "darwin" {
		done.Log = job.Log
	}
	if p.DryRun {
		return done, nil
	}
	if err := atomicfile.MakeDir(a.dirs.State); err != nil {
		return done, err // what is missing could not be made from within the sandbox
	}
	installed, err := manager.Install(ctx, job)
	if err != nil {
		return done, err
	}
	done.Started, done.Next = installed.Started, installed.Next
	done.Lingers = done.Started && manager.Lingers(ctx)
	return done, nil
}

// agentJob describes the agent to the system.
func (a *App) agentJob(p AgentParams, jobs []errand) (agent.Job, error) {
	environ, err := agent.Keep(a.env.Environ)
	if err != nil {
		return agent.Job{}, err
	}
	program, err := a.executable()
	if err != nil {
		return agent.Job{}, err
	}
	args := p.Duty.args()
	first := len(args)
	if !p.Silent {
		args = append(args, notifyFlag)
	}
	for _, name := range p.Jobs {
		if !slices.Contains(args[first:], name) {
			args = append(args, name)
		}
	}
	log, err := filepath.Abs(a.agentLog(p.Duty))
	if err != nil {
		return agent.Job{}, fmt.Errorf("find log: %w", err)
	}
	return agent.Job{
		Name: string(p.Duty), Title: p.Duty.title(), Program: program, Args: args,
		Every: p.Every, Environ: environ, Log: log, Writes: a.agentWrites(jobs...),
	}, nil
}

// agentLog is where launchd puts what the agent says.
func (a *App) agentLog(d Duty) string { return filepath.Join(a.dirs.State, string(d)+"-agent.log") }

// agentSignsIn makes sure that jobs find their credentials where nobody can be
// asked for a passphrase.
func (a *App) agentSignsIn(ctx context.Context, jobs []errand) error {
	alone := &App{env: a.env, config: a.config, dirs: a.dirs}
	alone.env.Passphrase = nil
	for _, job := range jobs {
		site, err := alone.site(job.jira)
		if err == nil {
			_, err = alone.credentials(ctx, site)
		}
		if err == nil {
			err = job.signIn(ctx, alone)
		}
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			return fmt.Errorf("try credentials: %w", context.Cause(ctx))
		}
		return &weir.Error{
			Kind: weir.KindOf(err), Err: err, Next: alone.signInAdvice(ctx, err),
			Text: fmt.Sprintf("the agent could not sign in for the job %s, since there is nobody whom it could ask", job.name),
		}
	}
	return nil
}

// signInAdvice says what to do for an agent: what helps a person who types is
// of no use to it.
func (a *App) signInAdvice(ctx context.Context, err error) string {
	if _, shut := a.keychain(ctx); shut == nil || !exists(a.encryptedPath()) {
		return weir.NextStep(err)
	}
	return "put the passphrase of the encrypted file into a file for you alone (chmod 600), and name that one in the environment:\n" +
		"export WEIR_KEYCHAIN_PASSPHRASE_FILE=~/.config/weir/passphrase\n" +
		"then run this again: the agent keeps the name of the file, never the passphrase"
}

// executable finds the program that the agent runs. Where the one on the PATH
// is this one, it is named as it is found there: that name outlives an update.
func (a *App) executable() (string, error) {
	if a.env.Executable == "" {
		return "", &weir.Error{Kind: weir.Unexpected, Text: "cannot find out where this program is"}
	}
	self, err := os.Stat(a.env.Executable)
	if err != nil {
		return "", &weir.Error{Kind: weir.Storage, Text: "this program is not where it was started from", Next: "run it from where it is now", Err: err}
	}
	for _, dir := range filepath.SplitList(a.env.Getenv("PATH")) {
		path := filepath.Join(dir, filepath.Base(a.env.Executable))
		if found, err := os.Stat(path); err == nil && filepath.IsAbs(dir) && os.SameFile(self, found) {
			return path, nil
		}
	}
	return a.env.Executable, nil
}

// agents is who talks with launchd or systemd.
func (a *App) agents() agent.Manager {
	return agent.Manager{
		GOOS: a.env.GOOS, Home: a.home(), UID: a.env.UID, Getenv: a.env.Getenv, Environ: a.plainEnviron(), Run: a.run(),
	}
}

// home is the user's home directory; empty where there is none.
func (a *App) home() string {
	if home := a.config.ExpandHome("~"); home != "~" {
		return home
	}
	return ""
}

// plainEnviron is what the system's own programs are given of the environment:
// what they need to find the user's session, nothing of ours, and no secret.
func (a *App) plainEnviron() []string {
	names := []string{"PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "DBUS_SESSION_BUS_ADDRESS", "__CF_USER_TEXT_ENCODING"}
	return slices.DeleteFunc(slices.Clone(a.env.Environ), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return !slices.Contains(names, name) && !strings.HasPrefix(name, "XDG_") && !strings.HasPrefix(name, "LC_")
	})
}

func (a *App) run() program.RunFunc {
	if a.env.Run != nil {
		return a.env.Run
	}
	return func(context.Context, program.Call) (program.Result, error) {
		return program.Result{}, program.ErrMissing
	}
}
