package app

import (
	"context"
	"strconv"
	"strings"

	"weir/internal/config"
	"weir/internal/flow"
)

// flows looks whether what the jobs of flow name is there: the board, and the
// statuses of the stages. No issue is read.
func (d *doctor) flows(ctx context.Context) {
	if d.app.broken != nil {
		return // it was told that the configuration has to be right first
	}
	for _, name := range d.app.config.FlowNames() {
		d.flow(ctx, d.app.config.Flow[name])
	}
}

func (d *doctor) flow(ctx context.Context, job config.Flow) {
	check := "flow." + job.Name
	if _, err := d.app.flowPolicy(job); err != nil {
		d.fail(check, err)
		return
	}
	if _, err := parseQuery(job.JQL); err != nil {
		d.fail(check, err)
		return
	}
	client, err := d.app.Jira(ctx, job.Jira, FlowReadJob())
	if err != nil {
		d.fail(check, err)
		return
	}
	where := "its query"
	if job.Board > 0 {
		board, err := client.BoardConfiguration(ctx, strconv.Itoa(job.Board))
		if err != nil {
			d.fail(check, err)
			return
		}
		where = theBoard(board.Name)
	}
	statuses, err := client.Statuses(ctx)
	if err != nil {
		d.fail(check, err)
		return
	}
	if odd := unknownStatuses(job, flow.NewCollector(statuses).Data(), true); len(odd) > 0 {
		d.warn(check, strings.Join(odd, "; "), "correct the stages in "+d.app.config.Path+", or write those of the board anew: weir flow init "+job.Name+" --force")
		return
	}
	d.ok(check, "%s can be read", where)
}
