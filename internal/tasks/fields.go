package tasks

// Fields lists what a job reads of each issue, by Jira's ids: that it asks for
// nothing else is promise D1.
func (s Settings) Fields() []string { return s.fields() }
