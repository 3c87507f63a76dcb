package msgraph

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
)

// An Account is who is signed in.
type Account struct{ ID, Name string }

// A Notebook holds sections and groups of them. Where Sections and Groups are
// nil they were not read: ask for them by Sections and Groups. WebURL is where a
// browser opens it; Tree leaves it empty.
type Notebook struct {
	ID, Name, WebURL string
	Sections         []Section
	Groups           []Group
}

// A Group is a section group. Nil has the same meaning as in a Notebook.
type Group struct {
	ID, Name string
	Sections []Section
	Groups   []Group
}

// A Section holds pages.
type Section struct{ ID, Name string }

// A Parent is what sections lie in: a notebook or a group, of which one id is
// set.
type Parent struct{ NotebookID, GroupID string }

func (p Parent) path(ofNotebook, ofGroup string) (string, error) {
	if p.GroupID != "" {
		return at(ofGroup, p.GroupID)
	}
	return at(ofNotebook, p.NotebookID)
}

// Me returns who is signed in.
func (c *Client) Me(ctx context.Context) (Account, error) {
	var me struct {
		ID          string `json:"id"`
		DisplayName string `json:"displayName"`
	}
	if err := c.getJSON(ctx, pathMe, url.Values{"$select": {"id,displayName"}}, false, &me); err != nil {
		return Account{}, during("ask who is signed in", err)
	}
	return Account{ID: me.ID, Name: me.DisplayName}, nil
}

// The wire's form of what lies in a notebook.
type (
	wireSection struct {
		ID   string `json:"id"`
		Name string `json:"displayName"`
	}
	wireGroup struct {
		ID       string        `json:"id"`
		Name     string        `json:"displayName"`
		Links    wireLinks     `json:"links"`
		Sections []wireSection `json:"sections"`
		Groups   []wireGroup   `json:"sectionGroups"`
		// A list inside a list can go on elsewhere, too.
		MoreSections string `json:"sections@odata.nextLink"`
		MoreGroups   string `json:"sectionGroups@odata.nextLink"`
	}
	wireLinks struct {
		Web struct {
			Href string `json:"href"`
		} `json:"oneNoteWebUrl"`
	}
)

// treeQuery asks for two levels; a third one is refused, and without the inner
// $select the answer is five times as large.
func treeQuery() url.Values {
	const own, sections = "id,displayName", "sections($select=id,displayName)"
	return url.Values{
		"$select": {own},
		"$expand": {sections + ",sectionGroups($select=" + own + ";$expand=" + sections + ")"},
	}
}

// Tree returns the person's notebooks with their sections, their groups and the
// sections of these, by one request. What lies deeper is found by Sections and
// Groups. Where OneNote fails at the request, as it does for minutes at a time,
// Tree returns the notebooks alone.
func (c *Client) Tree(ctx context.Context) ([]Notebook, error) {
	found, err := collect[wireGroup](ctx, c, pathNotebooks, treeQuery(), true)
	if errors.Is(err, ErrFault) || errors.Is(err, ErrListTooLong) {
		return c.Notebooks(ctx)
	}
	if err != nil {
		return nil, during("list notebooks", err)
	}
	return convert(found, func(w wireGroup) Notebook {
		notebook := w.notebook()
		notebook.Sections = w.sections()
		if w.MoreGroups == "" {
			notebook.Groups = convert(w.Groups, func(g wireGroup) Group {
				return Group{ID: g.ID, Name: g.Name, Sections: g.sections()}
			})
		}
		return notebook
	}), nil
}

// sections returns nil where there are more than the answer holds.
func (w wireGroup) sections() []Section {
	if w.MoreSections != "" {
		return nil
	}
	return convert(w.Sections, wireSection.section)
}

// Notebooks returns the person's notebooks without what is in them.
func (c *Client) Notebooks(ctx context.Context) ([]Notebook, error) {
	found, err := collect[wireGroup](ctx, c, pathNotebooks, url.Values{"$select": {"id,displayName,links"}}, false)
	if err != nil {
		return nil, during("list notebooks", err)
	}
	return convert(found, wireGroup.notebook), nil
}

// Sections returns the sections that lie in p itself.
func (c *Client) Sections(ctx context.Context, p Parent) ([]Section, error) {
	path, err := p.path(pathSectionsOf, pathGroupSections)
	if err != nil {
		return nil, err
	}
	found, err := collect[wireSection](ctx, c, path, url.Values{"$select": {"id,displayName"}}, false)
	if err != nil {
		return nil, during("list sections", err)
	}
	return convert(found, wireSection.section), nil
}

// Groups returns the section groups that lie in p itself, without what is in
// them.
func (c *Client) Groups(ctx context.Context, p Parent) ([]Group, error) {
	path, err := p.path(pathGroupsOf, pathGroupsOfGroups)
	if err != nil {
		return nil, err
	}
	found, err := collect[wireGroup](ctx, c, path, url.Values{"$select": {"id,displayName"}}, false)
	if err != nil {
		return nil, during("list section groups", err)
	}
	return convert(found, func(w wireGroup) Group { return Group{ID: w.ID, Name: w.Name} }), nil
}

// CreateNotebook makes a notebook. Like every change it can end in ErrUncertain.
func (c *Client) CreateNotebook(ctx context.Context, name string) (Notebook, error) {
	if err := CheckNotebookName(name); err != nil {
		return Notebook{}, err
	}
	var made wireGroup
	if err := c.create(ctx, pathNotebooks, name, &made); err != nil {
		return Notebook{}, during("create notebook", err)
	}
	return made.notebook(), named(made.ID)
}

// CreateSection makes a section in p. It may take seconds until it takes pages.
func (c *Client) CreateSection(ctx context.Context, p Parent, name string) (Section, error) {
	if err := CheckSectionName(name); err != nil {
		return Section{}, err
	}
	path, err := p.path(pathSectionsOf, pathGroupSections)
	if err != nil {
		return Section{}, err
	}
	var made wireSection
	if err := c.create(ctx, path, name, &made); err != nil {
		return Section{}, during("create section", err)
	}
	return made.section(), named(made.ID)
}

func (c *Client) create(ctx context.Context, path, name string, v any) error {
	body, err := json.Marshal(map[string]string{"displayName": name})
	if err != nil {
		return err
	}
	return c.postJSON(ctx, path, mediaJSON, body, v)
}

// named doubts that something was made which has no id.
func named(id string) error {
	if id == "" {
		return uncertain(notGraph(nil))
	}
	return nil
}

func (w wireSection) section() Section { return Section(w) }

func (w wireGroup) notebook() Notebook {
	return Notebook{ID: w.ID, Name: w.Name, WebURL: webURL(w.Links.Web.Href)}
}

// webURL lets through what a browser may open, and nothing else.
func webURL(s string) string {
	if u, err := url.Parse(s); err == nil && u.Scheme == "https" && u.Host != "" {
		return s
	}
	return ""
}

// convert never returns nil: an empty list is one that was read.
func convert[From, To any](list []From, one func(From) To) []To {
	made := make([]To, 0, len(list))
	for _, from := range list {
		made = append(made, one(from))
	}
	return made
}
