package jql_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/jql"
)

func parse(t *testing.T, text string) *jql.Query {
	t.Helper()
	q, err := jql.Parse(text)
	if err != nil {
		t.Fatalf("parse %q: %v", text, err)
	}
	return q
}

func TestParseAgreesWithTheSharedVerdicts(t *testing.T) {
	t.Parallel()
	all := fixtures(t)
	if all == nil {
		t.Skip("the shared queries are not here")
	}
	for _, f := range all {
		q, err := jql.Parse(f.JQL)
		if (err == nil) != f.OK {
			t.Errorf("%q: valid is %t, want %t (%v)", f.JQL, err == nil, f.OK, err)
			continue
		}
		if err == nil && (q.OrderByText() != "") != f.OrderBy {
			t.Errorf("%q: ORDER BY text is %q, want one: %t", f.JQL, q.OrderByText(), f.OrderBy)
		}
	}
}

func clause(field string, op jql.Op, o jql.Operand) jql.Clause {
	return jql.Clause{Field: jql.FieldNamed(field), Op: op, Operand: o}
}

func word(s string) jql.Value { return jql.Value{Text: s} }

func quoted(s string) jql.Value { return jql.Value{Text: s, Quoted: true} }

func TestParseBuildsTheTree(t *testing.T) {
	t.Parallel()
	a, b, c := clause("a", jql.Equals, word("1")), clause("b", jql.Equals, word("2")), clause("c", jql.Equals, word("3"))
	for _, test := range []struct {
		text string
		want jql.Expr
	}{
		{"", nil},
		{"ORDER BY key", nil},
		{"a=1 OR b=2 AND NOT c=3", jql.Or{Terms: []jql.Expr{a, jql.And{Terms: []jql.Expr{b, jql.Not{Term: c}}}}}},
		{"(a=1 | b=2) && c=3", jql.And{Terms: []jql.Expr{jql.Or{Terms: []jql.Expr{a, b}}, c}}},
		{"a=1 and (b=2 and c=3)", jql.And{Terms: []jql.Expr{a, jql.And{Terms: []jql.Expr{b, c}}}}},
		{"! not (((a=1)))", jql.Not{Term: jql.Not{Term: a}}},
		{`"Epic Link" ~ 'it\'s'`, clause("Epic Link", jql.Contains, quoted("it's"))},
		{`a != "\"\\\n\u00e9\ud83d\ude00\ud83d\ "`, clause("a", jql.NotEquals, quoted("\"\\\né😀\ufffd "))},
		{`a !~ b\ c`, clause("a", jql.NotContains, quoted("b c"))},
		// The Kelvin sign is no k, and the dotless i no i, except to Unicode.
		{"li\u212ae = \u0131s", clause("li\u212ae", jql.Equals, word("\u0131s"))},
		{"cf [ 0010 ] IS  NOT null", clause("cf[10]", jql.IsNot, jql.Empty{})},
		{"a not\nin (1, x(), (EMPTY))", clause("a", jql.NoneOf, jql.List{Items: []jql.Operand{
			word("1"), jql.Func{Name: "x"}, jql.List{Items: []jql.Operand{jql.Empty{}}},
		}})},
		{"a <= f(-1, 'x')", clause("a", jql.LessEqual, jql.Func{Name: "f", Args: []jql.Value{word("-1"), quoted("x")}})},
		{"a was not in (b) before 1 by c", jql.Clause{
			Field: jql.Field{Name: "a"}, Op: jql.WasNotIn, Operand: jql.List{Items: []jql.Operand{word("b")}},
			Predicates: []jql.Predicate{{Name: "before", Operand: word("1")}, {Name: "by", Operand: word("c")}},
		}},
		{"a CHANGED FROM b", jql.Clause{
			Field: jql.Field{Name: "a"}, Op: jql.Changed, Predicates: []jql.Predicate{{Name: "from", Operand: word("b")}},
		}},
		{`issue.property["p q"].r.s > 1`, jql.Clause{
			Field: jql.Field{Name: "issue.property", Properties: []jql.Property{{Key: quoted("p q"), Path: []jql.Value{word(".r.s")}}}},
			Op:    jql.Greater, Operand: word("1"),
		}},
	} {
		if diff := cmp.Diff(test.want, parse(t, test.text).Where); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestParseReadsTheSortKeys(t *testing.T) {
	t.Parallel()
	want := []jql.SortKey{
		{Field: jql.Field{Name: "priority"}, Descending: true},
		{Field: jql.Field{Custom: 7}},
		{Field: jql.Field{Name: "Due Date"}},
	}
	got := parse(t, `order by priority DESC, cf[7] asc , "Due Date"`).Sort
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParseSplitsTheTextAsWritten(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, where, orderBy string }{
		{"", "", ""},
		{" \t\r\n", "", ""},
		{" a = b ", "a = b", ""},
		{"\norder by  key DESC \n", "", "key DESC"},
		{`summary ~ "order by x" Order  By key,  b `, `summary ~ "order by x"`, "key,  b"},
		{"(a = b)order by c", "(a = b)", "c"},
		{"a = b\nORDER\r\n\tBY c", "a = b", "c"},
		// The white space at the end of this restriction belongs to its value.
		{`a = b\ ORDER BY c`, "", ""},
		{`a = b\  ORDER BY c\ `, `a = b\ `, `c\ `},
		{"a = b\u00a0\u3000 ORDER BY c\u00a0", "a = b\u00a0\u3000", "c\u00a0"},
	} {
		q, err := jql.Parse(test.text)
		if err != nil {
			if test.where != "" || test.orderBy != "" {
				t.Errorf("%q: %v", test.text, err)
			}
			continue
		}
		if q.WhereText() != test.where || q.OrderByText() != test.orderBy {
			t.Errorf("%q: got %q and %q", test.text, q.WhereText(), q.OrderByText())
		}
		if q.Bounded() != (test.where != "") {
			t.Errorf("%q: Bounded is %t", test.text, q.Bounded())
		}
	}
}

func TestOnlyUnquotedDigitsAreANumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"a=12": 12, "a=-0012": -12, `a="12"`: 0, `a=\u0031`: 0, "a=1.5": 0, "a=99999999999999999999": 0} {
		c, _ := parse(t, text).Where.(jql.Clause)
		v, isValue := c.Operand.(jql.Value)
		n, ok := v.Number()
		if !isValue || ok != (want != 0) || ok && n != want {
			t.Errorf("%q: got %d, %t", text, n, ok)
		}
	}
}

