package jira

import (
	"context"
	"slices"

	"weir"
	"weir/internal/jql"
)

// Changelog reads the change history of the issue with the given numeric id
// from a resource of its own, from the entry numbered from on, oldest first: 0
// is the first entry. It returns how many entries the history has, which is
// where a later reading can go on, since what is new comes last.
//
// It is for Cloud, whose searches cut histories short. Data Center has no such
// resource, and needs none: its searches send histories whole.
func (c *Client) Changelog(ctx context.Context, id string, from int) (weir.History, int, error) {
	server, err := c.ServerInfo(ctx)
	if err != nil {
		return weir.History{}, 0, err
	}
	if server.Flavour != Cloud || !jql.ValidID(id) || from < 0 {
		return weir.History{}, 0, &weir.Error{
			Kind: weir.BadInput, Text: "there is no history to read for issue " + id + " on " + string(server.Flavour),
			Next: "on Data Center read the history with the issue; on Cloud name the issue by its number",
		}
	}
	entries, err := paged(ctx, c, History.pathOf(Cloud, id), nil, from, func(w *wireHistory) string { return w.id })
	if err != nil {
		return weir.History{}, 0, err
	}
	history := weir.History{Complete: from == 0}
	for _, entry := range entries {
		changes, err := entry.changes()
		if err != nil {
			return weir.History{}, 0, err
		}
		history.Changes = append(history.Changes, changes...)
	}
	history.Sort()
	return history, from + len(entries), nil
}

// complete replaces a history that was cut short by the whole one. What the
// search showed stays, in case an entry came between the two questions.
func (c *Client) complete(ctx context.Context, issue *weir.Issue) error {
	whole, _, err := c.Changelog(ctx, issue.ID, 0)
	if err != nil {
		return err
	}
	whole.Changes = slices.Concat(issue.History.Changes, whole.Changes)
	whole.Sort()
	issue.History = whole
	return nil
}
