package jira

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"weir"
	"weir/internal/jql"
)

// A BoardQuery says which boards to list. The zero BoardQuery means all that the
// account may see.
type BoardQuery struct {
	Project string // key or id of a project that the board shows issues of
	Name    string // a part of the board's name
	Kind    weir.BoardKind
}

type wireBoard struct {
	ID       json.Number `json:"id"`
	Name     string      `json:"name"`
	Type     string      `json:"type"`
	Location struct {
		// The list of boards tells the project under these names,
		ProjectID   json.Number `json:"projectId"`
		ProjectKey  string      `json:"projectKey"`
		ProjectName string      `json:"projectName"`
		// and a board's configuration under these.
		Type string      `json:"type"`
		ID   json.Number `json:"id"`
		Key  string      `json:"key"`
		Name string      `json:"name"`
	} `json:"location"`
}

func (w wireBoard) board() weir.Board {
	b := weir.Board{ID: w.ID.String(), Name: w.Name, Kind: weir.BoardKind(w.Type)}
	switch at := w.Location; {
	case at.ProjectKey != "":
		b.Project = weir.Project{ID: at.ProjectID.String(), Key: at.ProjectKey, Name: at.ProjectName}
	case at.Type == "project":
		b.Project = weir.Project{ID: at.ID.String(), Key: at.Key, Name: at.Name}
	}
	return b
}

// Boards lists the boards that a query means and the account may see.
func (c *Client) Boards(ctx context.Context, q BoardQuery) ([]weir.Board, error) {
	server, err := c.ServerInfo(ctx)
	if err != nil {
		return nil, err
	}
	params := url.Values{}
	for name, value := range map[string]string{"projectKeyOrId": q.Project, "name": q.Name, "type": string(q.Kind)} {
		if value != "" {
			params.Set(name, value)
		}
	}
	wire, err := paged(ctx, c, Boards.path(server.Flavour), params, 0, func(w *wireBoard) string { return w.ID.String() })
	if err != nil {
		return nil, err
	}
	boards := make([]weir.Board, len(wire))
	for i, w := range wire {
		boards[i] = w.board()
	}
	return boards, nil
}

// BoardConfiguration reads how the board with the given id is set up: its
// columns, and the statuses in each.
func (c *Client) BoardConfiguration(ctx context.Context, id string) (weir.BoardConfiguration, error) {
	var wire struct {
		wireBoard
		Filter       struct{ ID string }
		SubQuery     struct{ Query string }
		ColumnConfig struct {
			ConstraintType string
			Columns        []struct {
				Name     string
				Statuses []struct{ ID string }
				Min, Max int
			}
		}
		Estimation struct{ Field struct{ FieldID string } }
	}
	if err := checkBoard(id); err != nil {
		return weir.BoardConfiguration{}, err
	}
	server, err := c.ServerInfo(ctx)
	if err != nil {
		return weir.BoardConfiguration{}, err
	}
	if err := c.signedIn(ctx); err != nil {
		return weir.BoardConfiguration{}, err
	}
	if err := c.get(ctx, BoardColumns.pathOf(server.Flavour, id), nil, decodeInto(&wire)); err != nil {
		return weir.BoardConfiguration{}, err
	}
	if wire.ID.String() != id || len(wire.ColumnConfig.Columns) == 0 {
		return weir.BoardConfiguration{}, contradiction("holds no configuration of board "+id, nil)
	}
	config := weir.BoardConfiguration{
		Board: wire.board(), FilterID: wire.Filter.ID, SubQuery: wire.SubQuery.Query,
		Estimation: wire.Estimation.Field.FieldID, Limits: wire.ColumnConfig.ConstraintType,
	}
	for _, w := range wire.ColumnConfig.Columns {
		column := weir.Column{Name: w.Name, Min: w.Min, Max: w.Max}
		for _, status := range w.Statuses {
			column.Statuses = append(column.Statuses, status.ID)
		}
		config.Columns = append(config.Columns, column)
	}
	return config, nil
}

func checkBoard(id string) error {
	if jql.ValidID(id) {
		return nil
	}
	return &weir.Error{Kind: weir.BadInput, Text: "\"" + id + "\" is not the id of a board", Next: "name the board by its number"}
}

type wireSprint struct {
	ID            json.Number `json:"id"`
	OriginBoardID json.Number `json:"originBoardId"`
	Name          string      `json:"name"`
	State         string      `json:"state"`
	StartDate     string      `json:"startDate"`
	EndDate       string      `json:"endDate"`
	CompleteDate  string      `json:"completeDate"`
}

// Sprints lists the sprints of a board: those in the given states, or all. A
// board without sprints has none. That is known of a kanban board without
// asking; of a simple one, Jira says so by refusing the question.
func (c *Client) Sprints(ctx context.Context, board weir.Board, states ...weir.SprintState) ([]weir.Sprint, error) {
	if err := checkBoard(board.ID); err != nil || board.Kind == weir.Kanban {
		return nil, err
	}
	server, err := c.ServerInfo(ctx)
	if err != nil {
		return nil, err
	}
	params := url.Values{}
	if len(states) > 0 {
		var words []string
		for _, state := range states {
			words = append(words, string(state))
		}
		slices.Sort(words)
		params.Set("state", strings.Join(slices.Compact(words), ","))
	}
	wire, err := paged(ctx, c, Sprints.pathOf(server.Flavour, board.ID), params, 0, func(w *wireSprint) string { return w.ID.String() })
	if board.Kind != weir.Scrum && errors.As(err, new(refusal)) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	sprints := make([]weir.Sprint, len(wire))
	for i, w := range wire {
		if sprints[i], err = w.sprint(); err != nil {
			return nil, err
		}
	}
	return sprints, nil
}

func (w wireSprint) sprint() (weir.Sprint, error) {
	s := weir.Sprint{ID: w.ID.String(), BoardID: w.OriginBoardID.String(), Name: w.Name, State: weir.SprintState(strings.ToLower(w.State))}
	for _, moment := range []struct {
		text string
		at   *time.Time
	}{{w.StartDate, &s.Start}, {w.EndDate, &s.End}, {w.CompleteDate, &s.Completed}} {
		if moment.text == "" {
			continue
		}
		at, err := parseTime(moment.text)
		if err != nil {
			return weir.Sprint{}, &weir.Error{Kind: weir.NotJira, Text: "a sprint has no readable time", Next: "look at the sprint " + w.Name + " in Jira", Err: err}
		}
		*moment.at = at
	}
	return s, nil
}
