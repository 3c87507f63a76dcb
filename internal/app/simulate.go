package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/jira/jiratest"
)

// SimulateParams say what Jira to play.
type SimulateParams struct {
	Load     []string // files with issues
	Generate int      // or so many made up
	Seed     uint64
	Flavour  string // cloud or dc
	Latency  time.Duration
	Listen   string
	Fault    string // file with a script of what goes wrong; none if empty

	// Every, unless zero, lets the team work on: something happens about so often.
	Every    time.Duration
	OnEvent  func(SimulatedEvent) // hears of it; may be nil
	IndexLag time.Duration        // the most by which search is behind
	Burst    int                  // requests a second, beyond which Jira refuses; 0: no limit
	Points   int                  // Cloud's quota for an hour; 0: none
	MaxPage  int                  // the most issues on a page; 0: as many as Jira gives
	Scoped   bool                 // the token works at the gateway only
	Zone     string               // of the account's profile, IANA; empty is UTC
	Accounts []string             // more accounts: USER, or USER=PROJECT,PROJECT
}

// A SimulatedEvent is something that somebody on the simulated team did.
type SimulatedEvent = jiratest.Event

// A Simulation is a running simulated Jira.
type Simulation struct {
	URL   string `json:"url"`
	User  string `json:"user"`
	Token string `json:"token"` // of this simulation, made when it started
	box
	// Accounts are the further ones.
	Accounts []SimulatedAccount `json:"accounts,omitempty"`

	live  *jiratest.Live
	team  *time.Ticker
	ended chan struct{}
}

// A SimulatedAccount is somebody else who may sign in.
type SimulatedAccount struct {
	User     string   `json:"user"`
	Token    string   `json:"token"`
	Projects []string `json:"projects,omitempty"` // those that it sees; none: all
}

// Simulate starts a Jira in a box. Stop it after use.
func (e Environment) Simulate(p SimulateParams) (*Simulation, error) {
	site, err := e.simulatedSite(p)
	if err != nil {
		return nil, err
	}
	accounts := simulatedAccounts(p.Accounts)
	options, err := e.simulateOptions(p, site, accounts)
	if err != nil {
		return nil, err
	}
	if options.Faults, err = readFaults(p.Fault); err != nil {
		return nil, err
	}
	server, err := jiratest.Start(options)
	if err != nil {
		if errors.Is(err, weir.Usage) {
			return nil, err
		}
		return nil, &weir.Error{Kind: weir.Unreachable, Text: "cannot listen on " + p.Listen, Next: "choose another address with --listen, for instance 127.0.0.1:0", Err: err}
	}
	box, err := openBox("weir-jira-", server)
	if err != nil {
		return nil, err
	}
	s := &Simulation{URL: server.URL(), User: server.User(), Token: server.Token(), box: box, Accounts: accounts, live: options.Live}
	if p.Every > 0 {
		s.letWork(e, p, options.Live)
	}
	return s, nil
}

func (e Environment) simulateOptions(p SimulateParams, site *jiratest.Site, accounts []SimulatedAccount) (jiratest.Options, error) {
	o := jiratest.Options{
		Live: jiratest.NewLive(site), Latency: p.Latency, Listen: p.Listen, Now: e.Now,
		IndexLag: p.IndexLag, MaxPage: p.MaxPage, Scoped: p.Scoped,
		Limits: jiratest.Limits{Burst: p.Burst, Points: p.Points},
	}
	switch p.Flavour {
	case "", "cloud":
		o.Flavour = jiratest.Cloud
	case "dc":
		o.Flavour = jiratest.DataCenter
	default:
		return o, &weir.Error{Kind: weir.Usage, Text: "there is no flavour \"" + p.Flavour + "\"", Next: "the flavours are cloud and dc"}
	}
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		return o, &weir.Error{Kind: weir.Usage, Text: "there is no time zone \"" + p.Zone + "\"", Next: "give its IANA name, for instance Europe/Berlin"}
	}
	o.Zone = zone
	for _, a := range accounts {
		o.Accounts = append(o.Accounts, jiratest.Account{User: a.User, Token: a.Token, Zone: zone, Browse: a.Projects})
	}
	return o, nil
}

