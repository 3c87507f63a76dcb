package jiratest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// The members of a status category, a status, a type and so on that a site's
// issues tell, whatever the flavour.
type (
	categoryDef struct {
		ID    int64  `json:"id"`
		Key   string `json:"key"`
		Name  string `json:"name"`
		Color string `json:"colorName"`
	}
	statusDef struct {
		ID          string      `json:"id"`
		Name        string      `json:"name"`
		Description string      `json:"description"`
		Category    categoryDef `json:"statusCategory"`

		Scope json.RawMessage `json:"scope"` // Cloud: the one project that has it
	}
	typeDef struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		Description string `json:"description"`
		Subtask     bool   `json:"subtask"`
		Level       *int   `json:"hierarchyLevel"`

		Scope json.RawMessage `json:"scope"` // Cloud: the one project that has it
	}
	projectDef struct {
		ID      string `json:"id"`
		Key     string `json:"key"`
		Name    string `json:"name"`
		TypeKey string `json:"projectTypeKey"`
		// Simplified projects are team-managed: their types and statuses are their own.
		Simplified bool `json:"simplified"`
	}
	namedDef struct { // a priority, a resolution, a component, a version
		ID          string `json:"id"`
		Name        string `json:"name"`
		Description string `json:"description"`
	}
)

// facts are the parts of an issue that are looked at for every query.
type facts struct {
	project    *projectDef
	issueType  *typeDef
	status     *statusDef
	priority   *namedDef
	resolution *namedDef
	assignee   *Person
	reporter   *Person
	creator    *Person
	created    time.Time
	updated    time.Time
	resolved   time.Time

	parentKey    string
	parentIsEpic bool
}

// A catalog is what a site consists of besides issues: everything that its
// issues mention now. A status that only histories mention is not in it, just
// as Jira no longer lists a deleted one.
type catalog struct {
	projects    table[projectDef]
	types       table[typeDef]
	statuses    table[statusDef]
	priorities  table[namedDef]
	resolutions table[namedDef]
	components  table[namedDef]
	versions    table[namedDef]
	labels      map[string]bool
	persons     map[string]*Person // by the JSON that issues repeat

	// flows holds the statuses of each type of each project.
	flows map[*projectDef]map[*typeDef]map[*statusDef]bool
}

// fork returns a copy that can learn without anybody noticing who reads c. What
// c knows stays as it is: the same definitions, by the same pointers.
func (c *catalog) fork() *catalog {
	f := &catalog{
		projects: c.projects.fork(), types: c.types.fork(), statuses: c.statuses.fork(), priorities: c.priorities.fork(),
		resolutions: c.resolutions.fork(), components: c.components.fork(), versions: c.versions.fork(),
		labels: maps.Clone(c.labels), flows: maps.Clone(c.flows), persons: maps.Clone(c.persons),
	}
	for project, flow := range f.flows {
		flow = maps.Clone(flow)
		for kind, statuses := range flow {
			flow[kind] = maps.Clone(statuses)
		}
		f.flows[project] = flow
	}
	return f
}

// size grows with all that a catalog learns.
func (c *catalog) size() int {
	n := len(c.projects.byText) + len(c.types.byText) + len(c.statuses.byText) + len(c.priorities.byText) +
		len(c.resolutions.byText) + len(c.components.byText) + len(c.versions.byText) + len(c.labels)
	for _, flow := range c.flows {
		n++
		for _, statuses := range flow {
			n += 1 + len(statuses)
		}
	}
	return n
}

func newCatalog() *catalog {
	return &catalog{
		labels: make(map[string]bool), persons: make(map[string]*Person),
		flows: make(map[*projectDef]map[*typeDef]map[*statusDef]bool),
	}
}

// A table holds definitions by id, and by the JSON that they were read from:
// thousands of issues repeat a handful of texts.
type table[T any] struct {
	byID    map[string]*T
	byText  map[string]*T
	settled bool // others read the definitions: they must not change any more
}

func (t table[T]) fork() table[T] {
	return table[T]{byID: maps.Clone(t.byID), byText: maps.Clone(t.byText), settled: true}
}

// text returns the JSON that a definition was read from, or nil.
func (t table[T]) text(def *T) json.RawMessage {
	for text, known := range t.byText {
		if known == def {
			return json.RawMessage(text)
		}
	}
	return nil
}

// read returns the definition that raw holds, or nil for null and for what is
// no object with an id. When two texts differ for one id the later one wins.
func (t *table[T]) read(raw json.RawMessage, id func(*T) string) *T {
	if isNull(raw) {
		return nil
	}
	if known := t.byText[string(raw)]; known != nil {
		return known
	}
	var def T
	if err := json.Unmarshal(raw, &def); err != nil || id(&def) == "" {
		// Another kind of value under a known name is served, but means nothing.
		return nil
	}
	return t.put(string(raw), id(&def), def)
}

