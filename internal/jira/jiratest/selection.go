package jiratest

import (
	"slices"
	"strings"
)

// A selection is the fields that a search asked for.
type selection struct {
	view     *view
	ids      []string // asked for by name, sorted
	without  map[string]bool
	all, nav bool
	key      bool // id, key and links, but no field
}

// newSelection reads the parameter fields, which may come several times, each
// time with several names. Cloud shows ids alone unless asked for more; Data
// Center shows what its issue navigator does.
func (v *view) newSelection(params []string) selection {
	s := selection{view: v, without: make(map[string]bool)}
	named := false
	for token := range strings.SplitSeq(strings.Join(params, ","), ",") {
		token = strings.TrimSpace(token)
		name, minus := strings.CutPrefix(token, "-")
		switch {
		case token == "":
			continue
		case minus:
			s.without[name] = true
			continue
		case token == "*all":
			s.all = true
		case token == "*navigable":
			s.nav = true
		case token == "key", token == "issuekey":
			s.key = true
		case token != "id":
			s.ids = append(s.ids, token)
		}
		named = true
	}
	if !named && (len(s.without) > 0 || v.flavour == DataCenter) {
		s.nav = true
	}
	slices.Sort(s.ids)
	s.ids = slices.Compact(s.ids)
	return s
}

// empty reports whether no field at all is asked for.
func (s selection) empty() bool { return !s.all && !s.nav && len(s.ids) == 0 }

// of returns the fields to show of one issue.
func (s selection) of(r *row) []string {
	if s.all || s.nav {
		var ids []string
		for _, id := range r.fieldIDs() {
			if !s.without[id] && (s.all || slices.Contains(s.ids, id) || s.navigable(id)) {
				ids = append(ids, id)
			}
		}
		return ids
	}
	ids := make([]string, 0, len(s.ids))
	for _, id := range s.ids {
		if !s.without[id] && s.view.has(r, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// navigable reports whether *navigable includes the field. What the site has
// no definition for is included: Jira would not send it otherwise.
func (s selection) navigable(id string) bool {
	f := s.view.site.fields.byID[id]
	return f == nil || f.Navigable
}

// definitions returns the fields of the site that the selection means.
func (s selection) definitions() []*fieldDef {
	var defs []*fieldDef
	for _, f := range s.view.site.fields.all {
		hidden := f.Only != "" && f.Only != s.view.flavour || s.without[f.ID]
		asked := s.all || s.nav && f.Navigable || slices.Contains(s.ids, f.ID)
		if asked && !hidden {
			defs = append(defs, f)
		}
	}
	return defs
}
