package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"weir/internal/tasks"
)

// A Job is what is remembered of one job. It serves tasks.Links.
type Job struct {
	db                 *DB
	name, site, target string
}

var _ tasks.Links = (*Job)(nil)

// Job returns the memory of a job: of its name, for a site, in a target. Where
// one of them is another one, so is the memory. Nothing is written before the
// first Save or Finish.
func (db *DB) Job(name, site, target string) *Job {
	return &Job{db: db, name: name, site: site, target: target}
}

// find returns the row of the job, and no error but sql.ErrNoRows if there is none.
func (j *Job) find(ctx context.Context, q querier) (id int64, p tasks.Progress, err error) {
	var at sql.NullInt64
	err = q.QueryRowContext(ctx, `SELECT id, query, watermark, account FROM jobs WHERE name = ? AND site = ? AND target = ?`,
		j.name, j.site, j.target).Scan(&id, &p.Query, &at, &p.Account)
	p.Watermark = moment(at)
	return id, p, err
}

// A querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Load returns everything.
func (j *Job) Load(ctx context.Context) (tasks.Memory, error) {
	m := tasks.Memory{Key: j.db.key}
	id, progress, err := j.find(ctx, j.db.sql)
	if errors.Is(err, sql.ErrNoRows) {
		return m, nil
	}
	if err == nil {
		m.Progress = progress
		m.Links, err = j.load(ctx, id)
	}
	if err != nil {
		return tasks.Memory{}, explain("read", j.db.path, err)
	}
	return m, nil
}

func (j *Job) load(ctx context.Context, id int64) ([]tasks.Link, error) {
	rows, err := j.db.sql.QueryContext(ctx, `
		SELECT issue, key, task, above, holder, digest, base, intent, asked, seen, gone, misses, missed, retry
		FROM links WHERE job = ? ORDER BY issue`, id)
	return collect(j.db, rows, err, func(l *tasks.Link) error {
		var base, intent string
		var missed sql.NullInt64
		if err := rows.Scan(&l.Issue, &l.Key, &l.Task, &l.Above, &l.Holder, &l.Digest, &base, &intent,
			&l.Asked, &l.Seen, &l.Left, &l.Misses, &missed, &l.Retry); err != nil {
			return err
		}
		l.Missed = moment(missed)
		state, hashes, _ := strings.Cut(intent, " ")
		l.Intent.Seen = tasks.State(state)
		if err := errors.Join(unpack(base, &l.Base), unpack(hashes, &l.Intent.Base)); err != nil {
			return fmt.Errorf("link of issue %s: %w", l.Issue, err)
		}
		return nil
	})
}

// Save keeps links, all or none of them.
func (j *Job) Save(ctx context.Context, links ...tasks.Link) error {
	return j.db.within(ctx, "write to", func(tx *sql.Tx) error {
		id, err := j.make(ctx, tx)
		if err != nil {
			return err
		}
		return put(ctx, tx, id, links)
	})
}

func put(ctx context.Context, tx *sql.Tx, job int64, links []tasks.Link) (err error) {
	insert, err := tx.PrepareContext(ctx, `
		INSERT INTO links (job, issue, key, task, above, holder, digest, base, intent, asked, seen, gone, misses, missed, retry)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (job, issue) DO UPDATE SET key = excluded.key, task = excluded.task, above = excluded.above,
			holder = excluded.holder, digest = excluded.digest, base = excluded.base, intent = excluded.intent,
			asked = excluded.asked, seen = excluded.seen, gone = excluded.gone, misses = excluded.misses,
			missed = excluded.missed, retry = excluded.retry`)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	for i := range links {
		l, intent := &links[i], ""
		if l.Intent != (tasks.Intent{}) {
			intent = string(l.Intent.Seen) + " " + pack(&l.Intent.Base)
		}
		if _, err := insert.ExecContext(ctx, job, l.Issue, l.Key, l.Task, l.Above, l.Holder, l.Digest, pack(&l.Base), intent,
			l.Asked, l.Seen, l.Left, l.Misses, millis(l.Missed), l.Retry); err != nil {
			return err
		}
	}
	return nil
}

// make returns the row of the job, and makes it where there is none.
func (j *Job) make(ctx context.Context, tx *sql.Tx) (int64, error) {
	id, _, err := j.find(ctx, tx)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	err = tx.QueryRowContext(ctx, `INSERT INTO jobs (name, site, target) VALUES (?, ?, ?) RETURNING id`, j.name, j.site, j.target).Scan(&id)
	return id, err
}

// hashes lists the hashes of a base in the order in which they are stored.
func hashes(b *tasks.Base) []*string {
	var all []*string
	for _, p := range []*tasks.Pair{&b.Name, &b.Note, &b.URL, &b.Due, &b.Status, &b.Parent, &b.Extras} {
		all = append(all, &p.Want, &p.Have)
	}
	return all
}

func pack(b *tasks.Base) string {
	all := hashes(b)
	texts := make([]string, len(all))
	for i, h := range all {
		texts[i] = *h
	}
	return strings.Join(texts, " ")
}

func unpack(text string, b *tasks.Base) error {
	if text == "" {
		return nil
	}
	texts, all := strings.Split(text, " "), hashes(b)
	if len(texts) != len(all) {
		return fmt.Errorf("%d hashes, want %d", len(texts), len(all))
	}
	for i, h := range all {
		*h = texts[i]
	}
	return nil
}

func moment(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}

func millis(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: !t.IsZero()}
}
