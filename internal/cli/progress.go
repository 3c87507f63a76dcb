package cli

import (
	"time"

	"github.com/schollz/progressbar/v3"

	"weir/internal/jira"
)

// A progress shows a waiting person that something happens. Without a terminal
// it shows nothing.
type progress struct{ bar *progressbar.ProgressBar }

func (s *session) newProgress(what string) progress {
	if !s.terminal.errTTY {
		return progress{}
	}
	return progress{bar: progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(s.call.Stderr),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond),
	)}
}

func (p progress) page(now jira.Progress) {
	if p.bar == nil {
		return
	}
	if now.Total > 0 {
		p.bar.ChangeMax(now.Total)
	}
	_ = p.bar.Set(now.Issues) // nothing depends on what is shown
}

// done takes the progress off the screen.
func (p progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish() // nothing depends on what is shown
	}
}
