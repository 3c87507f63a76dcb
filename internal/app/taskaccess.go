package app

import (
	"net"
	"slices"

	"weir/internal/config"
	"weir/internal/tasks/caldav"
)

// addTargets adds what the configured jobs of tasks write, or examples where
// there is none.
func (a *App) addTargets(access *Access) {
	jobs := []config.Task{
		{Target: config.Markdown, File: "YOUR-FILE.md"},
		{Target: config.CalDAV, URL: "https://YOUR-CALDAV-SERVER/"},
	}
	if names := a.config.TaskNames(); len(names) > 0 {
		jobs = nil
		for _, name := range names {
			jobs = append(jobs, a.config.Tasks[name])
		}
	}
	for _, job := range jobs {
		fields := a.taskSettings(job, config.Site{}).Fields()
		for _, field := range fields {
			if !slices.Contains(access.Fields, field) {
				access.Fields = append(access.Fields, field)
			}
		}
		if job.Target == config.Markdown {
			access.Targets = append(access.Targets, markdownAccess(job, fields))
			continue
		}
		access.Targets = append(access.Targets, davAccess(job, fields))
		if u, err := caldav.ParseURL(job.URL); err == nil {
			host := u.Host
			if u.Port() == "" && u.Scheme == "http" {
				host = net.JoinHostPort(u.Hostname(), "80")
			}
			access.Hosts = addHost(access.Hosts, host, "the CalDAV server that you chose")
		}
	}
}

func markdownAccess(job config.Task, fields []string) AccessTarget {
	return AccessTarget{
		Job: job.Name, Target: job.Target, Where: job.File, Fields: fields,
		Reads:  "the whole file",
		Writes: "the lines of its own tasks; every other byte stays",
	}
}

func davAccess(job config.Task, fields []string) AccessTarget {
	where := job.URL
	if job.List != "" {
		where += ", the list " + job.List
	}
	return AccessTarget{
		Job: job.Name, Target: job.Target, Where: where, Fields: fields,
		// MKCALENDAR only from weir tasks init, and DELETE only from weir tasks forget --tasks.
		Methods: []string{"PROPFIND", "REPORT", "GET", "PUT", "DELETE", "MKCALENDAR"},
		Reads:   "the lists of the account by name, and the tasks of this one",
		Writes: "its own tasks in this list, each on the condition that nobody has changed it meanwhile; DELETE only for weir tasks forget --tasks, " +
			"MKCALENDAR only where weir tasks init is told to make the list",
	}
}
