package jiratest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// The places of things in the lists below.
const (
	toDo = iota
	inProgress
	inReview
	blocked
	done
)

const (
	epic = iota
	story
	task
	bug
	subtask
)

// Custom fields have the ids that new Cloud sites give to them.
const (
	pointsField = "customfield_10016"
	rankField   = "customfield_10019"
	flagField   = "customfield_10021"
	flagOption  = "10019"
)

type customField struct {
	name   string
	schema schemaJSON
}

func customFields() map[string]customField {
	return map[string]customField{
		defaultEpicLink: {"Epic Link", schemaJSON{Type: "any", Custom: epicLinkType, CustomID: 10014}},
		pointsField:     {"Story Points", schemaJSON{Type: "number", Custom: customTypes + "float", CustomID: 10016}},
		rankField:       {"Rank", schemaJSON{Type: "any", Custom: "com.pyxis.greenhopper.jira:gh-lexo-rank", CustomID: 10019}},
		flagField:       {"Flagged", schemaJSON{Type: "array", Items: "option", Custom: customTypes + "multicheckboxes", CustomID: 10021}},
	}
}

// A world is what the team's Jira is set up with.
type world struct {
	statuses    []*statusDef
	kinds       []*typeDef
	priorities  []*namedDef
	resolutions []*namedDef
	places      []*workplace
}

// A workplace is a project.
type workplace struct {
	projectDef
	components []*namedDef
	blocks     bool // has the status Blocked
}

func newWorld() world {
	waiting := categoryDef{ID: 2, Key: "new", Name: "To Do", Color: "blue-gray"}
	active := categoryDef{ID: 4, Key: "indeterminate", Name: "In Progress", Color: "yellow"}
	finished := categoryDef{ID: 3, Key: "done", Name: "Done", Color: "green"}
	level := func(n int) *int { return &n }
	return world{
		statuses: []*statusDef{
			toDo:       {"10000", "To Do", "Nobody works on it yet.", waiting},
			inProgress: {"10001", "In Progress", "Somebody works on it.", active},
			inReview:   {"10002", "In Review", "A colleague looks at it.", active},
			blocked:    {"10003", "Blocked", "It waits for somebody else.", active},
			done:       {"10004", "Done", "Nothing is left to do.", finished},
		},
		kinds: []*typeDef{
			epic:    {"10000", "Epic", "A large piece of work.", false, level(1)},
			story:   {"10001", "Story", "What a user wants.", false, level(0)},
			task:    {"10002", "Task", "What has to be done.", false, level(0)},
			bug:     {"10003", "Bug", "What is broken.", false, level(0)},
			subtask: {"10004", "Sub-task", "A part of another issue.", true, level(-1)},
		},
		priorities: []*namedDef{
			{"1", "Highest", "Everything else waits."},
			{"2", "High", "Soon."},
			{"3", "Medium", "In its turn."},
			{"4", "Low", "When there is time."},
			{"5", "Lowest", "Perhaps never."},
		},
		resolutions: []*namedDef{
			{"10000", "Done", "The work is finished."},
			{"10001", "Won't Do", "Nobody will work on it."},
			{"10002", "Duplicate", "Another issue says the same."},
		},
		places: []*workplace{
			{
				projectDef: projectDef{"10000", "SHOP", "Shop front", "software"},
				components: []*namedDef{{"10000", "Basket", ""}, {"10001", "Search", ""}, {"10002", "Payments", ""}},
			},
			{
				projectDef: projectDef{"10001", "OPS", "Platform operations", "software"},
				components: []*namedDef{{"10003", "Backups", ""}, {"10004", "Network", ""}},
				blocks:     true,
			},
		},
	}
}

// completeFlows lists every status of each project's workflow, also those in
// which no issue is at present.
func (g *generator) completeFlows(s *Site) {
	c := s.catalog
	for _, d := range g.statuses {
		c.statuses.read(g.status(d), func(d *statusDef) string { return d.ID })
	}
	for _, p := range g.priorities {
		c.priorities.read(g.named("priority", p), namedID)
	}
	for _, r := range g.resolutions {
		c.resolutions.read(g.named("resolution", r), namedID)
	}
	for project, flow := range c.flows {
		for kind := range flow {
			for n, d := range g.statuses {
				if n != blocked || project.Key == "OPS" {
					c.allow(project, kind, c.statuses.byID[d.ID])
				}
			}
		}
	}
}

// hire invents the team. The first of it is the account's own person.
func (g *generator) hire() {
	names := []struct{ display, login, zone string }{
		{"Robin Aldana", "robin.aldana", "Europe/Madrid"},
		{"Amara Nwosu", "amara.nwosu", "Africa/Lagos"},
		{"Jonas Ekblad", "jonas.ekblad", "Europe/Stockholm"},
		{"Mei Tsukino", "mei.tsukino", "Asia/Tokyo"},
		{"Priya Varadan", "priya.varadan", "Asia/Kolkata"},
		{"Zofia Wronka", "zofia.wronka", "Europe/Warsaw"},
		{"Idris Haddoun", "idris.haddoun", "Africa/Casablanca"},
		{"Seán Ó Brolcháin", "sean.brolchain", "Europe/Dublin"},
	}
	for n, one := range names[:6+g.rng.IntN(3)] {
		sum := sha256.Sum256([]byte("generated account " + one.login))
		email := one.login + "@example.com"
		if n == 0 {
			email = g.User
		}
		g.team = append(g.team, g.people.know(Person{
			AccountID: hex.EncodeToString(sum[:12]), Name: one.login, Display: one.display, Email: email, TimeZone: one.zone,
		}))
	}
}

func labelsOfTeam() []string {
	return []string{"customer-request", "quick-win", "regression", "security", "tech-debt", "ux"}
}

// title makes the summary of an issue, with the characters that trouble
// whoever copies them into tables, pages and task lists.
func (g *generator) title(d *draft) string {
	things := []string{
		"the basket", "search results", "card payments", "the \"My orders\" page", "nightly backups", "address forms",
		"gift vouchers", "the invoice e-mail", "stock levels", "the A|B price test", "product photos", "size tables",
		"sign-in", "the <head> of each page", "delivery dates", "log rotation", "the VPN", "currency rounding (€ → £)",
	}
	thing := things[g.rng.IntN(len(things))]
	switch {
	case d.kind.level() > 0:
		return g.word("A new start for", "Rework of", "Phase 2:") + " " + thing
	case d.kind.Name == "Bug":
		return g.word("Error 500 in", "Wrong total in", "Nothing happens after a click in", "Typo in", "Time-out in") + " " + thing
	case d.kind.Subtask:
		return g.word("Write tests for", "Review texts of", "Measure", "Translate") + " " + thing
	default:
		return g.word("Show more of", "Speed up", "Simplify", "Let customers change", "Document", "Move", "Clean up") + " " + thing
	}
}

// sentence makes one or two sentences of a description or a comment.
func (g *generator) sentence() string {
	first := g.word(
		"Two customers asked for this last week.", "It worked before the last release.", "See what we did for the catalogue.",
		"Only seen on small screens so far.", "The figures differ by 1 % & we do not know why.", "Nobody has looked at it since spring.",
		"Needs a decision: keep it, or take it out?", "Steps: open the page, press *Save*, wait.",
	)
	second := g.word("", " Please keep it small.", " A test is missing.", " Ask support for the logs.", " Thanks!")
	return strings.TrimSpace(first + second)
}
