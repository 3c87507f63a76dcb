package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"weir"
)

// ShutOut reports whether the agent runs a job, but may not write its file.
func (g Agent) ShutOut(job string) bool { return slices.Contains(g.Shut, job) }

// Command is the command that installs the agent anew as it is, with further
// jobs.
func (g Agent) Command(more ...string) string {
	words := append([]string{"weir " + string(g.Duty) + " install-agent"}, g.Jobs...)
	words = append(words, more...)
	if g.Every > 0 && g.Every != g.Duty.Every() {
		words = append(words, "--every", SpanText(g.Every))
	}
	if !g.Notices {
		words = append(words, "--no-notices")
	}
	return strings.Join(words, " ")
}

// DefaultEvery is the time between two runs of task lists unless the user says
// otherwise.
const DefaultEvery = 15 * time.Minute

// SpanText writes a length of time as people do: 15m, not 15m0s.
func SpanText(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// Troubles say what keeps an agent from its work, and what to do about it. An
// agent that is not installed has none.
func (g Agent) Troubles() []weir.Error {
	if !g.Installed {
		return nil
	}
	again := "run `" + g.Command() + "` again"
	var found []weir.Error
	add := func(kind weir.Kind, text, next string) {
		found = append(found, weir.Error{Kind: kind, Text: text, Next: next})
	}
	switch {
	case g.Program == "":
		add(weir.BadConfig, "the agent's file cannot be understood: "+strings.Join(g.Files, ", "), again)
	case g.Gone:
		add(weir.Storage, "the agent runs "+g.Program+", which is not there any more", again)
	}
	if !g.Active {
		add(weir.Storage, "the agent is installed, but the system does not run it, or cannot be asked", again+" where you are signed in; it says what is missing")
	}
	if len(g.Shut) > 0 {
		add(weir.Storage, "the agent may not write where "+g.Duty.goes()+" of "+strings.Join(g.Shut, ", ")+" go: that was set up after it", again)
	}
	return found
}

// goes is what a job of the duty writes.
func (d Duty) goes() string {
	if d == ReportDuty {
		return "the tables"
	}
	return "the tasks"
}

// check is how the doctor calls the agent. There was one agent before there were
// reports, whose name stays.
func (d Duty) check() string {
	if d == TasksDuty {
		return "agent"
	}
	return "agent." + string(d)
}

// agent looks at the agent of each duty, where there is one.
func (d *doctor) agent(ctx context.Context) {
	for _, duty := range duties() {
		d.agentOf(ctx, duty)
	}
}

func (d *doctor) agentOf(ctx context.Context, duty Duty) {
	check := duty.check()
	g, err := d.app.Agent(ctx, duty)
	if err != nil {
		d.fail(check, err)
		return
	}
	if !g.Installed {
		return
	}
	troubles := g.Troubles()
	for i := range troubles {
		d.fail(check, &troubles[i])
	}
	for _, name := range g.Jobs {
		if !slices.Contains(d.app.errandNames(duty), name) && d.app.broken == nil {
			d.fail(check, &weir.Error{Kind: weir.BadConfig, Text: fmt.Sprintf("the agent runs the job %q, which is not in %s any more", name, d.app.config.Path), Next: "run `weir " + string(duty) + " install-agent` with the jobs that it is to run"})
			return
		}
	}
	switch {
	case len(troubles) > 0:
	case g.LastCode != nil && *g.LastCode != 0:
		d.warn(check, fmt.Sprintf("the agent's last run ended with exit code %d", *g.LastCode), "`"+duty.Command()+"` shows what is wrong; what the agent said: "+g.Log)
	default:
		d.ok(check, "the system runs it every %s", SpanText(g.Every))
	}
}
