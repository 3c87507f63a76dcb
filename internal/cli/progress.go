package cli

import (
	"fmt"
	"io"
	"sync"
	"time"

	"weir/internal/jira"
)

// A progress shows a waiting person that something happens, on one line that is
// taken away again. Without a terminal it shows nothing.
type progress struct {
	w     io.Writer
	erase string
	start time.Time
	stop  chan struct{}
	ended sync.WaitGroup

	mu   sync.Mutex
	text string
}

// newProgress begins a line. It is not for commands whose data goes to the same
// terminal meanwhile.
func (s *session) newProgress(text string) *progress {
	p := &progress{w: s.call.Stderr, erase: s.terminal.eraseLine(), start: time.Now(), stop: make(chan struct{}), text: text}
	if p.erase == "" {
		return p
	}
	p.ended.Go(p.run)
	return p
}

// run shows the line, but only once somebody has waited for a moment.
func (p *progress) run() {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-tick.C:
			p.mu.Lock()
			fmt.Fprintf(p.w, "%s%s, %d s", p.erase, p.text, int(time.Since(p.start).Seconds()))
			p.mu.Unlock()
		}
	}
}

// say says what is going on.
func (p *progress) say(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = text
}

// page says how many issues were read.
func (p *progress) page(now jira.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = fmt.Sprintf("reading issues: %d", now.Issues)
	if now.Total > 0 {
		p.text += fmt.Sprintf(" of %d", now.Total)
	}
}

// step says how many tasks were written.
func (p *progress) step(done, all int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = fmt.Sprintf("writing tasks: %d of %d", done, all)
}

// done takes the line off the screen. It may be called more than once.
func (p *progress) done() {
	p.mu.Lock()
	select {
	case <-p.stop:
		p.mu.Unlock()
		return
	default:
	}
	close(p.stop)
	p.mu.Unlock()
	p.ended.Wait()
	fmt.Fprint(p.w, p.erase)
}
