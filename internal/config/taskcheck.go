package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"weir"
	"weir/internal/secret"
)

var (
	jobName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
	fieldID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]{0,99}$`)
)

// CheckTaskName checks a name that a user chose for a job of tasks.
func CheckTaskName(name string) error {
	if jobName.MatchString(name) {
		return nil
	}
	return &weir.Error{
		Kind: weir.Usage, Text: fmt.Sprintf("it cannot be called %q", secret.Scrub(name)),
		Next: "choose up to 40 of a-z, 0-9, - and _, for instance: mine",
	}
}

// check looks at the values of a table, once their types are known to be right.
// sites are the names of the configured ones.
func (t taskTable) check(c *checker, name string, sites []string) {
	k := taskChecker{c, []string{"tasks", name}}
	if !jobName.MatchString(name) {
		c.atKey(k.at, "a job's name is up to 40 of a-z, 0-9, - and _")
	}
	if t.Jira != "" && t.Jira != EnvironmentSite && !slices.Contains(sites, t.Jira) {
		k.wrong("jira", "there is no [%s]%s", dotted([]string{"jira", t.Jira}), didYouMean(t.Jira, sites))
	}
	if strings.TrimSpace(t.JQL) == "" {
		k.needs("jql", `for instance jql = "assignee = currentUser() AND resolution = Unresolved"`)
	}
	k.choice("target", t.Target, Markdown, CalDAV)
	k.choice("organise", t.Organise, "none", "project", "nested")
	k.choice("on_left", t.OnLeft, "complete", "drop", "untag", "keep")
	t.checkTarget(k)
	for _, field := range t.KeepLocal {
		k.choice("keep_local", field, "name", "due")
	}
	for _, field := range t.Fields {
		k.field(field)
	}
	k.span("overlap", t.Overlap)
	k.span("grace", t.Grace)
	if t.GraceRuns < 0 || t.GraceRuns > 1000 {
		k.wrong("grace_runs", "grace_runs is a number of runs from 1 to 1000")
	}
}

// checkTarget looks at what says where the tasks go. A key of another target is
// a sign of a mistake.
func (t taskTable) checkTarget(k taskChecker) {
	foreign := map[string]string{"url": t.URL, "user": t.User, "list": t.List, "ca_file": t.CAFile}
	switch t.Target {
	case CalDAV:
		foreign = map[string]string{"file": t.File, "title": t.Title}
		if t.URL == "" {
			k.needs("url", `for instance url = "https://cloud.example.com/"`)
		} else if err := checkDAV(t.URL); err != nil {
			k.wrong("url", "url %v", err)
		}
	case "", Markdown:
		if t.File == "" {
			k.needs("file", `for instance file = "~/Notes/Jira.md"`)
		}
	default:
		return
	}
	for _, key := range []string{"file", "title", "url", "user", "list", "ca_file"} {
		if foreign[key] != "" {
			target := t.Target
			if target == "" {
				target = Markdown
			}
			k.wrong(key, "%s means nothing to the target %s", key, target)
		}
	}
}

// A taskChecker reports what is wrong in one table.
type taskChecker struct {
	c  *checker
	at []string
}

func (k taskChecker) wrong(key, format string, args ...any) {
	k.c.ofValue(slices.Concat(k.at, []string{key}), format, args...)
}

// needs reports a key that is not there, unless its value was found fault with.
func (k taskChecker) needs(key, example string) {
	if !k.c.reported(slices.Concat(k.at, []string{key})) {
		k.c.atKey(k.at, "[%s] needs %s, %s", dotted(k.at), key, example)
	}
}

func (k taskChecker) choice(key, value string, choices ...string) {
	if value != "" && !slices.Contains(choices, value) {
		k.wrong(key, "%s is %s%s", key, strings.Join(choices, ", "), didYouMean(value, choices))
	}
}

func (k taskChecker) span(key, value string) {
	if _, ok := parseSpan(value); !ok {
		k.wrong(key, `%s is a length of time such as "30m", "2h" or "1d"`, key)
	}
}

func (k taskChecker) field(text string) {
	f := taskField(text)
	switch strings.ToLower(f.ID) {
	case "sprint", "story points", "storypoints", "story_points":
		k.wrong("fields", "%s has another id on each site: `weir fields` lists it; write it as \"customfield_10020=%s\"", f.ID, f.ID)
		return
	}
	if !fieldID.MatchString(f.ID) {
		k.wrong("fields", "%q is no field's id: `weir fields` lists them; write \"ID\" or \"ID=label\"", secret.Scrub(f.ID))
	}
}

// checkDAV checks the address of a CalDAV server: https, or plain http to this
// computer itself (promise T1). The error continues a sentence.
func checkDAV(text string) error {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil, u.Host == "", u.Opaque != "":
		return errors.New("is not a URL")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return errors.New("must begin with https://: over http the password could be read on the way")
	case u.Scheme != "https" && u.Scheme != "http":
		return errors.New("must begin with https://")
	case u.User != nil:
		return errors.New("must not carry a user name or a password: give the user as user, and the password to weir tasks init")
	case strings.ContainsAny(text, "?#"):
		return errors.New("must end before ? or #")
	default:
		return nil
	}
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && address.Unmap().IsLoopback()
}
