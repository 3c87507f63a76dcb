package jql_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/jql"
)

func FuzzParse(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := jql.Parse(text)
		if err == nil {
			checkWrap(t, q)
			return
		}
		var e *jql.Error
		if !errors.As(err, &e) {
			t.Fatalf("%T is not an *Error", err)
		}
		if e.Offset < 0 || e.Offset > len(text) || e.Line < 1 || e.Column < 1 {
			t.Errorf("the place is outside the text: %+v", e)
		}
		if e.Text == "" || len(e.Text) > 500 || strings.ContainsAny(e.Text, "\n\r") {
			t.Errorf("the text is not one short line: %q", e.Text)
		}
	})
}

func FuzzQuote(f *testing.F) {
	f.Add("project", "OPS")
	f.Add("cf[12]", `"\'`+"\x00\x7f\xff\ufffe\n\t")
	f.Add("order by", "a) OR (b = c")
	f.Add("customfield_1", `\u0041`)
	f.Fuzz(func(t *testing.T, field, value string) {
		if len(field)+len(value) > 4000 {
			return
		}
		// As runes, each byte that is not UTF-8 becomes one U+FFFD.
		want := jql.Expr(clause(string([]rune(field)), jql.Equals, quoted(string([]rune(value)))))
		got := parse(t, jql.Equal(field, value).String()).Where
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