func TestErrorsSayWhatToWriteInstead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"(a = b", "line 1, column 7: unexpected end of the query: a closing parenthesis is missing"},
		{"a in (b", "line 1, column 8: unexpected end of the query: a closing parenthesis is missing"},
		{"a = f(b", "line 1, column 8: unexpected end of the query: a closing parenthesis is missing"},
		{"a = b)", "line 1, column 6: a closing parenthesis without an opening one"},
		{"project = A) OR (1=1", "line 1, column 12: a closing parenthesis without an opening one"},
		{"order = 1", "line 1, column 1: `order` is a reserved word: write it in quotes, or write BY after it"},
		{"a = Select", "line 1, column 5: `Select` is a reserved word: write it in quotes (expected a value here)"},
		{"like = 1", "line 1, column 1: `like` is a reserved word: write it in quotes (expected a field here)"},
		{"a in (b, c,)", "line 1, column 12: a comma before the closing parenthesis: remove it"},
		{"a = f(b,)", "line 1, column 9: a comma before the closing parenthesis: remove it"},
		{"a in ()", "line 1, column 7: the list is empty: it needs at least one value"},
		{"a = b -- c", "line 1, column 7: JQL has no comments: remove this, or put it in quotes"},
		{"a = b // c", "line 1, column 7: JQL has no comments: remove this, or put it in quotes"},
		{"/* a */ b = c", "line 1, column 1: JQL has no comments: remove this, or put it in quotes"},
		{"a = b\n# c", "line 2, column 1: JQL has no comments: remove this, or put it in quotes"},
		{"é = \"b", "line 1, column 5: the quote opened here is never closed"},
		{"a = 'x\ty'", `line 1, column 7: the character U+0009 cannot stand in quotes: write \t`},
		{`a = C:\dir`, "line 1, column 7: `\\d` is not an escape: write \\\\ for a backslash; the others are \\\" \\' \\n \\r \\t, backslash and space, and \\uXXXX"},
		{"a == b", "line 1, column 4: `==` is not an operator: write `=` or `!=`"},
		{"a <> b", "line 1, column 4: `<>` is not an operator: write `!=`"},
		{"a =~ b", "line 1, column 4: `=~` is not an operator: write `~`"},
		{"status = Foo Bar", "line 1, column 14: unexpected `Bar`: expected AND, OR, ORDER BY or the end of the query; a value of several words needs quotes"},
		{"status in (Foo Bar)", "line 1, column 16: unexpected `Bar`: expected a closing parenthesis; a value of several words needs quotes"},
		{"a = b;", "line 1, column 6: `;` does not end a query: remove it, or put it in quotes"},
		{"a = x@y.z", "line 1, column 6: `@` cannot stand outside quotes"},
		{"(a = b ORDER BY c)", "line 1, column 8: ORDER BY cannot stand in parentheses, or a closing parenthesis is missing before it"},
		{"a = b ORDER BY c ORDER BY d", "line 1, column 18: `ORDER` is a reserved word: write it in quotes (expected a comma, ASC, DESC or the end of the query here)"},
		{"a = b ORDER BY", "line 1, column 15: unexpected end of the query: expected a field"},
		{"a = b ORDER", "line 1, column 12: unexpected end of the query: expected BY after ORDER"},
		{"a = (b)", "line 1, column 5: unexpected `(`: expected a value: a list needs the operator IN"},
		{"a in b", "line 1, column 6: unexpected `b`: expected a list in parentheses after IN"},
		{"a is b", "line 1, column 6: unexpected `b`: expected EMPTY or NULL after IS"},
		{"a b", "line 1, column 3: unexpected `b`: expected an operator, as in `field = value`"},
		{"cf = 1", "line 1, column 4: unexpected `=`: expected the number of a custom field after cf, as in cf[10010]"},
		{"cf[-1] = 1", "line 1, column 4: unexpected `-1`: expected the number of a custom field, as in cf[10010]"},
		{"cf[1 = 1", "line 1, column 6: unexpected `=`: expected `]` after the number of the custom field"},
		{"a = \x00", `line 1, column 5: the character U+0000 cannot stand here: remove it, or write \u0000 in quotes`},
		{"a = \xff", "line 1, column 5: this is not valid UTF-8"},
		{"a = \"\xff\"", "line 1, column 6: this is not valid UTF-8"},
		{"a = b\xc3", "line 1, column 6: this is not valid UTF-8"},
	} {
		_, err := jql.Parse(test.text)
		if err == nil || err.Error() != test.want {
			t.Errorf("%q\n got %v\nwant %s", test.text, err, test.want)
		}
	}
}

