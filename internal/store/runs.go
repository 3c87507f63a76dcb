package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"weir/internal/tasks"
)

// keepRuns is how many runs of a job its history holds.
const keepRuns = 1000

// Finish notes that a run ended.
func (j *Job) Finish(ctx context.Context, next tasks.Progress, forget []string, run tasks.Run) error {
	counts, err := json.Marshal(run.Counts)
	if err != nil {
		return explain("write to", j.db.path, err)
	}
	return j.db.within(ctx, "write to", func(tx *sql.Tx) error {
		id, err := j.make(ctx, tx)
		if err != nil {
			return err
		}
		for _, issue := range forget {
			if _, err := tx.ExecContext(ctx, `DELETE FROM links WHERE job = ? AND issue = ?`, id, issue); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `UPDATE jobs SET query = ?, watermark = ?, account = ? WHERE id = ?`,
			next.Query, millis(next.Watermark), next.Account, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO runs (job, started, ended, whole, counts) VALUES (?, ?, ?, ?, ?)`,
			id, run.Started.UnixMilli(), run.Ended.UnixMilli(), run.Full, string(counts)); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM runs WHERE job = ? AND id <=
			(SELECT id FROM runs WHERE job = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`, id, id, keepRuns)
		return err
	})
}

// Runs returns the last runs of the job that ended, at most so many, the latest
// first. Times are in UTC.
func (j *Job) Runs(ctx context.Context, limit int) ([]tasks.Run, error) {
	rows, err := j.db.sql.QueryContext(ctx, `
		SELECT started, ended, whole, counts FROM runs JOIN jobs ON jobs.id = runs.job
		WHERE name = ? AND site = ? AND target = ? ORDER BY runs.id DESC LIMIT ?`, j.name, j.site, j.target, limit)
	return collect(j.db, rows, err, func(r *tasks.Run) error {
		var started, ended sql.NullInt64
		var counts []byte
		if err := rows.Scan(&started, &ended, &r.Full, &counts); err != nil {
			return err
		}
		r.Started, r.Ended = moment(started), moment(ended)
		return json.Unmarshal(counts, &r.Counts)
	})
}

// Forget deletes everything that is remembered of the job, and says how many
// links that were.
func (j *Job) Forget(ctx context.Context) (links int64, err error) {
	err = j.db.within(ctx, "delete from", func(tx *sql.Tx) error {
		id, _, err := j.find(ctx, tx)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM links WHERE job = ?`, id).Scan(&links); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM jobs WHERE id = ?`, id)
		return err
	})
	return links, err
}

// A JobName says for which job there is something in the database.
type JobName struct{ Name, Site, Target string }

// Jobs lists the jobs of which anything is remembered.
func (db *DB) Jobs(ctx context.Context) ([]JobName, error) {
	rows, err := db.sql.QueryContext(ctx, `SELECT name, site, target FROM jobs ORDER BY name, site, target`)
	return collect(db, rows, err, func(j *JobName) error { return rows.Scan(&j.Name, &j.Site, &j.Target) })
}
