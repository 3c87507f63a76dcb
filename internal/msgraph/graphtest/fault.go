package graphtest

import (
	"net/http"
	"strconv"
	"sync"

	"weir/internal/localserver"
)

// A Fault is something that goes wrong with requests. Faults are asked in the
// order of Fail, each counts the requests that it is about, and the first that
// strikes decides.
type Fault struct {
	Method string // empty: every method
	Path   string // a route's template as in Request.Route; empty: every path

	Skip  int // so many pass first
	Times int // it strikes so often; 0: once; negative: for ever

	// After lets the request take effect first: only its answer is lost.
	After bool
	// Run is called when the fault strikes, before or after the request takes
	// effect. It may use the World and its pages, for instance to play a person
	// who edits between a read and a write. If nothing else is set, the request
	// then goes on.
	Run func()

	// What happens instead of the answer; the first that is set counts.
	Reset bool // the connection ends with a reset
	Hang  bool // nothing, until the client gives up, or Release is closed: then it goes on
	// Cut sends the answer's head and the first Keep bytes of its body, and ends
	// the connection. The request takes effect.
	Cut bool
	// Status answers with a status, the code of Graph's error body, or Body.
	Status int

	Release <-chan struct{} // of Hang
	Keep    int             // of Cut
	Code    string          // of Status, for instance 19999
	Body    string          // of Status: instead of an error body
	Header  http.Header     // of Status: added
}

// faults is the script of what goes wrong, and how far it has come.
type faults struct {
	mu    sync.Mutex
	rules []*rule
}

type rule struct {
	Fault
	seen, struck int
}

// Fail adds faults.
func (w *World) Fail(list ...Fault) {
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	for _, f := range list {
		w.faults.rules = append(w.faults.rules, &rule{Fault: f})
	}
}

// Heal takes all faults away.
func (w *World) Heal() {
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	w.faults.rules = nil
}

// strike counts a request, and returns the fault that decides about it, or nil.
func (f *faults) strike(method, template string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	var first *Fault
	for _, r := range f.rules {
		if r.Method != "" && r.Method != method || r.Path != "" && r.Path != template {
			continue
		}
		r.seen++
		if first != nil || r.seen <= r.Skip || r.Times >= 0 && r.struck >= max(r.Times, 1) {
			continue
		}
		r.struck++
		first = &r.Fault
	}
	return first
}

// play answers a request, unless a fault has something else happen. Refused is
// the answer where the request is refused anyway.
func (c *call) play(entry *Request, refused *answer) {
	template := ""
	if c.route != nil {
		template = c.route.template
	}
	f := c.faults.strike(c.r.Method, template)
	perform := func() *answer {
		if refused != nil {
			return refused
		}
		return c.answer()
	}
	switch {
	case f == nil:
		c.send(entry, perform())
	case f.After || f.Cut && !f.Reset && !f.Hang:
		a := perform()
		f.run()
		c.strike(entry, f, func() *answer { return a })
	default:
		f.run()
		c.strike(entry, f, perform)
	}
}

func (f *Fault) run() {
	if f.Run != nil {
		f.Run()
	}
}

// strike does what the fault says; real is the answer without it.
func (c *call) strike(entry *Request, f *Fault, real func() *answer) {
	switch {
	case f.Reset:
		localserver.HangUp(c.w)
	case f.Hang:
		select {
		case <-f.Release:
			c.send(entry, real())
		case <-c.r.Context().Done():
			localserver.HangUp(c.w)
		}
	case f.Cut:
		c.cut(entry, real(), f.Keep)
	case f.Status != 0:
		a := c.refuse(f.Status, f.Code)
		if f.Body != "" || f.Code == "" {
			a = newAnswer(f.Status, "text/html", []byte(f.Body))
		}
		for name, values := range f.Header {
			a.header[name] = values
		}
		c.send(entry, a)
	default:
		c.send(entry, real())
	}
}

// cut sends the head and a part of the body.
func (c *call) cut(entry *Request, a *answer, keep int) {
	a.header.Set("Content-Length", strconv.Itoa(max(len(a.body), keep+1)))
	a.body = a.body[:min(keep, len(a.body))]
	c.send(entry, a)
	_ = http.NewResponseController(c.w).Flush() // where it cannot, nothing comes at all
	localserver.HangUp(c.w)
}
