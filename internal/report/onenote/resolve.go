package onenote

import (
	"context"
	"fmt"
	"strings"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/nearest"
)

// A target is what a path leads to, as far as there is something.
type target struct {
	place  Place
	parent msgraph.Parent // of a section that is missing
	// section is the name of one that is missing.
	section string
	near    []string // what is there and called nearly so
	title   string   // the rest of the path
}

// mostShown is how many names an error lists.
const mostShown = 8

// resolve follows the path down to its section. Names of notebooks, groups and
// sections hold no slash, so that what is left is the title.
func (p *Page) resolve(ctx context.Context) (target, error) {
	names := strings.Split(p.o.Path, "/")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	if len(names) < 2 || names[0] == "" || names[1] == "" {
		return target{}, &weir.Error{
			Kind: weir.BadConfig, Text: fmt.Sprintf("the path %q names no page", p.o.Path),
			Next: "write it as Notebook/Section/Page title, with section groups between notebook and section",
		}
	}
	notebooks, err := p.shelves.Notebooks(ctx)
	if err != nil {
		return target{}, err
	}
	at, err := choose(notebooks, names[0], Notebook)
	if err != nil {
		return target{}, err
	}
	if at == nil {
		return target{}, missing("notebook", names[0], "in this account", notebooks, NotListed)
	}
	return p.descend(ctx, *at, names[1:])
}

// descend goes down to a section. A section goes before a group of the same name,
// unless the path could not go on in it.
func (p *Page) descend(ctx context.Context, at Entry, names []string) (target, error) {
	for {
		inside, err := p.shelves.Inside(ctx, at, 0)
		if err != nil {
			return target{}, err
		}
		section, err := choose(inside, names[0], Section)
		if err != nil {
			return target{}, err
		}
		group, err := choose(inside, names[0], Group)
		if err != nil {
			return target{}, err
		}
		rest := names[1:]
		switch {
		case section != nil:
			return target{place: section.Place, title: strings.TrimSpace(strings.Join(rest, "/"))}, nil
		case group != nil && len(rest) > 0:
			at, names = *group, rest
		case p.o.CreateMissing:
			t := target{place: at.Place, parent: at.parent, section: names[0], title: strings.TrimSpace(strings.Join(rest, "/"))}
			t.near = nearest.Words(names[0], namesOf(inside), 3)
			return t, msgraph.CheckSectionName(names[0])
		default:
			return target{}, missing("section", names[0], "in "+at.Path, inside, "")
		}
	}
}

// choose finds an entry by its name, the case of which does not matter unless it
// tells two apart. It returns nil where there is none.
func choose(entries []Entry, name string, kind EntryKind) (*Entry, error) {
	var exact, alike []Entry
	for _, e := range entries {
		switch {
		case e.Kind != kind:
		case e.Name == name:
			exact = append(exact, e)
		case strings.EqualFold(e.Name, name):
			alike = append(alike, e)
		}
	}
	if len(exact) == 0 {
		exact = alike
	}
	switch len(exact) {
	case 0:
		return nil, nil
	case 1:
		return &exact[0], nil
	}
	return nil, &weir.Error{
		Kind: weir.BadConfig, Text: fmt.Sprintf("there are %d %ss named %q", len(exact), kind, name),
		Next: "rename one of them in OneNote, or choose the page from a list: weir report init",
	}
}

// missing is the error of a name that does not exist: with those that are close,
// else with those that there are.
func missing(what, name, where string, entries []Entry, note string) error {
	names := namesOf(entries)
	e := &weir.Error{Kind: weir.NotFound, Text: fmt.Sprintf("there is no %s %q %s", what, name, where)}
	if near := nearest.Words(name, names, 3); len(near) > 0 {
		e.Next = "did you mean " + quoted(near) + "?"
	} else if len(names) > 0 {
		e.Next = "there are: " + quoted(names)
	} else {
		e.Next = "there is nothing yet: make it in OneNote"
	}
	if note != "" {
		e.Next += "\n" + note
	}
	return e
}

func namesOf(entries []Entry) []string {
	var names []string
	for _, e := range entries {
		names = append(names, e.Name)
	}
	return names
}

func quoted(names []string) string {
	var shown []string
	for _, n := range names[:min(len(names), mostShown)] {
		shown = append(shown, fmt.Sprintf("%q", n))
	}
	text := strings.Join(shown, ", ")
	if more := len(names) - len(shown); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
