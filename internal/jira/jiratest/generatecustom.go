package jiratest

import (
	"encoding/json"
	"strconv"
	"time"
)

// Custom fields have the ids that new Cloud sites give to them.
const (
	teamField   = "customfield_10001"
	pointsField = "customfield_10016"
	rankField   = "customfield_10019"
	sprintField = "customfield_10020"
	flagField   = "customfield_10021"
	flagOption  = "10019"
)

// A customField is a field of the generated site: some issues have it, and a
// share of those a value.
type customField struct {
	id, name string
	schema   schemaJSON
	of       func(*draft) bool // nil: every issue has it
	share    float64           // of the issues that have a value; 1 asks write alone
	write    func(*scribe, *draft)
}

func (w *world) customFields() []customField {
	plain := func(kind string) schemaJSON { return schemaJSON{Type: kind} }
	listOf := func(items string) schemaJSON { return schemaJSON{Type: "array", Items: items} }
	field := func(number int64, name, kind string, schema schemaJSON, of func(*draft) bool, share float64, write func(*scribe, *draft)) customField {
		schema.CustomID, schema.Custom = number, customTypes+kind
		return customField{"customfield_" + decimal(number), name, schema, of, share, write}
	}
	own := func(f customField, kind string) customField {
		f.schema.Custom = kind
		return f
	}
	return []customField{
		own(field(10001, "Team", "", plain("team"), nil, 0.3, team), customTypes+"atlassian-team"),
		own(field(10014, "Epic Link", "", plain("any"), nil, 1, nil), epicLinkType),
		field(10016, "Story Points", "float", plain("number"), nil, 1, points),
		own(field(10019, "Rank", "", plain("any"), nil, 1, rankOf), "com.pyxis.greenhopper.jira:gh-lexo-rank"),
		own(field(10020, "Sprint", "", listOf("json"), inSprints, 1, sprintsOf), sprintType),
		field(10021, "Flagged", "multicheckboxes", listOf("option"), nil, 1, flagOf),

		field(10030, "Customer reference", "textfield", plain("string"), wanted, 0.3, reference),
		field(10031, "Acceptance criteria", "textarea", plain("string"), wanted, 0.3, criteria),
		field(10032, "Effort in hours", "float", plain("number"), wanted, 0.4, effort),
		field(10033, "Promised for", "datepicker", plain("date"), wanted, 0.2, promised),
		field(10034, "Risk", "radiobuttons", plain("option"), wanted, 0.5, choice(10100, "low", "medium", "high")),
		field(10035, "Checks", "multicheckboxes", listOf("option"), wanted, 0.3, choices(10110, "texts", "accessibility", "load, peak", "privacy & law")),
		field(10036, "Tester", "userpicker", plain("user"), wanted, 0.3, person),
		field(10037, "Informed people", "multiuserpicker", listOf("user"), wanted, 0.2, persons),
		field(10038, "Topics", "labels", listOf("string"), wanted, 0.2, topics),

		field(10040, "Seen at", "datetime", plain("datetime"), broken, 0.6, seen),
		field(10041, "Severity", "select", plain("option"), broken, 0.9, choice(10120, "S1 – all stands still", "S2", "S3", "S4")),
		field(10042, "Browsers", "multiselect", listOf("option"), broken, 0.4, choices(10130, "Firefox", "Chromium", "Safari", "other <old> ones")),
		field(10043, "Cause", "cascadingselect", plain("option-with-child"), broken, 0.4, cause),
		field(10044, "Log page", "url", plain("string"), broken, 0.3, logPage),
		field(10045, "Found in", "version", plain("version"), broken, 0.5, foundIn),

		field(10050, "Owning group", "grouppicker", plain("group"), operated, 0.4, group),
		field(10051, "Informed groups", "multigrouppicker", listOf("group"), operated, 0.2, allGroups),
		field(10052, "Charged to", "project", plain("project"), operated, 0.3, chargedTo),
		field(10053, "Also in", "multiversion", listOf("version"), operated, 0.2, alsoIn),
	}
}

func inSprints(d *draft) bool { return len(d.project.sprints) > 0 || len(d.sprints) > 0 }
func wanted(d *draft) bool    { return d.role == story || d.role == task }
func broken(d *draft) bool    { return d.role == bug || d.role == incident }
func operated(d *draft) bool  { return d.project.lax }

func team(s *scribe, _ *draft) {
	name := s.word("Front & back", "Platform", "Zespół Łódź")
	s.object(func() {
		s.pair("id", groupID("team "+name))
		s.pair("name", name)
		s.pair("avatarUrl", "")
		s.raw(`"isVisible":true,"isVerified":false`)
		s.pair("title", name)
		s.raw(`"isShared":true`)
	})
}

