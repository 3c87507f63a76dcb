package jiratest

import (
	"fmt"
	"net/http"
	"net/textproto"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
)

// The most that a script may ask for.
const (
	maxDelay   = 10 * time.Minute
	maxStep    = 10 * 365 * 24 * time.Hour
	maxBombMiB = 512
)

// actionKeys are the actions, with the keys that belong to each of them.
var actionKeys = map[Action]string{
	AnswerStatus: "status body headers", ResetConnection: "at", SlowDown: "delay rate", FallSilent: "delay",
	CutShort: "keep framing", SpoilJSON: "", SendBomb: "size_mib", ShowLoginPage: "", SendElsewhere: "to",
	LoseSignIn: "tell", StepClock: "step", DoubleEntries: "count", RepeatPage: "", LoopToken: "", EmptyPage: "",
	DropToken: "", WrongTotal: "add", WrongStart: "add",
}

// commonKeys belong to every action.
const commonKeys = "path query after every chance seed times do"

// A misuse is what is wrong with a rule: with the value of a key.
type misuse struct{ key, text, next string }

// check returns what is wrong with a rule first, or nil.
func (f *Fault) check() *misuse {
	own, known := actionKeys[f.Do]
	if !known {
		return &misuse{"do", fmt.Sprintf("there is no fault %q", f.Do), "the faults are " + strings.Join(actionNames(), ", ")}
	}
	if m := f.checkKeys(own); m != nil {
		return m
	}
	if f.Path != "" && f.Path[0] != '/' {
		return &misuse{"path", "a path begins with a slash", "for instance: /rest/api/3/search/jql"}
	}
	if !(f.Chance >= 0 && f.Chance <= 1) {
		return &misuse{"chance", "a chance lies between 0 and 1", "0.1 strikes one request in ten"}
	}
	for _, n := range []struct {
		key   string
		value int
	}{
		{"after", f.After}, {"every", f.Every}, {"times", f.Times}, {"rate", f.Rate}, {"keep", f.Keep}, {"count", f.Count}, {"size_mib", f.SizeMiB},
	} {
		if n.value < 0 {
			return &misuse{n.key, n.key + " cannot be negative", "leave it out for its usual value"}
		}
	}
	return f.checkAction()
}

// checkKeys refuses what belongs to other actions.
func (f *Fault) checkKeys(own string) *misuse {
	value := reflect.ValueOf(*f)
	for n := range value.NumField() {
		key := value.Type().Field(n).Tag.Get("toml")
		if !value.Field(n).IsZero() && !slices.Contains(strings.Fields(commonKeys+" "+own), key) {
			return &misuse{key, fmt.Sprintf("%s does not belong to the fault %q", key, f.Do), keysOf(f.Do, own)}
		}
	}
	return nil
}

func keysOf(do Action, own string) string {
	if own == "" {
		return fmt.Sprintf("%q takes no value of its own", do)
	}
	return fmt.Sprintf("%q takes %s", do, strings.Join(strings.Fields(own), ", "))
}

func (f *Fault) checkAction() *misuse {
	switch f.Do {
	case AnswerStatus:
		return f.checkStatus()
	case ResetConnection:
		return oneWord("at", f.At, "start", "body")
	case CutShort:
		return oneWord("framing", f.Framing, "length", "chunked")
	case LoseSignIn:
		return oneWord("tell", f.Tell, "reason", "account", "nothing")
	case SlowDown:
		if f.Delay == "" && f.Rate == 0 {
			return &misuse{"do", "how slow is not said", "give delay, for instance 3s, or rate, in bytes a second"}
		}
		return duration("delay", f.Delay, 0, maxDelay)
	case FallSilent:
		return duration("delay", f.Delay, 0, maxDelay)
	case StepClock:
		if f.Step == "" {
			return &misuse{"do", "how far the clock steps is not said", "give step, for instance -90m"}
		}
		return duration("step", f.Step, -maxStep, maxStep)
	case SendElsewhere:
		if to, err := url.Parse(f.To); err != nil || f.To == "" || to.Scheme != "https" && !strings.HasPrefix(f.To, "/") {
			return &misuse{"to", "this is no place to be sent to", "give an https URL, or a path of the same host"}
		}
	case WrongTotal, WrongStart:
		if f.Add == 0 {
			return &misuse{"do", "how wrong the number is, is not said", "give add, for instance -5"}
		}
	case SendBomb:
		if f.SizeMiB > maxBombMiB {
			return &misuse{"size_mib", fmt.Sprintf("at most %d are sent", maxBombMiB), "give a smaller size"}
		}
	default: // the rest takes nothing, or any number
	}
	return nil
}

func (f *Fault) checkStatus() *misuse {
	if f.Status < 200 || f.Status > 599 {
		return &misuse{"status", "a status lies between 200 and 599", "for instance: 503"}
	}
	for name, value := range f.Headers {
		if !plainToken(name) || strings.ContainsAny(value, "\r\n\x00") {
			return &misuse{"headers", fmt.Sprintf("%q is no header", name), `for instance: headers = { Retry-After = "2" }`}
		}
		switch textproto.CanonicalMIMEHeaderKey(name) {
		case "Content-Length", "Transfer-Encoding", "Connection":
			return &misuse{"headers", name + " follows from the body", "leave it out; truncate and reset break the body"}
		}
	}
	if f.Body != "" && f.Body != "empty" && (f.Status == http.StatusNoContent || f.Status == http.StatusNotModified) {
		return &misuse{"body", fmt.Sprintf("an answer with the status %d has no body", f.Status), `body = "empty"`}
	}
	return oneWord("body", f.Body, "json", "html", "empty")
}

// plainToken reports whether a text can be the name of a header.
func plainToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}

func oneWord(key, value string, words ...string) *misuse {
	if value == "" || slices.Contains(words, value) {
		return nil
	}
	return &misuse{key, fmt.Sprintf("%s cannot be %q", key, value), "it is one of " + strings.Join(words, ", ")}
}

func duration(key, value string, least, most time.Duration) *misuse {
	if value == "" {
		return nil
	}
	d, err := time.ParseDuration(value)
	if err != nil {
		return &misuse{key, fmt.Sprintf("%q is no length of time", value), "write it as 250ms, 1.5s, 10m or 2h"}
	}
	if d < least || d > most {
		return &misuse{key, fmt.Sprintf("%s lies between %s and %s", key, least, most), "give a length of time within these"}
	}
	return nil
}

func actionNames() []string {
	var names []string
	for do := range actionKeys {
		names = append(names, string(do))
	}
	slices.Sort(names)
	return names
}

// checkFaults refuses a script that no ParseFaults has read.
func checkFaults(faults []Fault) error {
	for n := range faults {
		if m := faults[n].check(); m != nil {
			return usage(fmt.Sprintf("fault %d: %s", n+1, m.text), m.next)
		}
	}
	return nil
}
