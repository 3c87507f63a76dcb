package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"weir/internal/report"
)

// A Report is what is remembered of one report. It serves report.Memory.
type Report struct {
	db               *DB
	name, site, mark string
}

var _ report.Memory = (*Report)(nil)

// Report returns the memory of a report: of its name, for a site, under a mark.
// Where one of them is another one, so is the memory. Nothing is written before
// the first Intend, Finish, Pause or SetPlace.
func (db *DB) Report(name, site, mark string) *Report {
	return &Report{db: db, name: name, site: site, mark: mark}
}

// Load returns everything.
func (r *Report) Load(ctx context.Context) (report.State, error) {
	state := report.State{Key: r.db.key}
	var last, intended string
	var notBefore sql.NullInt64
	err := r.db.sql.QueryRowContext(ctx, `SELECT last, intended, failures, paused, why, not_before, told FROM reports
		WHERE name = ? AND site = ? AND mark = ?`, r.name, r.site, r.mark).
		Scan(&last, &intended, &state.Failures, &state.Paused, &state.Why, &notBefore, &state.Told)
	if errors.Is(err, sql.ErrNoRows) {
		return state, nil
	}
	if err == nil {
		state.NotBefore = moment(notBefore)
		err = errors.Join(unpackSnapshot(last, &state.Last), unpackSnapshot(intended, &state.Intended))
	}
	if err != nil {
		return report.State{}, explain("read", r.db.path, err)
	}
	return state, nil
}

// Intend keeps what is about to be written, and what stands there, if that is
// not what was written last.
func (r *Report) Intend(ctx context.Context, stands *report.Snapshot, next report.Snapshot) error {
	packed, err := packSnapshot(next)
	var last sql.NullString
	if err == nil && stands != nil {
		last.Valid = true
		last.String, err = packSnapshot(*stands)
	}
	if err != nil {
		return explain("write to", r.db.path, err)
	}
	return r.change(ctx, func(tx *sql.Tx, id int64) error {
		_, err := tx.ExecContext(ctx, `UPDATE reports SET last = coalesce(?, last), intended = ?, told = '' WHERE id = ?`, last, packed, id)
		return err
	})
}

// change runs f in a transaction with the row of the report, which is made where
// there is none.
func (r *Report) change(ctx context.Context, f func(tx *sql.Tx, id int64) error) error {
	return r.db.within(ctx, "write to", func(tx *sql.Tx) error {
		id, err := r.find(ctx, tx)
		if errors.Is(err, sql.ErrNoRows) {
			err = tx.QueryRowContext(ctx, `INSERT INTO reports (name, site, mark) VALUES (?, ?, ?) RETURNING id`, r.name, r.site, r.mark).Scan(&id)
		}
		if err != nil {
			return err
		}
		return f(tx, id)
	})
}

// find returns the row of the report, and no error but sql.ErrNoRows if there is
// none.
func (r *Report) find(ctx context.Context, q querier) (id int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT id FROM reports WHERE name = ? AND site = ? AND mark = ?`, r.name, r.site, r.mark).Scan(&id)
	return id, err
}

// Pause keeps the report from running until Resume.
func (r *Report) Pause(ctx context.Context) error {
	return r.change(ctx, func(tx *sql.Tx, id int64) error {
		_, err := tx.ExecContext(ctx, `UPDATE reports SET paused = 1, why = '' WHERE id = ?`, id)
		return err
	})
}

// Resume lets the report run again. Its failures are forgotten.
func (r *Report) Resume(ctx context.Context) error {
	return r.change(ctx, func(tx *sql.Tx, id int64) error {
		_, err := tx.ExecContext(ctx, `UPDATE reports SET paused = 0, why = '', failures = 0, not_before = NULL WHERE id = ?`, id)
		return err
	})
}

// Place returns what the page has asked to remember of where it is: ids in its
// own words, or nothing.
func (r *Report) Place(ctx context.Context) (place string, err error) {
	err = r.db.sql.QueryRowContext(ctx, `SELECT place FROM reports WHERE name = ? AND site = ? AND mark = ?`, r.name, r.site, r.mark).Scan(&place)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", explain("read", r.db.path, err)
	}
	return place, nil
}

// SetPlace keeps where the page is, in the page's own words. No text of a page or
// of an issue may be in it.
func (r *Report) SetPlace(ctx context.Context, place string) error {
	return r.change(ctx, func(tx *sql.Tx, id int64) error {
		_, err := tx.ExecContext(ctx, `UPDATE reports SET place = ? WHERE id = ?`, place, id)
		return err
	})
}

// wireSnapshot is a report.Snapshot as the database has it.
type wireSnapshot struct {
	Run     string    `json:"run"`
	At      int64     `json:"at"` // milliseconds since 1970
	Digest  string    `json:"digest"`
	Columns []string  `json:"columns"`
	Heads   []string  `json:"heads,omitempty"`
	Layout  []string  `json:"layout,omitempty"`
	Rows    []wireRow `json:"rows"`
	Made    []string  `json:"made,omitempty"`
}

type wireRow struct {
	Issue string   `json:"i"`
	Key   string   `json:"k"`
	Cells []string `json:"c"`
}

func packSnapshot(s report.Snapshot) (string, error) {
	w := wireSnapshot{Run: s.Run, At: s.At.UnixMilli(), Digest: s.Digest, Columns: s.Columns, Heads: s.Heads, Layout: s.Layout, Made: s.Made}
	w.Rows = make([]wireRow, len(s.Rows))
	for i, row := range s.Rows {
		w.Rows[i] = wireRow(row)
	}
	text, err := json.Marshal(w)
	return string(text), err
}

func unpackSnapshot(text string, s *report.Snapshot) error {
	if text == "" {
		return nil
	}
	var w wireSnapshot
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		return err
	}
	*s = report.Snapshot{Run: w.Run, At: time.UnixMilli(w.At).UTC(), Digest: w.Digest, Columns: w.Columns, Heads: w.Heads, Layout: w.Layout, Made: w.Made}
	for _, row := range w.Rows {
		s.Rows = append(s.Rows, report.RowHash(row))
	}
	return nil
}
