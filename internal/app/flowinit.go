package app

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"weir"
	"weir/internal/config"
	"weir/internal/flow"
	"weir/internal/jira"
)

// Boards lists the boards that a site shows to the account.
func (a *App) Boards(ctx context.Context, site, project string) ([]weir.Board, error) {
	client, err := a.Jira(ctx, site, FlowInitJob())
	if err != nil {
		return nil, err
	}
	return client.Boards(ctx, jira.BoardQuery{Project: project})
}

// BoardStages returns a board's columns as the stages of a job, with names for
// the statuses, and where work starts and finishes.
func (a *App) BoardStages(ctx context.Context, site string, id int) (FlowJob, string, error) {
	client, err := a.Jira(ctx, site, FlowInitJob())
	if err != nil {
		return FlowJob{}, "", err
	}
	board, err := client.BoardConfiguration(ctx, strconv.Itoa(id))
	if err != nil {
		return FlowJob{}, "", err
	}
	statuses, err := client.Statuses(ctx)
	if err != nil {
		return FlowJob{}, "", err
	}
	for i := range board.Columns {
		board.Columns[i].Name = stageName(board.Columns[i].Name)
	}
	w := flow.FromBoard(board, flow.NewCollector(statuses).Data())
	if err := w.Check(); err != nil {
		return FlowJob{}, board.Name, err
	}
	job := FlowJob{Jira: site, Board: id, Start: w.Stages[w.Start].Name, Finish: w.Stages[w.Finish].Name}
	for _, s := range w.Stages {
		job.Stages = append(job.Stages, config.FlowStage{Name: s.Name, Statuses: statusNames(s.Statuses, statuses)})
		if s.Limit > 0 {
			job.Limits = append(job.Limits, config.FlowLimit{Stage: s.Name, Items: s.Limit})
		}
	}
	return job, board.Name, nil
}

// stageName is the name of a column as a stage of the configuration can have it:
// there an equals sign ends a name.
func stageName(column string) string {
	return strings.TrimSpace(strings.ReplaceAll(column, "=", "–"))
}

// statusNames puts the names of statuses in the place of their ids, where a name
// means one status alone, is no status' id and can be written into a list.
func statusNames(ids []string, statuses []weir.Status) []string {
	count := map[string]int{}
	names := map[string]string{}
	for _, s := range statuses {
		count[strings.ToLower(s.Name)]++
		names[s.ID] = s.Name
	}
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id
		if name := names[id]; count[strings.ToLower(name)] == 1 && names[name] == "" && strings.TrimSpace(name) == name && !strings.ContainsAny(name, ",=") {
			list[i] = cmp.Or(name, id)
		}
	}
	return list
}

// CheckFlowQuery refuses a query that is no JQL, before it is saved.
func (a *App) CheckFlowQuery(text string) error {
	_, err := parseQuery(text)
	return err
}

// SaveFlow writes a job into the configuration.
func (a *App) SaveFlow(job FlowJob) error {
	if a.broken != nil {
		return a.broken
	}
	return a.config.SaveFlow(job)
}

// ParseStage reads a stage as a person writes it: see config.ParseStage.
func ParseStage(text string) (config.FlowStage, bool) { return config.ParseStage(text) }

// ParseLimit reads a limit as a person writes it: see config.ParseLimit.
func ParseLimit(text string) (config.FlowLimit, bool) { return config.ParseLimit(text) }

// CheckFlowEnds refuses a job whose start or finish is none of its stages.
func CheckFlowEnds(job FlowJob) error {
	_, err := flow.FromStages(stagesOf(job), flow.Data{}).Between(flow.Data{}, job.Start, job.Finish)
	return err
}

// ForgetFlow deletes what Weir keeps of a job of flow, which is its entry in the
// configuration. It returns what was deleted, or would be on a dry run.
func (a *App) ForgetFlow(name string, dryRun bool) ([]string, error) {
	if _, err := a.FlowJob(name); err != nil {
		return nil, err
	}
	if !dryRun {
		if err := a.config.RemoveFlow(name); err != nil {
			return nil, err
		}
	}
	return []string{"[flow." + name + "] in " + a.config.Path}, nil
}