func points(s *scribe, d *draft) {
	if d.points > 0 {
		s.b = strconv.AppendFloat(s.b, d.points, 'f', -1, 64)
	}
}

func rankOf(s *scribe, d *draft) { s.b = appendString(s.b, "0|i"+rank(d.place)+":") }

func sprintsOf(s *scribe, d *draft) {
	if len(d.sprints) == 0 {
		return
	}
	s.list("", func() {
		for _, one := range d.sprints {
			s.raw(string(s.known[one]))
		}
	})
}

func flagOf(s *scribe, d *draft) {
	if d.flagged {
		s.list("", func() { s.option(flagOption, "Impediment") })
	}
}

func reference(s *scribe, d *draft) {
	s.b = appendString(s.b, s.word("C-1024", "=HYPERLINK", "order #7 | line 3", "00012", "Ünal & Søn")+" / "+decimal(int64(d.place)))
}

func criteria(s *scribe, d *draft) { s.details(s.sentence(), d) }

func effort(s *scribe, _ *draft) {
	s.b = strconv.AppendFloat(s.b, float64(s.rng.IntN(400))/8, 'f', -1, 64)
}

func promised(s *scribe, d *draft) {
	s.b = appendString(s.b, d.created.AddDate(0, 0, s.rng.IntN(90)).Format(time.DateOnly))
}

func seen(s *scribe, d *draft) {
	s.b = appendMoment(s.b, d.created.Add(-time.Duration(s.rng.IntN(300))*time.Minute))
}

// option writes an option of a select list.
func (s *scribe) option(id, value string) {
	s.object(func() {
		s.pair("self", home+"customFieldOption/"+id)
		s.pair("value", value)
		s.pair("id", id)
	})
}

// choice writes one of some options, whose ids are consecutive.
func choice(first int, values ...string) func(*scribe, *draft) {
	return func(s *scribe, _ *draft) {
		n := s.rng.IntN(len(values))
		s.option(decimal(int64(first+n)), values[n])
	}
}

// choices writes one or more of them.
func choices(first int, values ...string) func(*scribe, *draft) {
	return func(s *scribe, _ *draft) {
		from := s.rng.IntN(len(values))
		to := from + 1 + s.rng.IntN(len(values)-from)
		s.list("", func() {
			for n := from; n < to; n++ {
				s.option(decimal(int64(first+n)), values[n])
			}
		})
	}
}

func cause(s *scribe, _ *draft) {
	s.object(func() {
		s.pair("self", home+"customFieldOption/10140")
		s.pair("value", "Outside")
		s.pair("id", "10140")
		// The second list may be left alone.
		if s.chance(0.7) {
			s.raw(`"child":`)
			s.option("10142", "Weather")
		}
	})
}

func person(s *scribe, _ *draft) { s.b = append(s.b, s.cards[oneOf(s.chancer, s.team)]...) }

func persons(s *scribe, _ *draft) {
	s.list("", func() {
		for _, p := range []*Person{s.team[0], s.left, s.team[1+s.rng.IntN(3)]} {
			s.raw(string(s.cards[p]))
		}
	})
}

func topics(s *scribe, _ *draft) {
	s.list("", func() { s.raw(quoted(s.word("pay", "find", "größe"))); s.raw(`"all"`) })
}

func logPage(s *scribe, d *draft) {
	s.b = appendString(s.b, "https://example.com/logs?from="+decimal(d.created.Unix())+"&q=%3Cerror%3E")
}

func foundIn(s *scribe, d *draft) {
	if len(d.project.versions) > 0 {
		s.b = append(s.b, s.known[d.project.versions[0]]...)
	}
}

func alsoIn(s *scribe, d *draft) {
	if all := d.project.versions; len(all) > 0 {
		s.list("", func() { s.raw(string(s.known[all[0]])); s.raw(string(s.known[all[len(all)-1]])) })
	}
}

func (s *scribe) group(name string) {
	s.object(func() {
		s.pair("name", name)
		s.pair("groupId", groupID(name))
		s.pair("self", home+"group?groupId="+groupID(name))
	})
}

func group(s *scribe, _ *draft) { s.group(oneOf(s.chancer, s.groups)) }

func allGroups(s *scribe, _ *draft) {
	s.list("", func() {
		for _, name := range s.groups {
			s.group(name)
		}
	})
}

func chargedTo(s *scribe, _ *draft) {
	s.b = append(s.b, json.RawMessage(s.known[oneOf(s.chancer, s.places)])...)
}
