package jiratest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"unicode"
)

// A Person is an account, with what either flavour of Jira knows it by.
type Person struct {
	AccountID string // Cloud
	Name      string // Data Center: what the person signs in with
	Key       string // Data Center: what histories hold
	Display   string
	Email     string // often hidden, then empty
	TimeZone  string // IANA name, may be empty
	App       bool   // Cloud: an app's account
	Inactive  bool
}

// userJSON is a user as either flavour writes it.
type userJSON struct {
	Self         string            `json:"self,omitempty"`
	AccountID    string            `json:"accountId,omitempty"`
	Name         string            `json:"name,omitempty"`
	Key          string            `json:"key,omitempty"`
	EmailAddress string            `json:"emailAddress,omitempty"`
	AvatarURLs   map[string]string `json:"avatarUrls,omitempty"`
	DisplayName  string            `json:"displayName"`
	Active       *bool             `json:"active"`
	TimeZone     string            `json:"timeZone,omitempty"`
	AccountType  string            `json:"accountType,omitempty"`
	Locale       string            `json:"locale,omitempty"`
}

// people knows everybody whom the data mentions. What one flavour does not
// know of a person is derived from what the other one does, once, so that a
// person stays the same in every answer. New people can turn up in deep fields
// while answering: hence the lock.
type people struct {
	mu        sync.RWMutex
	all       []*Person
	byAccount map[string]*Person
	byKey     map[string]*Person
	byName    map[string]*Person
}

func newPeople() *people {
	return &people{byAccount: make(map[string]*Person), byKey: make(map[string]*Person), byName: make(map[string]*Person)}
}

// isUser reports whether a decoded object is a user.
func isUser(m map[string]any) bool {
	if id, ok := m["accountId"].(string); ok && id != "" {
		return true
	}
	_, shown := m["displayName"].(string)
	name, _ := m["name"].(string)
	key, _ := m["key"].(string)
	_, active := m["active"].(bool)
	return shown && active && (name != "" || key != "")
}

// read returns the person that a user object means, or nil for null.
func (p *people) read(raw json.RawMessage) (*Person, error) {
	if isNull(raw) {
		return nil, nil
	}
	var u userJSON
	if err := json.Unmarshal(raw, &u); err != nil {
		return nil, fmt.Errorf("read a user: %w", err)
	}
	if u.AccountID == "" && u.Name == "" && u.Key == "" && u.DisplayName == "" {
		return nil, nil
	}
	return p.know(Person{
		AccountID: u.AccountID, Name: u.Name, Key: u.Key, Display: u.DisplayName, Email: u.EmailAddress,
		TimeZone: u.TimeZone, App: u.AccountType == "app", Inactive: u.Active != nil && !*u.Active,
	}), nil
}

// know returns the person with one of who's ids, and remembers a new one.
func (p *people) know(who Person) *Person {
	if who.AccountID == "" && who.Name == "" && who.Key == "" {
		who.Name = slug(who.Display)
	}
	p.mu.RLock()
	known := p.find(who)
	p.mu.RUnlock()
	if known != nil {
		return known
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.find(who); known != nil {
		return known
	}
	p.complete(&who)
	p.all = append(p.all, &who)
	p.byAccount[who.AccountID] = &who
	p.byKey[who.Key] = &who
	p.byName[who.Name] = &who
	return &who
}

// find needs the lock.
func (p *people) find(who Person) *Person {
	if who.AccountID != "" {
		return p.byAccount[who.AccountID]
	}
	if who.Key != "" {
		return p.byKey[who.Key]
	}
	return p.byName[who.Name]
}

// complete derives the ids that are missing. It needs the lock.
func (p *people) complete(who *Person) {
	if who.Display == "" {
		who.Display = firstOf(who.Name, who.Key, who.AccountID)
	}
	if who.Name == "" {
		who.Name = firstOf(who.Key, slug(who.Display))
	}
	for base, n := who.Name, 2; p.byName[who.Name] != nil; n++ {
		who.Name = fmt.Sprintf("%s%d", base, n)
	}
	if who.Key == "" {
		who.Key = who.Name
		if who.AccountID != "" {
			who.Key = fmt.Sprintf("JIRAUSER%d", 10100+len(p.all))
		}
	}
	if who.AccountID == "" {
		sum := sha256.Sum256([]byte("simulated account " + who.Key))
		who.AccountID = hex.EncodeToString(sum[:12])
	}
}

// byAny finds a person by account id, key, name, e-mail address or, last,
// displayed name, ignoring case.
func (p *people) byAny(id string) *Person {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, m := range []map[string]*Person{p.byAccount, p.byKey, p.byName} {
		if who := m[id]; who != nil {
			return who
		}
	}
	for _, who := range p.all {
		if strings.EqualFold(who.Email, id) && id != "" || strings.EqualFold(who.Name, id) {
			return who
		}
	}
	for _, who := range p.all {
		if strings.EqualFold(who.Display, id) {
			return who
		}
	}
	return nil
}

// list returns everybody known so far, in the order of first mention.
func (p *people) list() []*Person {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return append([]*Person(nil), p.all...)
}

// slug makes a user name of a displayed one: "Zoë Van Dam" becomes zoë.van.dam.
func slug(display string) string {
	words := strings.FieldsFunc(strings.ToLower(display), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if len(words) == 0 {
		return "user"
	}
	return strings.Join(words, ".")
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// isEmpty reports whether a list has nothing in it.
func isEmpty(raw json.RawMessage) bool { return isNull(raw) || string(raw) == "[]" }

func isNull(raw json.RawMessage) bool {
	return len(raw) == 0 || string(raw) == "null"
}
