package jiratest

import (
	"encoding/json"
	"slices"
	"time"
)

// tale writes down an issue as Cloud would send it.
func (w *window) tale(d *draft) *tale {
	s := w.scribes.Get().(*scribe)
	defer w.scribes.Put(s)
	s.chancer = newChancer(w.Seed, textStream, d.place)
	w.identity(s, d)
	w.contents(s, d)
	w.relatives(s, d)
	w.remarks(s, d)
	for _, f := range w.fields {
		if f.of != nil && !f.of(d) {
			continue
		}
		if f.write == nil || f.share < 1 && !s.chance(f.share) {
			s.shared(f.id, jsonNull())
			continue
		}
		s.field(f.id, func() { f.write(s, d) })
		if last := &s.slots[len(s.slots)-1]; last.from == last.to {
			last.shared = jsonNull() // it had nothing to say
		}
	}
	members := s.members()
	if len(w.Fields) > 0 {
		members = slices.DeleteFunc(members, func(m member) bool { return !slices.Contains(w.Fields, m.id) })
	}
	return &tale{id: issueID(d.place), key: d.key, members: members, histories: d.histories}
}

func jsonNull() json.RawMessage { return json.RawMessage("null") }
func jsonNone() json.RawMessage { return json.RawMessage("[]") }

// identity writes what the issue is, and where it stands.
func (w *window) identity(s *scribe, d *draft) {
	s.textField("summary", d.summary)
	s.shared("issuetype", w.known[d.kind()])
	s.shared("project", w.known[d.project])
	s.shared("status", w.known[d.status])
	s.shared("priority", w.known[d.priority])
	s.shared("reporter", w.cards[d.reporter])
	s.shared("creator", w.cards[d.reporter])
	s.moment("created", d.created)
	s.moment("updated", d.updated())
	s.moment("statuscategorychangedate", d.changed)
	if d.resolution != nil {
		s.shared("resolution", w.known[d.resolution])
		s.moment("resolutiondate", d.resolved)
	} else {
		s.shared("resolution", jsonNull())
		s.shared("resolutiondate", jsonNull())
	}
	if d.assignee != nil {
		s.shared("assignee", w.cards[d.assignee])
	} else {
		s.shared("assignee", jsonNull())
	}
	if d.due.IsZero() {
		s.shared("duedate", jsonNull())
	} else {
		s.textField("duedate", d.due.Format(time.DateOnly))
	}
	for _, id := range []string{"lastViewed", "security"} {
		s.shared(id, jsonNull())
	}
	s.shared("workratio", json.RawMessage("-1"))
}

// contents writes what people wrote into the issue.
func (w *window) contents(s *scribe, d *draft) {
	if s.chance(0.06) {
		s.shared("description", jsonNull())
	} else {
		s.field("description", func() { s.details(d.details, d) })
	}
	if (d.role == bug || d.role == incident) && s.chance(0.3) {
		s.field("environment", func() { s.plain(s.word("Firefox on Linux", "the shop's tablet", "production, node 3")) })
	} else {
		s.shared("environment", jsonNull())
	}
	s.field("labels", func() {
		s.list("", func() {
			for _, l := range d.labels {
				s.raw(quoted(l))
			}
		})
	})
	s.shared("components", jsonNone())
	if d.component != nil {
		s.slots[len(s.slots)-1].shared = w.known[d.component]
	}
	s.versions("fixVersions", d.fix)
	var affected *release
	if all := d.project.versions; d.role == bug && len(all) > 0 && s.chance(0.5) {
		affected = all[max(0, slices.Index(all, d.project.versionAt(d.created))-1)]
	}
	s.versions("versions", affected)
	s.field("votes", func() {
		votes := max(0, s.rng.IntN(24)-20)
		s.object(func() {
			s.pair("self", home+"issue/"+d.key+"/votes")
			s.number("votes", votes)
			s.raw(`"hasVoted":false`)
		})
	})
	s.field("watches", func() {
		count := 1 + max(0, s.rng.IntN(9)-4)
		s.object(func() {
			s.pair("self", home+"issue/"+d.key+"/watchers")
			s.number("watchCount", count)
			s.raw(`"isWatching":false`)
		})
	})
}

// versions writes a list of one version or none.
func (s *scribe) versions(id string, v *release) {
	if v == nil {
		s.shared(id, jsonNone())
		return
	}
	s.field(id, func() { s.list("", func() { s.raw(string(s.known[v])) }) })
}

