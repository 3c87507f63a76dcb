package jiratest

// A field's abilities, for the table below.
const (
	navigable = 1 << iota
	orderable
	searchable
	onlyCloud
)

// systemFields returns Jira's own fields, with the names that JQL and people
// have for them. Data Center calls some of them otherwise.
func systemFields() []fieldDef {
	const all = navigable | orderable | searchable
	rows := []struct {
		id, name, dcName string
		clauses          []string
		kind, items      string // of the schema; an empty kind is no schema at all
		can              int
	}{
		{"issuekey", "Key", "", []string{"id", "issue", "issuekey", "key"}, "", "", navigable | searchable},
		{"thumbnail", "Images", "", nil, "", "", navigable},
		{"summary", "Summary", "", []string{"summary"}, "string", "", all},
		{"issuetype", "Issue Type", "", []string{"issuetype", "type"}, "issuetype", "", all},
		{"project", "Project", "", []string{"project"}, "project", "", navigable | searchable},
		{"parent", "Parent", "", []string{"parent"}, "issuelink", "", navigable | searchable | onlyCloud},
		{"status", "Status", "", []string{"status"}, "status", "", navigable | searchable},
		{"statusCategory", "Status Category", "", []string{"statusCategory"}, "statusCategory", "", navigable | searchable | onlyCloud},
		{"statuscategorychangedate", "Status Category Changed", "", []string{"statusCategoryChangedDate"}, "datetime", "", navigable | searchable | onlyCloud},
		{"priority", "Priority", "", []string{"priority"}, "priority", "", all},
		{"resolution", "Resolution", "", []string{"resolution"}, "resolution", "", all},
		{"resolutiondate", "Resolved", "", []string{"resolutiondate", "resolved"}, "datetime", "", navigable | searchable},
		{"created", "Created", "", []string{"created", "createdDate"}, "datetime", "", navigable | searchable},
		{"updated", "Updated", "", []string{"updated", "updatedDate"}, "datetime", "", navigable | searchable},
		{"duedate", "Due date", "Due Date", []string{"due", "duedate"}, "date", "", all},
		{"assignee", "Assignee", "", []string{"assignee"}, "user", "", all},
		{"reporter", "Reporter", "", []string{"reporter"}, "user", "", all},
		{"creator", "Creator", "", []string{"creator"}, "user", "", navigable | searchable},
		{"labels", "Labels", "", []string{"labels"}, "array", "string", all},
		{"components", "Components", "Component/s", []string{"component"}, "array", "component", all},
		{"fixVersions", "Fix versions", "Fix Version/s", []string{"fixVersion"}, "array", "version", all},
		{"versions", "Affects versions", "Affects Version/s", []string{"affectedVersion"}, "array", "version", all},
		{"description", "Description", "", []string{"description"}, "string", "", all},
		{"environment", "Environment", "", []string{"environment"}, "string", "", all},
		{"subtasks", "Sub-tasks", "", []string{"subtasks"}, "array", "issuelinks", navigable},
		{"issuelinks", "Linked Issues", "", []string{"issueLink"}, "array", "issuelinks", navigable | orderable | searchable},
		{"comment", "Comment", "", []string{"comment"}, "comments-page", "", orderable | searchable},
		{"worklog", "Log Work", "", nil, "array", "worklog", orderable | searchable},
		{"attachment", "Attachment", "", []string{"attachments"}, "array", "attachment", orderable | searchable},
		{"votes", "Votes", "", []string{"votes"}, "votes", "", navigable},
		{"watches", "Watchers", "", []string{"watchers"}, "watches", "", navigable},
		{"timetracking", "Time tracking", "Time Tracking", nil, "timetracking", "", orderable | searchable},
		{"timespent", "Time Spent", "", []string{"timespent"}, "number", "", navigable},
		{"timeestimate", "Remaining Estimate", "", []string{"remainingEstimate", "timeestimate"}, "number", "", navigable},
		{"timeoriginalestimate", "Original estimate", "Original Estimate", []string{"originalEstimate", "timeoriginalestimate"}, "number", "", navigable},
		{"aggregatetimespent", "Σ Time Spent", "", nil, "number", "", navigable},
		{"aggregatetimeestimate", "Σ Remaining Estimate", "", nil, "number", "", navigable},
		{"aggregatetimeoriginalestimate", "Σ Original Estimate", "", nil, "number", "", navigable},
		{"progress", "Progress", "", []string{"progress"}, "progress", "", navigable},
		{"aggregateprogress", "Σ Progress", "", nil, "progress", "", navigable},
		{"workratio", "Work Ratio", "", []string{"workratio"}, "number", "", navigable | searchable},
		{"lastViewed", "Last Viewed", "", []string{"lastViewed"}, "datetime", "", navigable | searchable},
		{"security", "Security Level", "", []string{"level"}, "securitylevel", "", all},
	}
	fields := make([]fieldDef, 0, len(rows))
	for _, row := range rows {
		f := fieldDef{
			ID: row.id, Name: row.name, DCName: row.dcName, Clauses: row.clauses,
			Navigable: row.can&navigable != 0, Orderable: row.can&orderable != 0, Searchable: row.can&searchable != 0,
		}
		if row.kind != "" {
			f.Schema = &schemaJSON{Type: row.kind, Items: row.items, System: row.id}
		}
		if row.can&onlyCloud != 0 {
			f.Only = Cloud
		}
		fields = append(fields, f)
	}
	return fields
}
