package jiratest

import (
	"net/http"
	"slices"
	"strings"

	"weir/internal/jql"
)

// visibleFields are the site's fields in the flavour.
func (v *view) visibleFields() []*fieldDef {
	return slices.DeleteFunc(slices.Clone(v.site.fields.all), func(f *fieldDef) bool {
		return f.Only != "" && f.Only != v.flavour
	})
}

func fields(c *call) {
	list(c, c.view.visibleFields(), func(f *fieldDef) map[string]any {
		m := map[string]any{
			"id": f.ID, "name": f.name(c.opts.Flavour), "custom": f.custom(), "orderable": f.Orderable,
			"navigable": f.Navigable, "searchable": f.Searchable, "clauseNames": nonNil(f.Clauses),
		}
		if f.Schema != nil {
			m["schema"] = f.schema(c.opts.Flavour)
		}
		if c.opts.Flavour == Cloud {
			m["key"] = f.ID
		}
		return m
	})
}

// fieldSearch answers Cloud's paged list, which lacks the fields that have no
// type.
func fieldSearch(c *call) {
	kinds, ids := commaList(c.query["type"]), commaList(c.query["id"])
	all := matching(c, c.view.visibleFields(), func(f *fieldDef) string { return f.Name })
	all = slices.DeleteFunc(all, func(f *fieldDef) bool {
		kind := "system"
		if f.custom() {
			kind = "custom"
		}
		return f.Schema == nil || len(kinds) > 0 && !slices.Contains(kinds, kind) || len(ids) > 0 && !slices.Contains(ids, f.ID)
	})
	pageOf(c, all, 50, 100, func(f *fieldDef) any {
		return map[string]any{"id": f.ID, "key": f.ID, "name": f.Name, "schema": f.Schema, "description": ""}
	})
}

// permissionNames are those that a client can ask about, by key. An account may
// browse, and nothing else unless told otherwise: no job of Weir's needs more.
func permissionNames() map[string]string {
	return map[string]string{
		"BROWSE_PROJECTS": "Browse Projects", "EDIT_ISSUES": "Edit Issues", "CREATE_ISSUES": "Create Issues",
		"DELETE_ISSUES": "Delete Issues", "TRANSITION_ISSUES": "Transition Issues", "ASSIGN_ISSUES": "Assign Issues",
		"ADD_COMMENTS": "Add Comments", "WORK_ON_ISSUES": "Work On Issues", "LINK_ISSUES": "Link Issues",
		"MANAGE_WATCHERS": "Manage Watchers", "MOVE_ISSUES": "Move Issues", "SCHEDULE_ISSUES": "Schedule Issues",
		"ADMINISTER_PROJECTS": "Administer Projects", "ADMINISTER": "Administer Jira", "SYSTEM_ADMIN": "Administer System",
		"USER_PICKER": "Browse users and groups", "CREATE_ATTACHMENTS": "Create Attachments",
		"BULK_CHANGE": "Bulk Change", "MANAGE_SPRINTS_PERMISSION": "Manage Sprints",
	}
}

func isGlobalPermission(key string) bool {
	switch key {
	case "ADMINISTER", "SYSTEM_ADMIN", "USER_PICKER", "BULK_CHANGE":
		return true
	default:
		return false
	}
}

func myPermissions(c *call) {
	names := permissionNames()
	asked := commaList(c.query["permissions"])
	if len(asked) == 0 {
		if c.opts.Flavour == Cloud {
			c.fail(http.StatusBadRequest, "The parameter 'permissions' is required.")
			return
		}
		for key := range names {
			asked = append(asked, key)
		}
	}
	if key := firstOf(c.query.Get("projectKey"), c.query.Get("projectId")); key != "" {
		if p := c.view.site.catalog.project(key); p == nil || !c.account.seesProject(p) {
			c.fail(http.StatusNotFound, "No project could be found with key '"+key+"'.")
			return
		}
	}
	answer := make(map[string]any, len(asked))
	for n, key := range asked {
		name, ok := names[key]
		if !ok {
			c.fail(http.StatusBadRequest, "Unrecognized permission: "+key+".")
			return
		}
		kind := "PROJECT"
		if isGlobalPermission(key) {
			kind = "GLOBAL"
		}
		answer[key] = map[string]any{
			"id": decimal(int64(n + 1)), "key": key, "name": name, "type": kind, "description": name + ".",
			"havePermission": c.known && (key == "BROWSE_PROJECTS" || slices.Contains(c.account.Grants, key)),
		}
	}
	c.json(http.StatusOK, map[string]any{"permissions": answer})
}

