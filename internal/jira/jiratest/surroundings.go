package jiratest

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"weir/internal/jql/eval"
)

// inform tells a search what its functions may ask for.
func (v *view) inform(env *eval.Env) {
	env.Members, env.Linked, env.Versions = v.members, v.linked, v.versions
}

// members returns the people of a group. Jira does not look at case.
func (v *view) members(group string) ([]eval.Value, bool) {
	for name, people := range v.site.groups {
		if strings.EqualFold(name, group) {
			return valuesOf(people, v.personValue), true
		}
	}
	return nil, false
}

// A linkJSON is an entry of an issue's links. One of the two issues is given:
// the other end.
type linkJSON struct {
	Type struct {
		Inward  string `json:"inward"`
		Outward string `json:"outward"`
	} `json:"type"`
	InwardIssue  *linkedJSON `json:"inwardIssue"`
	OutwardIssue *linkedJSON `json:"outwardIssue"`
}

type linkedJSON struct {
	ID  string `json:"id"`
	Key string `json:"key"`
}

func linksOf(i *issue) []linkJSON {
	var links []linkJSON
	if raw := i.Fields["issuelinks"]; isNull(raw) || json.Unmarshal(raw, &links) != nil {
		return nil
	}
	return links
}

// linked returns the other ends of an issue's links, as its own page calls
// them. A kind exists if any issue has a link that is called so, in either
// direction.
func (v *view) linked(of eval.Value, kind string) ([]eval.Value, bool) {
	var found []eval.Value
	if r := v.find(of.ID); r != nil {
		for _, l := range linksOf(r.issue) {
			if l.InwardIssue != nil && (kind == "" || strings.EqualFold(l.Type.Inward, kind)) {
				found = append(found, eval.Named(l.InwardIssue.ID, l.InwardIssue.Key))
			}
			if l.OutwardIssue != nil && (kind == "" || strings.EqualFold(l.Type.Outward, kind)) {
				found = append(found, eval.Named(l.OutwardIssue.ID, l.OutwardIssue.Key))
			}
		}
	}
	return found, kind == "" || len(found) > 0 || v.hasLinkKind(kind)
}

func (v *view) hasLinkKind(kind string) bool {
	return slices.ContainsFunc(v.rows, func(r *row) bool {
		return slices.ContainsFunc(linksOf(r.issue), func(l linkJSON) bool {
			return strings.EqualFold(l.Type.Inward, kind) || strings.EqualFold(l.Type.Outward, kind)
		})
	})
}

// versions returns the versions that the issues of a project mention, in their
// order.
func (v *view) versions(project string) ([]eval.Value, bool) {
	p := v.projectNamed(project)
	if p == nil && project != "" {
		return nil, false
	}
	var found []eval.Value
	for _, i := range v.rows {
		if p != nil && i.facts.project != p {
			continue
		}
		for _, field := range []string{"fixVersions", "versions"} {
			var list []struct {
				namedDef
				Released bool `json:"released"`
			}
			if raw := i.Fields[field]; isNull(raw) || json.Unmarshal(raw, &list) != nil {
				continue
			}
			for _, one := range list {
				def := v.site.catalog.versions.byID[namedID(&one.namedDef)]
				if def == nil {
					continue
				}
				value := v.versionValue(def)
				value.State = eval.Unreleased
				if one.Released {
					value.State = eval.Released
				}
				if !slices.ContainsFunc(found, func(old eval.Value) bool { return old.ID == value.ID }) {
					found = append(found, value)
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b eval.Value) int { return cmp.Compare(a.Rank, b.Rank) })
	return found, true
}

// projectNamed finds a project by id, key or name.
func (v *view) projectNamed(text string) *projectDef {
	if p := v.site.catalog.project(text); p != nil || text == "" {
		return p
	}
	for _, p := range v.site.catalog.projects.sorted() {
		if strings.EqualFold(p.Name, text) {
			return p
		}
	}
	return nil
}
