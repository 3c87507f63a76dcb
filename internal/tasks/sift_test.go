package tasks_test

import (
	"testing"

	"weir"
)

// Data Center refuses a list of ids for the sake of one that is deleted. What
// stands beside it in the list is still in the result.
func TestARefusedListOfIssuesSaysNothingOfEach(t *testing.T) {
	t.Parallel()
	begin := func(t *testing.T) (*world, []string) {
		w := newWorld(t)
		ids := w.many(20)
		w.sync()
		w.site.cut = 7 // the census is short
		return w, ids
	}
	t.Run("one of them is deleted", func(t *testing.T) {
		t.Parallel()
		w, ids := begin(t)
		w.site.refusesGone = true
		w.site.edit(ids[12], func(i *issue) { i.deleted = true })
		w.sync()
		if n := w.open(); n != 20 {
			t.Errorf("%d tasks are open, want 20", n)
		}
	})
	t.Run("the list is too long", func(t *testing.T) {
		t.Parallel()
		w, _ := begin(t)
		w.site.longest = 2
		w.sync()
		if n := w.open(); n != 20 {
			t.Errorf("%d tasks are open, want 20", n)
		}
	})
	t.Run("a single one is too long", func(t *testing.T) {
		t.Parallel()
		w, _ := begin(t)
		w.site.longest = -1
		_, err := w.try()
		w.kind(err, weir.BadQuery)
		if n := w.open(); n != 20 {
			t.Errorf("%d tasks are open, want 20", n)
		}
	})
}
