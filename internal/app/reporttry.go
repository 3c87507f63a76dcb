package app

import (
	"context"
	"crypto/rand"
	"errors"

	"weir/internal/report"
	"weir/internal/report/onenote"
	"weir/internal/store"
)

// TryReport finds out what a run would do, and writes nothing. Its errors are those
// of a run. See report.Job.Try.
func (a *App) TryReport(ctx context.Context, job Report, p ReportParams) (trial report.Trial, err error) {
	site, err := a.site(job.Jira)
	if err != nil {
		return report.Trial{}, err
	}
	memory, places := report.Memory(noMemory{}), onenote.Places(fixedPlaces{})
	if exists(a.databasePath()) {
		db, err := store.Open(ctx, a.databasePath(), rand.Reader)
		if err != nil {
			return report.Trial{}, err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		known := a.reportMemory(db, job, site)
		memory, places = known, fixedPlaces{reportPlaces{known, job.Page.OneNote}}
	}
	j := a.assembled(ctx, job, site, memory, places, p)
	if page, ok := j.Page.(*onenote.Page); ok && j.Settings.Mode == report.NewPage {
		j.Page = lookedFor{page}
	}
	return j.Try(ctx)
}

// noMemory is that of a computer on which no report has run. Nothing is kept in it.
type noMemory struct{}

func (noMemory) Load(context.Context) (report.State, error) { return report.State{}, nil }

func (noMemory) Intend(context.Context, *report.Snapshot, report.Snapshot) error { return nil }

func (noMemory) Finish(context.Context, report.Run, *report.Snapshot) error { return nil }

// fixedPlaces know where a page is, and learn nothing.
type fixedPlaces struct{ known onenote.Places }

func (f fixedPlaces) Load(ctx context.Context) (onenote.Place, error) {
	if f.known == nil {
		return onenote.Place{}, nil
	}
	return f.known.Load(ctx)
}

func (fixedPlaces) Save(context.Context, onenote.Place) error { return nil }

// lookedFor is a page of which a run reads nothing, since it makes a new one: its
// section is looked for, so that what is wrong with that is seen before.
type lookedFor struct{ *onenote.Page }

func (l lookedFor) Read(ctx context.Context, mark string) (report.Found, error) {
	if _, err := l.Unmade(ctx, mark); err != nil {
		return report.Found{}, err
	}
	return l.Page.Read(ctx, mark)
}
