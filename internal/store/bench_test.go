package store_test

import (
	"crypto/rand"
	"path/filepath"
	"testing"

	"weir/internal/store"
	"weir/internal/tasks"
)

func BenchmarkSave(b *testing.B) {
	db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "weir.db"), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	j := job(db)
	many := make([]tasks.Link, 10_000)
	for i := range many {
		many[i] = link(i)
	}
	b.Run("one link", func(b *testing.B) {
		for b.Loop() {
			if err := j.Save(b.Context(), many[1]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("ten thousand at once", func(b *testing.B) {
		for b.Loop() {
			if err := j.Save(b.Context(), many...); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("load ten thousand", func(b *testing.B) {
		for b.Loop() {
			if _, err := j.Load(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
