package formula_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir/internal/formula"
)

func TestNoTextIsTakenForAFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"=1+1":            "'=1+1",
		"+x":              "'+x",
		"-x":              "'-x",
		"@SUM(A1)":        "'@SUM(A1)",
		"\t=1":            "'\t=1",
		"\r=1":            "'=1",
		"|x":              "'|x",
		"plain":           "plain",
		"it's":            "it's",
		"'quoted'":        "'quoted'",
		"a;=cmd|'/c x'!A": "a;'=cmd|'/c x'!A",
		"\x1b[2J":         "[2J",
	} {
		if got := formula.Safe(text); got != want {
			t.Errorf("Safe(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestUndoGivesBackWhatSafeQuoted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[=+@\-|%\t]?[a-z '=]{0,5}`).Draw(t, "text")
		if strings.HasPrefix(text, "'") {
			return // was it quoted before? Only its writer knows
		}
		if got := formula.Undo(formula.Safe(text)); got != text {
			t.Fatalf("%q came back as %q", text, got)
		}
	})
	for text, want := range map[string]string{"''=1": "'=1", "'tis": "'tis", "'": "'", "": ""} {
		if got := formula.Undo(text); got != want {
			t.Errorf("Undo(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestUnquoteGivesBackEveryText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringMatching(`[=+@'; \t\n(|!a"-]{0,9}`), rapid.StringMatching(`'*=[a-z]?;? ?'*[=+]f\(x\)`)).Draw(t, "text")
		quoted := formula.Quote(text)
		if got := formula.Unquote(quoted); got != text {
			t.Fatalf("%q became %q and came back as %q", text, quoted, got)
		}
		// It is as safe as what Safe makes: there is nothing left for it to do.
		if again := formula.Safe(quoted); again != quoted {
			t.Fatalf("%q is not safe: %q", quoted, again)
		}
	})
	for text, want := range map[string]string{"=1": "'=1", "'=1": "''=1", "'tis": "'tis", "a;=f(x)": "a;'=f(x)", "a;'=f(x)": "a;''=f(x)", " \n=f(x)": "' \n'=f(x)", "\x1b[m": "[m"} {
		if got := formula.Quote(text); got != want {
			t.Errorf("Quote(%q) = %q, want %q", text, got, want)
		}
	}
}