func (t *table[T]) put(text, id string, def T) *T {
	if t.byID == nil {
		t.byID, t.byText = make(map[string]*T), make(map[string]*T)
	}
	known := t.byID[id]
	switch {
	case known == nil:
		known = &def
		t.byID[id] = known
	case !t.settled:
		*known = def
	}
	t.byText[text] = known
	return known
}

// sorted returns the definitions by ascending id.
func (t *table[T]) sorted() []*T {
	ids := slices.SortedFunc(maps.Keys(t.byID), compareIDs)
	all := make([]*T, len(ids))
	for n, id := range ids {
		all[n] = t.byID[id]
	}
	return all
}

// read takes down what an issue mentions.
func (c *catalog) read(i Issue, people *people) facts {
	f := facts{
		project:    c.projects.read(i.Fields["project"], func(d *projectDef) string { return d.ID }),
		issueType:  c.types.read(i.Fields["issuetype"], func(d *typeDef) string { return d.ID }),
		status:     c.statuses.read(i.Fields["status"], func(d *statusDef) string { return d.ID }),
		priority:   c.priorities.read(i.Fields["priority"], namedID),
		resolution: c.resolutions.read(i.Fields["resolution"], namedID),
		assignee:   c.person(people, i.Fields["assignee"]),
		reporter:   c.person(people, i.Fields["reporter"]),
		creator:    c.person(people, i.Fields["creator"]),
		created:    moment(i.Fields["created"]),
		updated:    moment(i.Fields["updated"]),
		resolved:   moment(i.Fields["resolutiondate"]),
	}
	for _, field := range []string{"fixVersions", "versions"} {
		c.readList(&c.versions, i.Fields[field])
	}
	c.readList(&c.components, i.Fields["components"])
	for _, label := range texts(i.Fields["labels"]) {
		c.labels[label] = true
	}
	f.parentKey, f.parentIsEpic = parentOf(i.Fields["parent"])
	c.learnFlow(f)
	return f
}

// person is who, once for all issues that repeat a text.
func (c *catalog) person(people *people, raw json.RawMessage) *Person {
	p, known := c.persons[string(raw)]
	if !known {
		p = who(people, raw)
		c.persons[string(raw)] = p
	}
	return p
}

func (c *catalog) readList(t *table[namedDef], raw json.RawMessage) {
	var list []json.RawMessage
	if isEmpty(raw) || json.Unmarshal(raw, &list) != nil {
		return
	}
	for _, one := range list {
		t.read(one, namedID)
	}
}

func (c *catalog) learnFlow(f facts) {
	if f.project == nil || f.issueType == nil || f.status == nil {
		return
	}
	c.allow(f.project, f.issueType, f.status)
}

func (c *catalog) allow(p *projectDef, t *typeDef, s *statusDef) {
	if c.flows[p] == nil {
		c.flows[p] = make(map[*typeDef]map[*statusDef]bool)
	}
	if c.flows[p][t] == nil {
		c.flows[p][t] = make(map[*statusDef]bool)
	}
	c.flows[p][t][s] = true
}

// project returns the project with an id or a key, or nil.
func (c *catalog) project(idOrKey string) *projectDef {
	if p := c.projects.byID[idOrKey]; p != nil {
		return p
	}
	for _, p := range c.projects.byID {
		if strings.EqualFold(p.Key, idOrKey) {
			return p
		}
	}
	return nil
}

// level is the type's place in the hierarchy, which Data Center does not tell.
func (t *typeDef) level() int {
	switch {
	case t.Level != nil:
		return *t.Level
	case t.Subtask:
		return -1
	case strings.EqualFold(t.Name, "Epic"):
		return 1
	default:
		return 0
	}
}

func namedID(d *namedDef) string { return firstOf(d.ID, d.Name) }

// who returns the person in a field, or nil: what is no user is only served.
func who(people *people, raw json.RawMessage) *Person {
	p, err := people.read(raw)
	if err != nil {
		return nil
	}
	return p
}

func moment(raw json.RawMessage) time.Time {
	var text string
	if isMoment(raw) {
		text = string(raw[1 : len(raw)-1])
	} else if isNull(raw) || json.Unmarshal(raw, &text) != nil {
		return time.Time{}
	}
	t, err := parseTime(text)
	if err != nil {
		return time.Time{}
	}
	return t
}

func texts(raw json.RawMessage) []string {
	var list []string
	if isEmpty(raw) || json.Unmarshal(raw, &list) != nil {
		return nil
	}
	return list
}

// parentOf reads the issue above, and whether that is an epic.
func parentOf(raw json.RawMessage) (key string, isEpic bool) {
	var parent struct {
		Key    string `json:"key"`
		Fields struct {
			Type typeDef `json:"issuetype"`
		} `json:"fields"`
	}
	if isNull(raw) || json.Unmarshal(raw, &parent) != nil {
		return "", false
	}
	return parent.Key, parent.Fields.Type.level() > 0
}
