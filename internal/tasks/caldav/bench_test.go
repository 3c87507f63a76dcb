package caldav_test

import (
	"fmt"
	"strings"
	"testing"

	"weir/internal/tasks"
	"weir/internal/tasks/caldav"
	"weir/internal/tasks/caldav/davtest"
)

func BenchmarkFirstThousandTasksToRadicale(b *testing.B) {
	benchmarkFirst(b, davtest.Radicale(b), 1000)
}

func BenchmarkFirstThousandTasksToXandikos(b *testing.B) {
	benchmarkFirst(b, davtest.Xandikos(b), 1000)
}

// benchmarkFirst measures a first run: the list is read, and all tasks are made.
func benchmarkFirst(b *testing.B, server *davtest.Server, n int) {
	var ops []tasks.Op
	for i := range n {
		op := creating(i+1, fmt.Sprintf("[OPS-%d] Task with a summary of ordinary length", i+1))
		op.Change.Note = new(strings.Repeat("A line of the description of ordinary length.\n", 8))
		op.Change.Due = &tasks.Date{Year: 2026, Month: 12, Day: 1}
		ops = append(ops, op)
	}
	for i := 0; b.Loop(); i++ {
		target := open(b, newPlace(b, server, fmt.Sprintf("List %d", i)).options())
		if _, err := target.Tasks(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		done(b, target, ops...)
	}
}

func BenchmarkReadingAThousandTasksFromRadicale(b *testing.B) {
	p := newPlace(b, davtest.Radicale(b), "List")
	var ops []tasks.Op
	for i := range 1000 {
		ops = append(ops, creating(i+1, fmt.Sprintf("[OPS-%d] Task", i+1)))
	}
	done(b, open(b, p.options()), ops...)
	for name, target := range map[string]func() *caldav.Target{
		"by a new run":              func() *caldav.Target { return open(b, p.options()) },
		"by a program that watches": func() func() *caldav.Target { t := open(b, p.options()); return func() *caldav.Target { return t } }(),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if found, err := target().Tasks(b.Context(), nil); err != nil || len(found) != 1000 {
					b.Fatal(len(found), err)
				}
			}
		})
	}
}
