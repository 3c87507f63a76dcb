package pagetest

import (
	"context"
	"errors"
	"testing"

	"weir/internal/report"
)

func copied(t *testing.T, h Harness) {
	if h.Copy == nil {
		t.Skip("this table cannot be copied")
	}
	write(t, h, view(row(1, "in both", "")))
	h.Copy(t, mark)
	f := read(t, h)
	if f.Copies != 1 || len(f.Rows) != 1 {
		t.Fatalf("%d copies and %d rows, want 1 and 1", f.Copies, len(f.Rows))
	}
	v := view(row(2, "in one", ""))
	if f = write(t, h, v); f.Copies != 1 {
		t.Errorf("afterwards there are %d copies", f.Copies)
	}
	wantView(t, h, f, v)
	h.Remove(t, mark)
	wantText(t, read(t, h), "in both")
}

func others(t *testing.T, h Harness) {
	if h.Others == nil {
		t.Skip("nothing but the table has room here")
	}
	text := h.Others(t)
	before := text()
	if f := read(t, h); f.Exists {
		t.Fatalf("taken for ours: %+v", f)
	}
	v := Sample()
	wantView(t, h, write(t, h, v), v)
	if got := text(); got != before {
		t.Fatalf("what is not ours has changed:\n got %q\nwant %q", got, before)
	}
	h.Edit(t, mark, func(rows [][]Cell) [][]Cell { return append(rows[:2], Typed("mine")) })
	for range 2 {
		v := view(row(1, "a", "b"))
		wantView(t, h, write(t, h, v), v)
		if got := text(); got != before {
			t.Fatalf("what is not ours has changed:\n got %q\nwant %q", got, before)
		}
	}
	if h.Lacks.Append {
		return
	}
	v.Mode, v.Run = report.Append, "r9"
	write(t, h, v)
	if got := text(); got != before {
		t.Errorf("a snapshot has changed what is not ours:\n got %q\nwant %q", got, before)
	}
}

func neighbours(t *testing.T, h Harness) {
	if h.Lacks.Second {
		t.Skip("there is room for one report only")
	}
	mine, theirs := view(row(1, "mine", "")), Sample()
	theirs.Mark, theirs.Report = other, "other"
	write(t, h, mine)
	wantView(t, h, write(t, h, theirs), theirs)
	wantView(t, h, read(t, h), mine)
	mine = view(row(2, "mine, too", ""), row(3, "", ""))
	wantView(t, h, write(t, h, mine), mine)
	f := readMark(t, h, other)
	wantView(t, h, f, theirs)
	if f.Copies != 0 {
		t.Errorf("another report counts as a copy: %d", f.Copies)
	}
}

func meanwhile(t *testing.T, h Harness) {
	v := view(row(1, "", ""), row(2, "", ""))
	write(t, h, v)
	page := h.Open(t)
	f, err := page.Read(t.Context(), mark)
	wantErr(t, err, nil)
	h.Edit(t, mark, func(rows [][]Cell) [][]Cell {
		rows[1][noteAt] = Cell{Text: "typed in between"}
		return rows
	})
	before := h.Raw(t)
	_, err = page.Write(t.Context(), v, f)
	wantErr(t, err, report.ErrChanged)
	if h.Raw(t) != before {
		t.Error("something was written")
	}
	f = read(t, h)
	wantText(t, f, "typed in between")
	v = again(v, f)
	wantView(t, h, write(t, h, v), v)
	// A table that another run has made meanwhile, and one that is gone.
	h.Remove(t, mark)
	if f, err = page.Read(t.Context(), mark); err != nil || f.Exists {
		t.Fatalf("found %+v, %v", f, err)
	}
	write(t, h, v)
	_, err = page.Write(t.Context(), v, f)
	wantErr(t, err, report.ErrChanged)
	f = read(t, h)
	h.Remove(t, mark)
	_, err = h.Open(t).Write(t.Context(), v, f)
	wantErr(t, err, report.ErrChanged)
}

