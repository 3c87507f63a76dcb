package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"weir"
	"weir/internal/app"
)

// An initiation asks what any job needs to know that is set up.
type initiation struct {
	*session
	app *app.App
}

// say tells a person at the terminal something.
func (i *initiation) say(format string, args ...any) {
	fmt.Fprintf(i.call.Stderr, format+"\n", args...)
}

// askFor puts a question, and returns what was said before, or else is usual,
// for an empty answer. Without a terminal that is the answer.
func (i *initiation) askFor(ctx context.Context, question, usual string) (string, error) {
	if !i.terminal.canAsk() {
		return usual, nil
	}
	if usual != "" {
		question += " [" + i.own(usual) + "]"
	}
	answer, err := i.ask(ctx, question+": ")
	if answer == "" {
		answer = usual
	}
	return answer, err
}

// either returns the first text that says something.
func either(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// agree asks whether something that is there already is meant to be changed, and
// returns the refusal where it is not.
func (i *initiation) agree(ctx context.Context, question string, refused *weir.Error) error {
	if !i.terminal.canAsk() {
		return refused
	}
	answer, err := i.ask(ctx, question+" [y/N]: ")
	if err == nil && !strings.HasPrefix(strings.ToLower(answer), "y") {
		return refused
	}
	return err
}

// chooseSite returns the site that was given, or that is chosen among several.
func (i *initiation) chooseSite(ctx context.Context, given, known string) (string, error) {
	names, err := i.app.SiteNames()
	if err != nil {
		return "", err
	}
	if given == "" && len(names) > 1 {
		if given, err = i.askFor(ctx, "Which Jira site ("+strings.Join(names, ", ")+")", either(known, names[0])); err != nil {
			return "", err
		}
	}
	if given == "" {
		given = names[0]
	}
	if !slices.Contains(names, given) {
		return "", &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("there is no site %q", given), Next: "the sites are " + strings.Join(names, ", ")}
	}
	return given, nil
}

// askQuery offers the first of the saved filters that the account sees through a
// job, and asks which issues until the answer is accepted: it is given with the
// filter whose number it is, in the list or else at Jira, if it is one.
func (i *initiation) askQuery(ctx context.Context, site string, job app.Job, usual string, accept func(answer, filter string) error) error {
	filters, err := i.app.Filters(ctx, site, job)
	if err != nil && weir.KindOf(err) != weir.Forbidden { // a token whose scopes leave out filters will do
		return err
	}
	filters = filters[:min(20, len(filters))]
	if len(filters) > 0 {
		i.say("Your saved filters:")
		for n, f := range filters {
			i.say("  %2d  %s", n+1, i.clean(f.Name))
		}
	}
	return i.askUntil(ctx, "Which issues: JQL, or the number of a filter ["+i.own(usual)+"]: ", func(answer string) error {
		answer = either(answer, usual)
		filter := ""
		if n, err := strconv.ParseUint(answer, 10, 59); err == nil { // 18 digits; no query is a number
			if filter = answer; n >= 1 && n <= uint64(len(filters)) {
				filter = filters[n-1].ID
			}
		}
		return accept(answer, filter)
	})
}
