package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
}

// A Simulation is a running simulated Jira.
type Simulation struct {
	URL    string `json:"url"`
	User   string `json:"user"`
	Token  string `json:"token"` // of this simulation, made when it started
	CAFile string `json:"ca_file"`

	server *jiratest.Server
	dir    string
}

// Simulate starts a Jira in a box. Stop it after use.
func (e Environment) Simulate(p SimulateParams) (*Simulation, error) {
	site, err := e.simulatedSite(p)
	if err != nil {
		return nil, err
	}
	options := jiratest.Options{Site: site, Latency: p.Latency, Listen: p.Listen, Now: e.Now}
	switch p.Flavour {
	case "", "cloud":
		options.Flavour = jiratest.Cloud
	case "dc":
		options.Flavour = jiratest.DataCenter
	default:
		return nil, &weir.Error{Kind: weir.Usage, Text: "there is no flavour \"" + p.Flavour + "\"", Next: "the flavours are cloud and dc"}
	}
	if options.Faults, err = readFaults(p.Fault); err != nil {
		return nil, err
	}
	server, err := jiratest.Start(options)
	if err != nil {
		return nil, &weir.Error{Kind: weir.Unreachable, Text: "cannot listen on " + p.Listen, Next: "choose another address with --listen, for instance 127.0.0.1:0", Err: err}
	}
	dir, err := os.MkdirTemp("", "weir-jira-")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make directory: %w", err), server.Close(context.Background()))
	}
	s := &Simulation{URL: server.URL(), User: server.User(), Token: server.Token(), CAFile: filepath.Join(dir, "ca.pem"), server: server, dir: dir}
	if err := os.WriteFile(s.CAFile, server.CAPEM(), 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("write CA file: %w", err), s.Stop())
	}
	return s, nil
}

func (e Environment) simulatedSite(p SimulateParams) (*jiratest.Site, error) {
	if len(p.Load) > 0 {
		return jiratest.Load(p.Load...)
	}
	// From the day and not the minute, so that a seed means the same all day.
	today := e.Now().UTC().Truncate(24 * time.Hour)
	return jiratest.Generate(jiratest.GenerateParams{Issues: p.Generate, Seed: p.Seed, Now: today}), nil
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

// WriteReady writes where the simulation is, in one step, so that whoever waits
// for the file never reads half of it.
func (s *Simulation) WriteReady(path string) error {
	text, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write ready file: %w", err)
	}
	if err := atomicfile.Write(path, append(text, '\n'), 0o600); err != nil {
		return &weir.Error{Kind: weir.Storage, Text: "cannot write the ready file", Next: "check the path of --ready-file", Err: err}
	}
	return nil
}

// Stop ends the simulation and leaves nothing behind.
func (s *Simulation) Stop() error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // nobody waits for an answer any more
	if err := s.server.Close(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return errors.Join(err, os.RemoveAll(s.dir))
	}
	return os.RemoveAll(s.dir)
}

// Variables returns the environment that makes the simulation Weir's default site.
func (s *Simulation) Variables() []string {
	return []string{
		"WEIR_JIRA_URL=" + s.URL, "WEIR_JIRA_USER=" + s.User, "WEIR_JIRA_TOKEN=" + s.Token, "WEIR_JIRA_CA_FILE=" + s.CAFile,
	}
}