// simulatedAccounts reads accounts as the command line gives them.
func simulatedAccounts(texts []string) []SimulatedAccount {
	var accounts []SimulatedAccount
	for _, text := range texts {
		user, projects, limited := strings.Cut(text, "=")
		a := SimulatedAccount{User: user, Token: rand.Text()}
		if limited {
			a.Projects = strings.Split(projects, ",")
		}
		accounts = append(accounts, a)
	}
	return accounts
}

// letWork lets the team work until Stop. What happened is told when it happens,
// also while nobody asks the simulation anything.
func (s *Simulation) letWork(e Environment, p SimulateParams, live *jiratest.Live) {
	jiratest.NewTeam(live, jiratest.TeamParams{Seed: p.Seed, Start: e.Now(), Every: p.Every, OnEvent: p.OnEvent})
	s.team, s.ended = time.NewTicker(max(p.Every/4, 10*time.Millisecond)), make(chan struct{})
	go func() {
		for {
			select {
			case <-s.ended:
				return
			case <-s.team.C:
				live.Advance(e.Now())
			}
		}
	}()
}

func (e Environment) simulatedSite(p SimulateParams) (*jiratest.Site, error) {
	if len(p.Load) > 0 {
		return jiratest.Load(p.Load...)
	}
	return jiratest.Generate(e.teamOf(p.Generate, p.Seed)), nil
}

func readFaults(path string) ([]jiratest.Fault, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path) //nolint:gosec // the file that the user names
	if err != nil {
		return nil, &weir.Error{Kind: weir.BadInput, Text: "cannot read the script of faults", Next: "check the path of --fault", Err: err}
	}
	return jiratest.ParseFaults(filepath.Base(path), text)
}

// Stop ends the simulation, with its team, and leaves nothing behind.
func (s *Simulation) Stop() error {
	if s.team != nil {
		s.team.Stop()
		close(s.ended)
	}
	return s.box.Stop()
}

// Variables returns the environment that makes the simulation Weir's default site.
func (s *Simulation) Variables() []string {
	return []string{
		"WEIR_JIRA_URL=" + s.URL, "WEIR_JIRA_USER=" + s.User, "WEIR_JIRA_TOKEN=" + s.Token, "WEIR_JIRA_CA_FILE=" + s.CAFile,
	}
}

// A box is what the simulations have in common: a server, and the file with the
// authority that vouches for it, in a directory of its own.
type box struct {
	CAFile string `json:"ca_file"`

	boxed boxedServer
	dir   string
}

type boxedServer interface {
	CAPEM() []byte
	Close(ctx context.Context) error
}

// openBox takes a server over, which it closes when it fails.
func openBox(pattern string, server boxedServer) (box, error) {
	dir, err := os.MkdirTemp("", pattern)
	if err != nil {
		return box{}, errors.Join(fmt.Errorf("make directory: %w", err), server.Close(context.Background()))
	}
	b := box{CAFile: filepath.Join(dir, "ca.pem"), boxed: server, dir: dir}
	if err := os.WriteFile(b.CAFile, server.CAPEM(), 0o600); err != nil {
		return box{}, errors.Join(fmt.Errorf("write CA file: %w", err), b.Stop())
	}
	return b, nil
}

// Stop ends the simulation and leaves nothing behind.
func (b box) Stop() error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // nobody waits for an answer any more
	err := b.boxed.Close(ctx)
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(err, os.RemoveAll(b.dir))
}

// WriteReady writes where a simulation is, in one step, so that whoever waits
// for the file never reads half of it.
func WriteReady(path string, simulation any) error {
	text, err := json.Marshal(simulation)
	if err != nil {
		return fmt.Errorf("write ready file: %w", err)
	}
	if err := atomicfile.Write(path, append(text, '\n'), 0o600); err != nil {
		return &weir.Error{Kind: weir.Storage, Text: "cannot write the ready file", Next: "check the path of --ready-file", Err: err}
	}
	return nil
}
