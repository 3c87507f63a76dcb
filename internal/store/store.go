// Package store keeps what Weir's jobs remember, in an SQLite database that
// belongs to the user alone: ids and keyed hashes, no text of an issue and no
// secret.
//
// It must not build SQL from values, and must not know what a job does with
// what it remembers.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver called sqlite

	"weir/internal/atomicfile"
)

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

// A DB is an open database. It may be used by several goroutines, and its file
// by several processes, at once.
type DB struct {
	sql  *sql.DB
	path string
	key  []byte
}

// The settings of each connection. The write-ahead log makes a commit one
// append, which a killed process has either done or not, and lets others read
// meanwhile. Synchronous is normal: a computer that loses its power may lose the
// last commits, but no older ones, and keeps the database whole; the evidence in
// the tasks themselves makes up for it.
var pragmas = []string{"journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(1)", "secure_delete(1)"}

// Open opens the database at path, and makes it, with its directory, where it
// is missing: nobody but the owner may read it. Random is where its key comes
// from. An older database is brought up to date first.
//
// Errors are *weir.Error: Busy when another process keeps the database, Storage
// for everything else.
func Open(ctx context.Context, path string, random io.Reader) (*DB, error) {
	return openWithin(ctx, path, random, 5*time.Second)
}

// openWithin is Open for those who wait only so long for other processes.
func openWithin(ctx context.Context, path string, random io.Reader, wait time.Duration) (*DB, error) {
	if err := atomicfile.MakeDir(filepath.Dir(path)); err != nil {
		return nil, err
	}
	if err := touch(path); err != nil {
		return nil, explain("open", path, err)
	}
	patience := "busy_timeout(" + strconv.FormatInt(wait.Milliseconds(), 10) + ")" // first, since the others may have to wait
	query := url.Values{"_pragma": append([]string{patience}, pragmas...), "_txlock": {"immediate"}}
	address := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: query.Encode()}
	pool, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, explain("open", path, err)
	}
	pool.SetMaxOpenConns(1) // one writer is all that SQLite has
	db := &DB{sql: pool, path: path}
	if err := db.prepare(ctx, random); err != nil {
		return nil, errors.Join(explain("open", path, err), pool.Close())
	}
	return db, nil
}

// touch makes the file, so that SQLite does not: its logs get the same mode.
func touch(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return errNoFile
	case err == nil && info.Mode().Perm()&0o077 != 0:
		return os.Chmod(path, 0o600)
	case err == nil || !errors.Is(err, fs.ErrNotExist):
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the path is the user's own choice
	if err != nil {
		return err
	}
	return f.Close()
}

// prepare brings the schema up to date, and reads the key. Where there is
// nothing to be done, it writes nothing, and so waits for nobody.
func (db *DB) prepare(ctx context.Context, random io.Reader) error {
	if err := db.migrate(ctx); err != nil {
		return err
	}
	err := db.sql.QueryRowContext(ctx, `SELECT key FROM hash_key`).Scan(&db.key)
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	key := make([]byte, 32)
	if _, err := io.ReadFull(random, key); err != nil {
		return fmt.Errorf("make key: %w", err)
	}
	if _, err := db.sql.ExecContext(ctx, `INSERT INTO hash_key (id, key) VALUES (1, ?) ON CONFLICT DO NOTHING`, key); err != nil {
		return err
	}
	return db.sql.QueryRowContext(ctx, `SELECT key FROM hash_key`).Scan(&db.key) // another process may have been first
}

// migrate refuses a database that a newer Weir has changed: what that remembers
// would be lost on this one. Of several processes one does the work.
func (db *DB) migrate(ctx context.Context) (err error) {
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db.sql, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	if have, err := db.version(ctx); err != nil || have == newest {
		return err
	}
	unlock, err := atomicfile.Lock(ctx, db.path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	have, err := db.version(ctx)
	switch {
	case err != nil:
		return err
	case have > newest:
		return errNewer
	}
	_, err = provider.Up(ctx)
	return err
}

// version asks which migration was the last. Goose itself would take a table
// that cannot be read for one that is missing.
func (db *DB) version(ctx context.Context) (version int64, err error) {
	var tables int
	if err := db.sql.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`).Scan(&tables); err != nil || tables == 0 {
		return 0, err
	}
	err = db.sql.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version`).Scan(&version)
	return version, err
}

// Close gives the database back.
func (db *DB) Close() error {
	if err := db.sql.Close(); err != nil {
		return explain("close", db.path, err)
	}
	return nil
}

// within runs f in a transaction: all of it is done, or nothing.
func (db *DB) within(ctx context.Context, verb string, f func(tx *sql.Tx) error) error {
	tx, err := db.sql.BeginTx(ctx, nil)
	if err != nil {
		return explain(verb, db.path, err)
	}
	if err := f(tx); err != nil {
		return explain(verb, db.path, errors.Join(err, tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return explain(verb, db.path, err)
	}
	return nil
}

// collect reads the rows of an answer, if there is one, each by scan, and closes it.
func collect[T any](db *DB, rows *sql.Rows, err error, scan func(*T) error) (all []T, _ error) {
	for err == nil && rows.Next() {
		var one T
		if err = scan(&one); err == nil {
			all = append(all, one)
		}
	}
	if rows != nil {
		err = errors.Join(err, rows.Err(), rows.Close())
	}
	if err != nil {
		return nil, explain("read", db.path, err)
	}
	return all, nil
}