// operatorsOf are the operators that JQL's reference lists for a field.
func operatorsOf(f *fieldDef) []string {
	kind := ""
	if f.Schema != nil {
		kind = f.Schema.Type
	}
	switch {
	case f.ID == "summary" || f.ID == "comment" || f.rich():
		return []string{"~", "!~", "is", "is not"}
	case kind == "number" || kind == "date" || kind == "datetime" || f.ID == "issuekey":
		return []string{"=", "!=", "in", "not in", ">", ">=", "<", "<=", "is", "is not"}
	default:
		return []string{"=", "!=", "in", "not in", "is", "is not"}
	}
}

// autocomplete answers what JQL knows here: words, fields, functions.
func autocomplete(c *call) {
	names := []any{}
	for _, f := range c.view.visibleFields() {
		if !f.Searchable || len(f.Clauses) == 0 {
			continue
		}
		value := f.Clauses[len(f.Clauses)-1]
		display := value
		m := map[string]any{
			"value": jqlName(value), "orderable": "true", "searchable": "true",
			"operators": operatorsOf(f), "types": []string{"java.lang.String"},
		}
		if n := customNumber(f.ID); n > 0 {
			m["cfid"] = f.Clauses[0]
			display = f.Name + " - " + f.Clauses[0]
		}
		m["displayName"] = display
		names = append(names, m)
	}
	functions := []any{}
	for _, name := range []string{"currentUser", "now", "startOfDay", "endOfDay", "startOfWeek", "endOfWeek", "startOfMonth", "endOfMonth", "startOfYear", "endOfYear"} {
		functions = append(functions, map[string]any{
			"value": name + "()", "displayName": name + "()", "types": []string{"java.lang.String"},
		})
	}
	c.json(http.StatusOK, map[string]any{
		"visibleFieldNames": names, "visibleFunctionNames": functions, "jqlReservedWords": reservedWords(),
	})
}

// reservedWords are the words of JQL that must be quoted, as far as this list
// goes: Jira's own is longer.
func reservedWords() []string {
	return strings.Fields("after and asc before begin between by cf changed commit count create date delete desc distinct " +
		"drop during else empty end exists false first for from function group having if in index insert int into is " +
		"join last left like limit max min not null number object of on or order outer output public range raw " +
		"select session set share size start string sum table then to true union unique update user values view was " +
		"when where with")
}

// jqlName is a field's name as a query must write it.
func jqlName(name string) string {
	if strings.HasPrefix(name, "cf[") || !strings.ContainsAny(name, " \t'\"()[],") && !jql.IsReserved(name) {
		return name
	}
	return jql.Quote(name)
}

// suggestions answers values that begin with what was typed.
func suggestions(c *call) {
	results := []any{}
	typed := strings.ToLower(c.query.Get("fieldValue"))
	for _, name := range c.suggested(strings.ToLower(c.query.Get("fieldName"))) {
		if strings.HasPrefix(strings.ToLower(name), typed) {
			results = append(results, map[string]string{"value": jqlName(name), "displayName": name})
		}
	}
	c.json(http.StatusOK, map[string]any{"results": results})
}

func (c *call) suggested(field string) []string {
	var names []string
	catalog := c.view.site.catalog
	switch {
	case !c.known: // strangers are told nothing of a site's words
	case field == "status":
		for _, d := range catalog.statuses.sorted() {
			names = append(names, d.Name)
		}
	case field == "project":
		for _, d := range c.visibleProjects() {
			names = append(names, d.Key)
		}
	case field == "issuetype" || field == "type":
		for _, d := range catalog.types.sorted() {
			names = append(names, d.Name)
		}
	case field == "labels":
		for label := range catalog.labels {
			names = append(names, label)
		}
		slices.Sort(names)
	case field == "priority":
		for _, d := range catalog.priorities.sorted() {
			names = append(names, d.Name)
		}
	}
	return names
}
