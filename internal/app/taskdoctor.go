package app

import (
	"context"
	"fmt"
	"strings"

	"weir/internal/config"
)

// tasks looks at the targets of all jobs of tasks, and at what they hold. It
// changes nothing.
func (d *doctor) tasks(ctx context.Context) {
	if d.app.broken != nil {
		return // it was told that the configuration has to be right first
	}
	for _, name := range d.app.config.TaskNames() {
		d.task(ctx, d.app.config.Tasks[name])
	}
}

func (d *doctor) task(ctx context.Context, job config.Task) {
	check := "tasks." + job.Name
	var unread []string
	target, err := d.app.taskTarget(ctx, job, func(name string, _ error) { unread = append(unread, name) })
	if err != nil {
		d.fail(check, err)
		return
	}
	site, err := d.app.site(job.Jira)
	if err == nil {
		err = d.app.taskSettings(job, site).Check(target.Capabilities())
	}
	if err != nil {
		d.fail(check, err)
		return
	}
	found, err := target.Tasks(ctx, nil)
	if err != nil {
		d.fail(check, err)
		return
	}
	ours := 0
	for i := range found {
		if found[i].Tagged || found[i].Mark != "" {
			ours++
		}
	}
	if len(unread) > 0 {
		d.warn(check, fmt.Sprintf("%d tasks of others in the list cannot be read: %s", len(unread), strings.Join(unread[:min(3, len(unread))], ", ")),
			"they are left alone; nothing needs to be done")
		return
	}
	where := job.File
	if job.Target == config.CalDAV {
		where = strings.TrimSpace(job.URL + " " + job.List)
	}
	d.ok(check, "%s can be read, and holds %d tasks of Weir's", where, ours)
}
