package store

import (
	"context"
	"database/sql"
	"io"
	"time"
)

// OpenWithin is Open with less patience.
func OpenWithin(ctx context.Context, path string, random io.Reader, wait time.Duration) (*DB, error) {
	return openWithin(ctx, path, random, wait)
}

// SQL lets a test spoil the database.
func (db *DB) SQL() *sql.DB { return db.sql }
