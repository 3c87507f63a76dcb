package app

import (
	"context"
	"errors"

	"weir"
	"weir/internal/config"
	"weir/internal/report"
	"weir/internal/report/onenote"
	"weir/internal/store"
)

// countCap is up to where the issues of a query are counted before it is saved.
const countCap = 5000

// CountReport counts the issues that a report selects, and reports whether there
// are more than were counted.
func (a *App) CountReport(ctx context.Context, job Report) (n int, more bool, err error) {
	client, err := a.Jira(ctx, job.Jira, ReportInitJob())
	if err != nil {
		return 0, false, err
	}
	source := &reportSource{client: client, filter: job.Filter}
	for _, err := range source.Issues(ctx, report.Query{JQL: job.JQL, Limit: countCap + 1}) {
		if err != nil {
			return n, false, err
		}
		if n++; n > countCap {
			return countCap, true, nil
		}
	}
	if n == 0 {
		err = source.Prove(ctx)
	}
	return n, false, err
}

// KnownReport returns what is saved of a report, to be offered again; where there
// is none, only its name, and that changes are marked.
func (a *App) KnownReport(name string) Report {
	job, ok := a.config.Report[name]
	if !ok {
		job.Marks = true
	}
	job.Name = name
	return job
}

// How many rows a report may show, and does unless it says otherwise.
const (
	MaxReportRows   = config.MaxReportRows
	UsualReportRows = report.DefaultRows
)

// ColumnSets lists the saved sets of columns.
func (a *App) ColumnSets() map[string][]string { return a.config.Columns }

// FileFormatOf returns the format that the end of a file's name means, or nothing.
func FileFormatOf(path string) string { return config.FormatOf(path) }

// CheckSchedule refuses what is no schedule, as something that was typed wrong.
func CheckSchedule(text string) error {
	if _, err := report.ParseSchedule(text); err != nil {
		return &weir.Error{Kind: weir.Usage, Text: err.Error(), Next: weir.NextStep(err)}
	}
	return nil
}

// CheckReportPlace looks whether a report's table can be kept where it is to
// stand, and whether another report keeps its own there. It changes nothing.
func (a *App) CheckReportPlace(ctx context.Context, job Report) error {
	if rival := a.config.ReportRival(job); rival != "" {
		return config.ErrReportRival(job.Name, rival)
	}
	if job.Page.File != "" {
		site, err := a.site(job.Jira)
		if err != nil {
			return err
		}
		return a.checkFile(ctx, job, reportMark(job, site))
	}
	if config.OneNotePath(job.Page.OneNote, job.Mode) == nil {
		return &weir.Error{Kind: weir.Usage, Text: "this names no page of OneNote", Next: "write it as Notebook/Section/Page, with section groups between notebook and section"}
	}
	return nil
}

// OneNoteUnmade is what a path names in OneNote that a run would make.
type OneNoteUnmade struct {
	onenote.Unmade
	// Lost says that the page is not where it was, and was looked for by its path.
	// A run only does that once its place is forgotten.
	Lost bool
}

// UnmadeInOneNote looks what a report's path in OneNote leads to, and refuses one
// that a run could not follow. It needs a sign-in, and changes nothing.
func (a *App) UnmadeInOneNote(ctx context.Context, job Report) (OneNoteUnmade, error) {
	site, err := a.site(job.Jira)
	if err != nil {
		return OneNoteUnmade{}, err
	}
	client, err := a.graph(ctx)
	if err != nil {
		return OneNoteUnmade{}, err
	}
	var place onenote.Place
	if exists(a.databasePath()) {
		err = a.remembered(ctx, job, func(memory *store.Report) error {
			place, err = reportPlaces{memory, job.Page.OneNote}.Load(ctx)
			return err
		})
	}
	if err != nil {
		return OneNoteUnmade{}, err
	}
	look := func(at onenote.Place) (onenote.Unmade, error) {
		page := onenote.New(onenote.Options{
			Client: client, Path: job.Page.OneNote, Places: givenPlace(at), Mode: report.Mode(job.Mode), Report: job.Name, CreateMissing: true,
		})
		return page.Unmade(ctx, reportMark(job, site))
	}
	unmade, err := look(place)
	if place == (onenote.Place{}) || !errors.Is(err, weir.NotFound) {
		return OneNoteUnmade{Unmade: unmade}, err
	}
	unmade, err = look(onenote.Place{})
	return OneNoteUnmade{Unmade: unmade, Lost: true}, err
}

// ForgetPlace forgets where in OneNote the page of a report was.
func (a *App) ForgetPlace(ctx context.Context, job Report) error {
	return a.remembered(ctx, job, func(memory *store.Report) error { return memory.SetPlace(ctx, "") })
}

// A givenPlace is known, and keeps nothing that is found.
type givenPlace onenote.Place

// Load returns it.
func (p givenPlace) Load(context.Context) (onenote.Place, error) { return onenote.Place(p), nil }

// Save does nothing.
func (givenPlace) Save(context.Context, onenote.Place) error { return nil }

// SaveReport writes a report into the configuration.
func (a *App) SaveReport(job Report) error {
	if a.broken != nil {
		return a.broken
	}
	if err := checkReport(job); err != nil {
		return err
	}
	return a.config.SaveReport(job)
}

// An OneNoteEntry is something in OneNote that a person can choose, or open.
type OneNoteEntry = onenote.Entry

// The kinds of entry.
const (
	OneNoteSection = onenote.Section
	OneNotePage    = onenote.Leaf
)

// OneNoteNotListed explains why a notebook may be missing.
const OneNoteNotListed = onenote.NotListed

// An OneNotePicker shows what there is in OneNote, level by level.
type OneNotePicker = onenote.Picker

// PickOneNote returns a picker of the signed-in person's notebooks.
func (a *App) PickOneNote(ctx context.Context) (*OneNotePicker, error) {
	client, err := a.graph(ctx)
	if err != nil {
		return nil, err
	}
	return onenote.NewPicker(client), nil
}

// MakeNotebook makes a notebook in the signed-in person's OneDrive.
func (a *App) MakeNotebook(ctx context.Context, name string) (OneNoteEntry, error) {
	client, err := a.graph(ctx)
	if err != nil {
		return OneNoteEntry{}, err
	}
	made, err := client.CreateNotebook(ctx, name)
	if err != nil {
		return OneNoteEntry{}, err
	}
	return onenote.NewNotebook(made), nil
}

// NewOneNoteSection names a section that is to be made in a notebook or a group.
func NewOneNoteSection(in OneNoteEntry, name string) (OneNoteEntry, error) {
	return onenote.NewSection(in, name)
}
