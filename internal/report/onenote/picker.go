package onenote

import (
	"context"

	"weir/internal/msgraph"
)

// NotListed explains why a notebook may be missing where one is chosen.
const NotListed = "Notebooks of groups and sites (Microsoft Teams, SharePoint) are not listed: to see them, Weir would have to ask " +
	"for access to all of them, which it does not. Copy or move the section into a notebook of your own OneDrive, and share " +
	"that notebook with the team."

// An EntryKind says what an Entry is.
type EntryKind string

// The kinds of entry.
const (
	Notebook EntryKind = "notebook"
	Group    EntryKind = "section group"
	Section  EntryKind = "section"
	Leaf     EntryKind = "page"
)

// An Entry is something that a person can choose, or open to see what is in it.
type Entry struct {
	Kind EntryKind
	Name string
	Path string // as in Options.Path
	// Place is where it is: of a notebook and a group the notebook alone.
	Place  Place
	parent msgraph.Parent // of what is in it
	known  bool           // what is in it was read
	inside []Entry
}

// A Picker shows what there is in OneNote, level by level, so that an account
// with hundreds of sections can be browsed. It asks for each level once.
type Picker struct {
	client    Client
	notebooks []Entry
}

// NewPicker returns a picker. It sends nothing.
func NewPicker(client Client) *Picker { return &Picker{client: client} }

// Notebooks lists the person's notebooks.
func (k *Picker) Notebooks(ctx context.Context) ([]Entry, error) {
	if k.notebooks != nil {
		return k.notebooks, nil
	}
	found, err := k.client.Tree(ctx)
	if err != nil {
		return nil, err
	}
	k.notebooks = make([]Entry, 0, len(found))
	for _, n := range found {
		e := Entry{Kind: Notebook, Name: n.Name, Path: n.Name, Place: Place{NotebookID: n.ID}, parent: msgraph.Parent{NotebookID: n.ID}}
		e.fill(n.Sections, n.Groups)
		k.notebooks = append(k.notebooks, e)
	}
	return k.notebooks, nil
}

// NewNotebook is the entry of a notebook that was just made: nothing is in it.
func NewNotebook(n msgraph.Notebook) Entry {
	return Entry{Kind: Notebook, Name: n.Name, Path: n.Name, Place: Place{NotebookID: n.ID}, parent: msgraph.Parent{NotebookID: n.ID}, known: true}
}

// NewSection is the entry of a section that a run is going to make in a notebook
// or a group.
func NewSection(in Entry, name string) (Entry, error) {
	if err := msgraph.CheckSectionName(name); err != nil {
		return Entry{}, err
	}
	return Entry{Kind: Section, Name: name, Path: in.Path + "/" + name, Place: in.Place, known: true}, nil
}

// fill says what lies in an entry. A list that is nil was not read.
func (e *Entry) fill(sections []msgraph.Section, groups []msgraph.Group) {
	e.known, e.inside = sections != nil && groups != nil, nil
	for _, s := range sections {
		e.inside = append(e.inside, Entry{
			Kind: Section, Name: s.Name, Path: e.Path + "/" + s.Name, Place: Place{NotebookID: e.Place.NotebookID, SectionID: s.ID},
		})
	}
	for _, g := range groups {
		below := Entry{Kind: Group, Name: g.Name, Path: e.Path + "/" + g.Name, Place: e.Place, parent: msgraph.Parent{GroupID: g.ID}}
		below.fill(g.Sections, g.Groups)
		e.inside = append(e.inside, below)
	}
}

// Inside lists what is in an entry: sections, then groups, of a notebook or a
// group; of a section its pages, the latest made first, at most so many; of a
// page nothing.
func (k *Picker) Inside(ctx context.Context, e Entry, mostPages int) ([]Entry, error) {
	switch {
	case e.Kind == Leaf, e.known:
		return e.inside, nil
	case e.Kind == Section:
		return k.pages(ctx, e, mostPages)
	}
	sections, err := k.client.Sections(ctx, e.parent)
	if err != nil {
		return nil, err
	}
	groups, err := k.client.Groups(ctx, e.parent)
	if err != nil {
		return nil, err
	}
	// What was read and is empty is not what was not read.
	e.fill(append([]msgraph.Section{}, sections...), append([]msgraph.Group{}, groups...))
	return e.inside, nil
}

func (k *Picker) pages(ctx context.Context, section Entry, most int) ([]Entry, error) {
	var found []Entry
	for page, err := range k.client.Pages(ctx, section.Place.SectionID) {
		if err != nil {
			return nil, err
		}
		if len(found) == most {
			break
		}
		place := section.Place
		place.PageID = page.ID
		found = append(found, Entry{Kind: Leaf, Name: page.Title, Path: section.Path + "/" + page.Title, Place: place})
	}
	return found, nil
}