func same(t *testing.T, h Harness) {
	v := Sample()
	f := write(t, h, v)
	before := h.Raw(t)
	// Of a run that failed there is nothing but the line.
	failed := report.View{Report: v.Report, Mark: mark, Title: v.Title, Mode: report.Replace, Run: "r2", Same: true, Line: report.Line{Trouble: "Jira does not answer", Since: v.Line.At}}
	_, err := h.Open(t).Write(t.Context(), failed, f)
	wantErr(t, err, nil)
	wantView(t, h, read(t, h), v)
	if changed := h.Raw(t) != before; changed == h.Lacks.Line {
		t.Errorf("the page was changed: %v", changed)
	}
	h.Edit(t, mark, func(rows [][]Cell) [][]Cell { return append(rows, Typed("OPS-5", "mine")) })
	f = read(t, h)
	later := v
	later.Same, later.Run, later.Line.At = true, "r3", v.Line.At.AddDate(0, 0, 1)
	_, err = h.Open(t).Write(t.Context(), later, f)
	wantErr(t, err, nil)
	wantText(t, read(t, h), "mine")
	wantKept(t, h, read(t, h).Kept, v.Kept)
}

func signed(t *testing.T, h Harness) {
	want := func(run string) {
		t.Helper()
		if h.Lacks.Run {
			run = ""
		}
		if got := read(t, h).Run; got != run {
			t.Errorf("the table is said to be of the run %q, want %q", got, run)
		}
	}
	v := view(row(1, "", ""), row(2, "", ""))
	write(t, h, v)
	want("r1")
	h.Edit(t, mark, func(rows [][]Cell) [][]Cell {
		rows[1][noteAt] = Cell{Text: "a note of mine"}
		return rows
	})
	want("r1")
	// Of a run that failed, and of one that found nothing new, the table is not.
	for _, trouble := range []string{"Jira does not answer", ""} {
		f := read(t, h)
		line := report.View{Report: v.Report, Mark: mark, Title: v.Title, Mode: report.Replace, Run: f.Run, Same: true, Line: v.Line}
		line.Line.Trouble, line.Line.Since = trouble, v.Line.At
		_, err := h.Open(t).Write(t.Context(), line, f)
		wantErr(t, err, nil)
		want("r1")
	}
	f := read(t, h)
	line := report.View{Report: v.Report, Mark: mark, Title: v.Title, Mode: report.Replace, Run: "r5", Same: true, Line: v.Line}
	_, err := h.Open(t).Write(t.Context(), line, f)
	wantErr(t, err, nil)
	want("r5")
	v = again(v, read(t, h))
	v.Run = "r2"
	write(t, h, v)
	want("r2")
	if h.Lacks.Append {
		return
	}
	v.Mode, v.Run = report.Append, "r3"
	write(t, h, v)
	want("r2")
}

func failing(t *testing.T, h Harness) {
	if h.Fail == nil {
		t.Skip("nothing can fail here")
	}
	old, new := view(row(1, "old", "")), view(row(1, "old", ""), row(2, "new", ""))
	write(t, h, old)
	steps := 0
	for ; h.Fail(t, steps); steps++ {
		page := h.Open(t)
		f, err := page.Read(t.Context(), mark)
		wantErr(t, err, nil)
		_, err = page.Write(t.Context(), new, f)
		wantTold(t, err)
		h.Fail(t, -1)
		now := read(t, h)
		if len(now.Rows) == 1 {
			wantView(t, h, now, old)
			continue
		}
		wantView(t, h, now, new) // and the next run finishes it
		wantView(t, h, write(t, h, old), old)
	}
	if steps == 0 {
		t.Error("no step could fail")
	}
	h.Fail(t, -1)
	wantView(t, h, write(t, h, new), new)
}

func ended(t *testing.T, h Harness) {
	v := view(row(1, "", ""))
	f := write(t, h, v)
	before := h.Raw(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Open(t).Read(ctx, mark); !errors.Is(err, context.Canceled) {
		t.Errorf("reading: got %v", err)
	}
	if _, err := h.Open(t).Write(ctx, Sample(), f); !errors.Is(err, context.Canceled) {
		t.Errorf("writing: got %v", err)
	}
	if h.Raw(t) != before {
		t.Error("something was written after the end")
	}
}

func broken(t *testing.T, h Harness) {
	if h.Break == nil {
		t.Skip("this page cannot be broken")
	}
	v := Sample()
	f := write(t, h, v)
	h.Break(t)
	_, err := h.Open(t).Read(t.Context(), mark)
	wantTold(t, err)
	_, err = h.Open(t).Write(t.Context(), v, f)
	wantTold(t, err)
}
