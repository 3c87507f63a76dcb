package jiratest

import (
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxKept bounds the pages that are kept to be repeated.
const maxKept = 64

// A script is the faults of one server, and how far they have come.
type script struct {
	mu      sync.Mutex
	rules   []*rule
	stepped time.Duration         // of the clock
	pages   map[string]*recording // the last page of each list
}

// A rule is a fault with what it remembers.
type rule struct {
	Fault
	draw   *rand.Rand
	seen   int // requests that it is about
	struck int
}

// newScript copies the faults, so that several servers can play one script.
func newScript(faults []Fault) *script {
	s := &script{pages: make(map[string]*recording)}
	for n, f := range faults {
		draw := rand.New(rand.NewPCG(uint64(f.Seed), uint64(n))) //nolint:gosec // a script says what happens, it guards nothing
		s.rules = append(s.rules, &rule{Fault: f, draw: draw})
	}
	return s
}

// clock returns now as the script has set it.
func (s *script) clock(now func() time.Time) func() time.Time {
	return func() time.Time {
		s.mu.Lock()
		defer s.mu.Unlock()
		return now().Add(s.stepped)
	}
}

// strike counts a request in every rule that is about it, and returns the fault
// that decides about it, or nil. Steps of the clock are made at once.
func (s *script) strike(template, path string, query url.Values) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first *Fault
	for _, r := range s.rules {
		if !r.about(template, path, query) || !r.due() || first != nil {
			continue
		}
		if r.Times > 0 && r.struck >= r.Times {
			continue
		}
		r.struck++
		if r.Do != StepClock {
			first = &r.Fault
			continue
		}
		step, _ := time.ParseDuration(r.Step) // it was checked
		s.stepped += step
	}
	return first
}

// about reports whether the rule is about a request.
func (f *Fault) about(template, path string, query url.Values) bool {
	prefix := strings.TrimSuffix(f.Path, "/")
	if f.Path != template && path != prefix && !strings.HasPrefix(path, prefix+"/") {
		return false
	}
	if f.Query == "" {
		return true
	}
	for name, values := range query {
		for _, value := range values {
			if strings.Contains(name+"="+value, f.Query) {
				return true
			}
		}
	}
	return false
}

// due counts a request, and reports whether it is one of those to strike.
func (r *rule) due() bool {
	r.seen++
	turn := r.seen - r.After
	// The draw is made for every request, so that it does not depend on the rest.
	lucky := r.Chance == 0 || r.draw.Float64() < r.Chance
	return turn > 0 && turn%max(r.Every, 1) == 0 && lucky
}

// keeps reports whether the script will want the page again: a rule may be
// about the pages after it alone.
func (s *script) keeps(template, path string) bool {
	return slices.ContainsFunc(s.rules, func(r *rule) bool {
		every := Fault{Path: r.Path}
		return r.Do == RepeatPage && every.about(template, path, nil)
	})
}

// keep remembers the last page of a list.
func (s *script) keep(list string, page *recording) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.pages[list]; known || len(s.pages) < maxKept {
		s.pages[list] = page
	}
}

// before returns the last page of a list; where there is none, it is this one.
func (s *script) before(list string, page *recording) *recording {
	s.mu.Lock()
	last, known := s.pages[list]
	s.mu.Unlock()
	if known {
		return last
	}
	s.keep(list, page)
	return page
}

// listOf names the list that a request asks for a page of.
func listOf(path string, query url.Values) string {
	q := url.Values{}
	for name, values := range query {
		if name != "nextPageToken" && name != "startAt" {
			q[name] = values
		}
	}
	return path + "?" + q.Encode()
}