func TestAnErrorTellsTheByteOffset(t *testing.T) {
	t.Parallel()
	_, err := jql.Parse("é = 1 AND\n\"ü\" = ?")
	var e *jql.Error
	if !errors.As(err, &e) || e.Offset != 18 || e.Line != 2 || e.Column != 7 {
		t.Errorf("got %+v", e)
	}
}

func TestParseIsBounded(t *testing.T) {
	t.Parallel()
	nested := func(before, middle, after string, depth int) string {
		return strings.Repeat(before, depth) + middle + strings.Repeat(after, depth)
	}
	for _, shape := range []struct{ before, middle, after string }{
		{"(", "a=b", ")"},
		{"!", "a=b", ""},
		{"not ", "a=b", ""},
		{"! (", "a=b", ")"},
	} {
		levels := len(strings.ReplaceAll(shape.before, "not ", "!")) - strings.Count(shape.before, " (")
		most := jql.MaxDepth / levels
		if _, err := jql.Parse(nested(shape.before, shape.middle, shape.after, most)); err != nil {
			t.Errorf("%d times %q: %v", most, shape.before, err)
		}
		for _, times := range []int{most + 1, jql.MaxLength / 5} {
			_, err := jql.Parse(nested(shape.before, shape.middle, shape.after, times))
			if err == nil || !strings.Contains(err.Error(), "nested too deeply") {
				t.Errorf("%d times %q: %v", times, shape.before, err)
			}
		}
	}
	if _, err := jql.Parse("a in " + nested("(", "b", ")", jql.MaxDepth+1)); err == nil {
		t.Error("a list deeper than the bound is accepted")
	}
	if _, err := jql.Parse("a=" + strings.Repeat("b", jql.MaxLength-2)); err != nil {
		t.Errorf("at the greatest length: %v", err)
	}
	if _, err := jql.Parse("a=" + strings.Repeat("b", jql.MaxLength-1)); err == nil {
		t.Error("a text longer than the bound is accepted")
	}
}

func TestLongPiecesAreShortenedInErrors(t *testing.T) {
	t.Parallel()
	_, err := jql.Parse("a " + strings.Repeat("b", 1000))
	if err == nil || len(err.Error()) > 200 {
		t.Errorf("got %v", err)
	}
}
