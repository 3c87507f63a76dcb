package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"weir"
	"weir/internal/report"
)

// Finish notes that a run ended.
func (r *Report) Finish(ctx context.Context, run report.Run, done *report.Snapshot) error {
	counts, err := json.Marshal(run.Counts)
	last := ""
	if err == nil && done != nil {
		last, err = packSnapshot(*done)
	}
	if err != nil {
		return explain("write to", r.db.path, err)
	}
	return r.change(ctx, func(tx *sql.Tx, id int64) error {
		if done != nil {
			if _, err := tx.ExecContext(ctx, `UPDATE reports SET last = ?, intended = '', told = '' WHERE id = ?`, last, id); err != nil {
				return err
			}
		}
		if run.Told {
			if _, err := tx.ExecContext(ctx, `UPDATE reports SET told = ? WHERE id = ?`, run.Trouble, id); err != nil {
				return err
			}
		}
		if err := count(ctx, tx, id, run); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO report_runs (report, run, started, ended, counts, result, trouble, put_off, again, paused)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, run.ID, run.Started.UnixMilli(), run.Ended.UnixMilli(), string(counts),
			string(run.Result), run.Trouble, run.PutOff, millis(run.Again), run.Paused); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM report_runs WHERE report = ? AND id <=
			(SELECT id FROM report_runs WHERE report = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`, id, id, keepRuns)
		return err
	})
}

// count notes what a run means for the next ones: failures in a row, a pause, a
// moment until which it is put off. A success ends the pause that failures made, and
// not that of its user.
func count(ctx context.Context, tx *sql.Tx, id int64, run report.Run) (err error) {
	switch {
	case run.PutOff:
		_, err = tx.ExecContext(ctx, `UPDATE reports SET not_before = ? WHERE id = ?`, millis(run.Again), id)
	case run.Result == "":
		_, err = tx.ExecContext(ctx, `UPDATE reports SET failures = 0, not_before = NULL,
			paused = CASE WHEN why = '' THEN paused ELSE 0 END, why = '' WHERE id = ?`, id)
	default:
		_, err = tx.ExecContext(ctx, `UPDATE reports SET failures = failures + 1, not_before = NULL WHERE id = ?`, id)
	}
	if err != nil || !run.Paused {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE reports SET paused = 1, why = ? WHERE id = ?`, run.Trouble, id)
	return err
}

// Runs returns the last runs of the report that ended, at most so many, the
// latest first. Times are in UTC.
func (r *Report) Runs(ctx context.Context, limit int) ([]report.Run, error) {
	rows, err := r.db.sql.QueryContext(ctx, `
		SELECT run, started, ended, counts, result, trouble, put_off, again, report_runs.paused
		FROM report_runs JOIN reports ON reports.id = report_runs.report
		WHERE name = ? AND site = ? AND mark = ? ORDER BY report_runs.id DESC LIMIT ?`, r.name, r.site, r.mark, limit)
	return collect(r.db, rows, err, func(run *report.Run) error {
		var started, ended, again sql.NullInt64
		var counts []byte
		var result string
		if err := rows.Scan(&run.ID, &started, &ended, &counts, &result, &run.Trouble, &run.PutOff, &again, &run.Paused); err != nil {
			return err
		}
		run.Started, run.Ended, run.Again, run.Result = moment(started), moment(ended), moment(again), weir.Kind(result)
		return json.Unmarshal(counts, &run.Counts)
	})
}

// Forget deletes everything that is remembered of the report, and says how many
// rows of its table that were, and how many runs.
func (r *Report) Forget(ctx context.Context) (rows, runs int, err error) {
	state, err := r.Load(ctx)
	if err != nil {
		return 0, 0, err
	}
	err = r.db.within(ctx, "delete from", func(tx *sql.Tx) error {
		id, err := r.find(ctx, tx)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM report_runs WHERE report = ?`, id).Scan(&runs); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM reports WHERE id = ?`, id)
		return err
	})
	return len(state.Last.Rows), runs, err
}

// A ReportName says of which report there is something in the database.
type ReportName struct{ Name, Site, Mark string }

// Reports lists the reports of which anything is remembered.
func (db *DB) Reports(ctx context.Context) ([]ReportName, error) {
	rows, err := db.sql.QueryContext(ctx, `SELECT name, site, mark FROM reports ORDER BY name, site, mark`)
	return collect(db, rows, err, func(r *ReportName) error { return rows.Scan(&r.Name, &r.Site, &r.Mark) })
}
