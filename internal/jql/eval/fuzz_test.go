package eval_test

import (
	"errors"
	"testing"

	"weir/internal/jql"
	"weir/internal/jql/eval"
)

// Whatever a query says, it is compiled or refused with a text, and a compiled
// one can be asked.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{
		"updated >= '-2w 3d' order by due desc", "due = endOfMonth('-99999y')", "updated > 9223372036854775807", "due < -9223372036854775808",
		"key > OPS-99999999999999999999", "id >= 1 or key != EMPTY", "text ~ '\"a * b\" c*'", "cf[10016] > 1e308", "assignee in (currentUser())",
		"sprint not in closedSprints()", "status was not in (a, EMPTY) before -1d by b during (1, now())",
		"fixVersion changed from x to (y, releasedVersions()) on startOfDay()", "issue in updatedBy(a, '-99999w', 1)", "summary ~ '(a OR -b*c? \"d e\"~1) AND f~'", "foo = bar()", "status changed", "labels in ((a), EMPTY)", "updated = ''", "summary ~ '\"'",
	} {
		f.Add(s)
	}
	s, all := schema(), issues()
	f.Fuzz(func(t *testing.T, text string) {
		q, err := jql.Parse(text)
		if err != nil {
			return
		}
		p, err := eval.Compile(q, environment(t), s)
		if err != nil {
			var e *eval.Error
			if !errors.As(err, &e) || len(e.Messages) == 0 || e.Error() == "" {
				t.Errorf("%q: %v is no refusal", text, err)
			}
			return
		}
		for _, i := range pasts() {
			p.Match(i)
		}
		for _, a := range all {
			p.Match(a)
			for _, b := range all {
				if p.Compare(a, b) != -p.Compare(b, a) {
					t.Errorf("%q: the order of %s and %s depends on who asks", text, a.key(), b.key())
				}
			}
		}
	})
}