// relatives writes the issues above and below, and the linked ones.
func (w *window) relatives(s *scribe, d *draft) {
	if d.parent >= 0 {
		s.field("parent", func() { s.brief(w.draft(d.parent)) })
	}
	at := d.place - w.here.first
	s.shared("subtasks", jsonNone())
	if children := w.here.children[at]; len(children) > 0 {
		s.slots = s.slots[:len(s.slots)-1]
		s.field("subtasks", func() {
			s.list("", func() {
				for _, child := range children {
					s.brief(w.draft(child))
				}
			})
		})
	}
	s.field("issuelinks", func() {
		s.list("", func() {
			if d.link >= 0 {
				s.link(d, "outwardIssue", w.draft(d.link))
			}
			for _, other := range w.here.inward[at] {
				s.link(w.draft(other), "inwardIssue", w.draft(other))
			}
		})
	})
}

// link writes a link that an issue has made, as one of its ends shows it: with
// the other.
func (s *scribe) link(of *draft, side string, other *draft) {
	id, def := decimal(int64(10_000+of.place)), of.verb.def()
	s.object(func() {
		s.pair("self", home+"issueLink/"+id)
		s.pair("id", id)
		s.raw(`"type":{`)
		s.pair("self", home+"issueLinkType/"+def.id)
		s.pair("id", def.id)
		s.pair("name", def.name)
		s.pair("inward", def.inward)
		s.pair("outward", def.outward)
		s.b = append(s.b, '}')
		s.raw(`"` + side + `":`)
		s.brief(other)
	})
}

// brief writes an issue as others show it.
func (s *scribe) brief(d *draft) {
	s.object(func() {
		s.pair("id", issueID(d.place))
		s.pair("key", d.key)
		s.pair("self", home+"issue/"+issueID(d.place))
		s.raw(`"fields":{`)
		s.pair("summary", d.summary)
		s.value("status", s.known[d.status])
		s.value("priority", s.known[d.priority])
		s.value("issuetype", s.known[d.kind()])
		s.b = append(s.b, '}')
	})
}

// remarks writes comments, worklogs and attachments.
func (w *window) remarks(s *scribe, d *draft) {
	own := home + "issue/" + issueID(d.place)
	s.field("comment", func() {
		s.object(func() {
			s.list("comments", func() {
				for _, r := range d.comments {
					s.comment(own, r, d)
				}
			})
			s.pair("self", own+"/comment")
			s.number("maxResults", len(d.comments))
			s.number("total", len(d.comments))
			s.number("startAt", 0)
		})
	})
	s.field("worklog", func() {
		s.object(func() {
			s.number("startAt", 0)
			s.number("maxResults", 20)
			s.number("total", len(d.worklogs))
			s.list("worklogs", func() {
				for _, r := range d.worklogs {
					s.worklog(own, r, d)
				}
			})
		})
	})
	s.field("attachment", func() {
		s.list("", func() {
			for _, u := range d.uploads {
				s.attachment(u)
			}
		})
	})
}

func (s *scribe) comment(own string, r remark, d *draft) {
	s.object(func() {
		s.remark(own+"/comment/", r)
		s.raw(`"jsdPublic":true`)
		s.raw(`"body":`)
		if s.chance(0.2) {
			s.details(r.text, d)
		} else {
			s.plain(r.text)
		}
	})
}

func (s *scribe) worklog(own string, r remark, d *draft) {
	s.object(func() {
		s.remark(own+"/worklog/", r)
		s.pair("issueId", issueID(d.place))
		s.time("started", r.at)
		s.pair("timeSpent", worked(r.seconds))
		s.number("timeSpentSeconds", r.seconds)
		s.raw(`"comment":`)
		s.plain(r.text)
	})
}

func (s *scribe) remark(own string, r remark) {
	s.pair("self", own+r.id)
	s.pair("id", r.id)
	s.value("author", s.cards[r.author])
	s.value("updateAuthor", s.cards[r.author])
	s.time("created", r.at)
	s.time("updated", r.at)
}

func (s *scribe) attachment(u upload) {
	size := 100 + s.rng.IntN(3_000_000)
	s.object(func() {
		s.pair("self", home+"attachment/"+u.id)
		s.pair("id", u.id)
		s.pair("filename", u.name)
		s.value("author", s.cards[u.author])
		s.time("created", u.at)
		s.number("size", size)
		s.pair("mimeType", "application/octet-stream")
		s.pair("content", home+"attachment/content/"+u.id)
	})
}

// updated is the moment of the last thing that happened.
func (d *draft) updated() time.Time {
	last := d.created
	later := func(t time.Time) {
		if t.After(last) {
			last = t
		}
	}
	if n := len(d.histories); n > 0 {
		later(d.histories[n-1].At)
	}
	for _, list := range [][]remark{d.comments, d.worklogs} {
		if n := len(list); n > 0 {
			later(list[n-1].at)
		}
	}
	return last
}
