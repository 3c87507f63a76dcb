package jiratest

import (
	"crypto/rand"
	"slices"
	"strings"
	"sync"
	"time"
)

// An Account is somebody who may sign in.
type Account struct {
	User  string         // an e-mail address on Cloud, a user name on Data Center
	Token string         // made at random when empty
	Zone  *time.Location // of the profile; default UTC

	// Browse lists the keys of the projects that the account may see; nil is all
	// of them. What it may not see does not exist for it, in any answer.
	Browse []string
	// Grants are the permissions that the account has beyond browsing, by key,
	// for instance EDIT_ISSUES. Nothing can be done with them here.
	Grants []string
}

// An account is an Account at work: with its person, and the site as it sees it.
type account struct {
	Account
	person *Person // nil for the anonymous one
	known  bool    // signed in

	mu     sync.Mutex
	browse []string // as Account.Browse, but it can change
	view   *view    // the last one made
}

func newAccount(a Account, site *Site) *account {
	if a.Token == "" {
		a.Token = rand.Text()
	}
	if a.Zone == nil {
		a.Zone = time.UTC
	}
	return &account{Account: a, person: site.account(a.User), known: true, browse: a.Browse}
}

// anonymous is everybody who has not signed in.
func anonymous(public []string) *account {
	if public == nil {
		public = []string{}
	}
	return &account{Account: Account{Zone: time.UTC}, browse: public}
}

// Restrict changes what an account may see from now on: the projects with the
// given keys, and no other. It reports whether there is such an account.
func (s *Server) Restrict(user string, projects ...string) bool {
	for _, a := range s.accounts {
		if strings.EqualFold(a.User, user) {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.browse = append([]string{}, projects...)
			a.view = nil
			return true
		}
	}
	return false
}

// viewFor returns the site as the account sees it now.
func (s *Server) viewFor(a *account) *view {
	site := s.live.Advance(s.opts.Now())
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.view == nil || a.view.site != site {
		a.view = newView(s.opts.Flavour, s.url, s.base, a, site, a.view)
	}
	return a.view
}

// sees reports whether the account may browse the issue's project.
func (a *account) sees(i *issue) bool {
	return a.browse == nil || i.facts.project != nil && a.seesProject(i.facts.project)
}

func (a *account) seesProject(p *projectDef) bool {
	return a.browse == nil || slices.ContainsFunc(a.browse, func(key string) bool { return strings.EqualFold(key, p.Key) })
}
