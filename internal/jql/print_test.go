package jql_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/jql"
	"weir/internal/testenv"
)

func TestAQueryIsPrintedInOneForm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"order  by key,b DESC", "ORDER BY key ASC, b DESC"},
		{"a=1&&b!='x y'||!c~d order by e", `a = 1 AND b != "x y" OR NOT c ~ d ORDER BY e ASC`},
		{"((a=1 or b=2)) and (c=3)", "(a = 1 OR b = 2) AND c = 3"},
		{"a=1 and (b=2 and c=3)", "a = 1 AND (b = 2 AND c = 3)"},
		{"a=1 or (b=2 or c=3)", "a = 1 OR (b = 2 OR c = 3)"},
		{"(a=1 and b=2) or c=3", "a = 1 AND b = 2 OR c = 3"},
		{"not (not (a=1))", "NOT NOT a = 1"},
		{"! (a=1 & b=2)", "NOT (a = 1 AND b = 2)"},
		{"a IS  NOT null", "a is not EMPTY"},
		{"a NOT\nin(1,'1',x( ),(EMPTY))", `a not in (1, "1", x(), (EMPTY))`},
		{"a = 1 and b = '1' and c = \\u0031", `a = 1 AND b = "1" AND c = "1"`},
		{`"order" = 'select' and "Due Date" > -1d`, `"order" = "select" AND "Due Date" > -1d`},
		{"a in 'f g'(-1,'x')", `a in "f g"(-1, "x")`},
		{"a in 'empty'(12)", `a in "empty"(12)`},
		{"a was not in(b) BEFORE 1 by c", "a was not in (b) before 1 by c"},
		{"a CHANGED from b to (c, 'd')", `a changed from b to (c, "d")`},
		{"cf [ 0010 ] = é\u00a0", "cf[10] = é\u00a0"},
		{"issue.property['p q'] .r  s 12 >= 1", `"issue.property"["p q"].r s 12 >= 1`},
		{`a = "\t\"\\\n😀"`, `a = "\t\"\\\n😀"`},
	} {
		if got := parse(t, test.text).String(); got != test.want {
			t.Errorf("%q\n got %s\nwant %s", test.text, got, test.want)
		}
	}
}

// A tree that no text was parsed into is still printed as what it says.
func TestATreeMadeByHandIsPrintedSafely(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		tree interface{ String() string }
		want string
	}{
		{word("a b"), `"a b"`},
		{word("and"), `"and"`},
		{word("order"), `"order"`},
		{word(""), `""`},
		{word(`x" or 1=1`), `"x\" or 1=1"`},
		{word(`a\ b`), `"a\\ b"`},
		{word("\xff"), "\"\ufffd\""},
		{jql.Func{Name: "f)", Args: []jql.Value{word("(")}}, `"f)"("(")`},
		{jql.List{Items: []jql.Operand{word("a,b"), jql.Empty{}}}, `("a,b", EMPTY)`},
		{jql.Empty{}, "EMPTY"},
		{jql.Or{Terms: []jql.Expr{clause("a", jql.Is, jql.Empty{})}}, "a is EMPTY"},
		{jql.And{Terms: []jql.Expr{clause("a", jql.Equals, word("1")), jql.Or{Terms: []jql.Expr{clause("b", jql.Equals, word("2"))}}}}, "a = 1 AND b = 2"},
		{jql.Not{Term: clause("a", jql.Equals, word("1"))}, "NOT a = 1"},
		{clause("a)", jql.Equals, word("1")), `"a)" = 1`},
	} {
		if got := test.tree.String(); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

// checkPrint asserts that a printed query is the same query, and printed as
// itself.
func checkPrint(t *testing.T, q *jql.Query) {
	t.Helper()
	text := q.String()
	again, err := jql.ParseWithin(text, 64*jql.MaxLength, jql.MaxDepth)
	if err != nil {
		t.Fatalf("what was printed cannot be read: %v\n%q", err, text)
	}
	if diff := cmp.Diff(q.Where, again.Where); diff != "" {
		t.Fatalf("%q (-want +got):\n%s", text, diff)
	}
	if diff := cmp.Diff(q.Sort, again.Sort); diff != "" {
		t.Fatalf("%q (-want +got):\n%s", text, diff)
	}
	if second := again.String(); second != text {
		t.Fatalf("printed twice:\n%s\n%s", text, second)
	}
}

// printable is many queries that can be parsed: the shared ones, the seeds and
// random ones.
func printable(t *testing.T, random int) []*jql.Query {
	t.Helper()
	corpus := append(seeds(), fixtureTexts(t)...)
	g := newGenerator(t, corpus)
	texts := corpus
	for range random {
		texts = append(texts, g.query())
	}
	var queries []*jql.Query
	for _, text := range texts {
		if q, err := jql.Parse(text); err == nil {
			queries = append(queries, q)
		}
	}
	return queries
}

func TestPrintingAndParsingGivesTheSameTree(t *testing.T) {
	t.Parallel()
	for _, q := range printable(t, 5000*testenv.Rounds(t)) {
		checkPrint(t, q)
	}
}

func TestJirasParserAcceptsWhatIsPrinted(t *testing.T) {
	t.Parallel()
	needOracle(t)
	var texts []string
	for _, q := range printable(t, 3000*testenv.Rounds(t)) {
		texts = append(texts, q.String())
	}
	for i, want := range askOracle(t, texts) {
		if got := judge(texts[i]); !want.OK || !alike(got.Tree, want.Tree) {
			t.Errorf("query %q\n got %v\nwant %v", texts[i], got, want)
		}
	}
}

func FuzzPrint(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if q, err := jql.Parse(text); err == nil {
			checkPrint(t, q)
		}
	})
}
