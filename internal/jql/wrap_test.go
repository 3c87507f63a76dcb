package jql_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/jql"
	"weir/internal/testenv"
)

func TestWrapAddsAConditionAndKeepsTheOrder(t *testing.T) {
	t.Parallel()
	c := jql.Equal("a", "b")
	newest := jql.SortKey{Field: jql.FieldNamed("created"), Descending: true}
	byKey := jql.SortKey{Field: jql.FieldNamed("key")}
	for _, test := range []struct {
		text string
		c    jql.Condition
		sort []jql.SortKey
		want string
	}{
		{"x = 1 OR y = 2 order by z", c, nil, `(x = 1 OR y = 2) AND a = "b" ORDER BY z`},
		{"x = 1 OR y = 2 order by z", c, []jql.SortKey{newest, byKey}, `(x = 1 OR y = 2) AND a = "b" ORDER BY created DESC, key ASC`},
		{" x = 1 ", c, nil, `(x = 1) AND a = "b"`},
		{"", c, nil, `a = "b"`},
		{"", c, []jql.SortKey{byKey}, `a = "b" ORDER BY key ASC`},
		{"order by z", c, nil, `a = "b" ORDER BY z`},
		{"order by z", jql.Condition{}, nil, "ORDER BY z"},
		{" x = 1 or y = 2 ", jql.Condition{}, nil, "x = 1 or y = 2"},
		{"", jql.Condition{}, nil, ""},
		{`x = y\  order by z`, c, nil, `(x = y\ ) AND a = "b" ORDER BY z`},
	} {
		if got := parse(t, test.text).Wrap(test.c, test.sort...); got != test.want {
			t.Errorf("%q\n got %s\nwant %s", test.text, got, test.want)
		}
	}
}

func TestTextsThatWouldLeaveTheWrapperAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"a = b) OR (c = d", "a = b) OR c = d OR (e = f", ") OR (", "a = b)", "(a = b", `a = "b`, "a = 'b", `a = b\`,
		`a = "b\`, `a = "b") OR ("c" = "d`, "a = b) ORDER BY c --", "a = b ORDER BY c) AND (d = e", "a = b OR", "a = b ORDER BY",
	} {
		if q, err := jql.Parse(text); err == nil {
			t.Errorf("%q is accepted, and becomes %q", text, q.Wrap(jql.Equal("x", "y")))
		}
	}
}

// checkWrap fails if wrapping q does anything but add a condition.
func checkWrap(t *testing.T, q *jql.Query) {
	t.Helper()
	c := jql.Equal("x", `a" OR (b`)
	added := jql.Expr(clause("x", jql.Equals, quoted(`a" OR (b`)))
	want := added
	if q.Bounded() {
		want = jql.And{Terms: []jql.Expr{q.Where, added}}
	}
	own := jql.SortKey{Field: jql.FieldNamed("Due Date"), Descending: true}
	for _, sort := range [][]jql.SortKey{nil, {own}} {
		text := q.Wrap(c, sort...)
		// Wrapping may take a query just over the bounds.
		wrapped, err := jql.ParseWithin(text, jql.MaxLength+1000, jql.MaxDepth+1)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if !reflect.DeepEqual(want, wrapped.Where) {
			t.Fatalf("%q (-want +got):\n%s", text, cmp.Diff(want, wrapped.Where))
		}
		wantSort := q.Sort
		if sort != nil {
			wantSort = sort
		}
		if !reflect.DeepEqual(wantSort, wrapped.Sort) {
			t.Fatalf("%q (-want +got):\n%s", text, cmp.Diff(wantSort, wrapped.Sort))
		}
	}
}

func TestWrapAddsNothingButTheCondition(t *testing.T) {
	t.Parallel()
	corpus := append(seeds(), fixtureTexts(t)...)
	g := newGenerator(t, corpus)
	queries := corpus
	for range 5000 * testenv.Rounds(t) {
		queries = append(queries, g.query())
	}
	wrapped := 0
	for _, text := range queries {
		q, err := jql.Parse(text)
		if err != nil {
			continue
		}
		wrapped++
		checkWrap(t, q)
	}
	if wrapped < len(queries)/10 {
		t.Errorf("only %d of %d queries could be wrapped", wrapped, len(queries))
	}
}

func TestASortKeyReadsBackAsItself(t *testing.T) {
	t.Parallel()
	q := parse(t, `order by a, "b c" desc, cf[7], 12, 'select', p[q].r.s[t] u "v w"`)
	texts := ""
	for i, k := range q.Sort {
		if i > 0 {
			texts += ", "
		}
		texts += k.String()
	}
	again := parse(t, "order by "+texts)
	if got, want := fmt.Sprint(sortTree(again.Sort)), fmt.Sprint(sortTree(q.Sort)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
