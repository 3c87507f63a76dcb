package table_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/table"
)

// obeyed is what a terminal, or a reader of lines, may take for an order.
const obeyed = "\x1b\x07\x7f\u0080\u0085\u009b\u009f\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2028\u2029\u2066\u2067\u2068\u2069"

func TestSafeJSON(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"{\"a\":\"\u009b2J\x7f\"}":             `{"a":"\u009b2J\u007f"}`,
		"[\"\u202e\u2066\u061c\u2028\u2029\"]": `["\u202e\u2066\u061c\u2028\u2029"]`,
		"[\"\x9b2J\"]":                         `["\ufffd2J"]`,
		`["完成 é \u001b \\ 👩", 1.50, null]`:     `["完成 é \u001b \\ 👩", 1.50, null]`,
		"": "",
	} {
		if got := string(table.SafeJSON([]byte(source))); got != want {
			t.Errorf("%q: got %s, want %s", source, got, want)
		}
	}
}

// The reader of the JSON notices nothing.
func TestSafeJSONMeansTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune(obeyed+`"\a`)))).Draw(t, "text")
		source, err := json.Marshal(map[string]string{text: text})
		if err != nil {
			t.Fatal(err)
		}
		safe := table.SafeJSON(source)
		if strings.ContainsAny(string(safe), obeyed) {
			t.Fatalf("a terminal would obey %q", safe)
		}
		var before, after map[string]string
		if err := json.Unmarshal(source, &before); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(safe, &after); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestJSONOfATableIsSafeInATerminal(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(map[string]string{"x": obeyed})
	if err != nil {
		t.Fatal(err)
	}
	if got := cell(t, table.JSON, string(raw)); strings.ContainsAny(got, obeyed) {
		t.Errorf("a terminal would obey %q", got)
	}
	var out bytes.Buffer
	found, err := table.Columns([]string{"n\u009b"}, []table.Field{{ID: "f", Name: "n\u009b"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := table.Write(&out, found, sequence(sample(), nil), table.Options{Format: table.JSON}); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(out.String(), obeyed) {
		t.Errorf("a terminal would obey the name of a column: %q", out.String())
	}
}

func TestASpreadsheetRunsNothing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)",
		"＝1+1": "'＝1+1", "＋1": "'＋1", "－1": "'－1", "＠SUM(A1)": "'＠SUM(A1)",
		"  =1+1":                 "'  =1+1",
		"\u00a0=1":               "'\u00a0=1",
		"\ufeff=1":               "'\ufeff=1",
		"\t=1":                   "'\t=1",
		"\x00=1":                 "'=1",
		"a;=cmd|' /C calc'!A0;b": "a;'=cmd|' /C calc'!A0;b",
		"a; ＝SUM（A1）":            "a;' ＝SUM（A1）",
		"a\n-HYPERLINK(A1)":      "a\n'-HYPERLINK(A1)",
		"a\t\"@SUM(A1)":          "a\t'\"@SUM(A1)",
		"=a;=b!c":                "'=a;'=b!c",
		// Text as people write it.
		"a;b, c; d":                  "a;b, c; d",
		"two things:\n- one\n- two;": "two things:\n- one\n- two;",
		"ready ;-) or 1=1":           "ready ;-) or 1=1",
		"a,=b(c)":                    "a,=b(c)",
		"e-mail me@a.example":        "e-mail me@a.example",
	} {
		var out bytes.Buffer
		issues := []weir.Issue{{Key: "OPS-1", Summary: text}}
		if _, err := table.Write(&out, columns(t, "key", "summary"), sequence(issues, nil), table.Options{Format: table.CSV}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if got := rows[1][1]; got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestALinkOfMarkdownStaysALink(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ key, url, want string }{
		"brackets":     {"O](x)[", "https://jira.test/browse/O](x)[", `[O\](x)\[](https://jira.test/browse/O%5D%28x%29%5B)`},
		"a query":      {"OPS-1", "https://jira.test/x?a=1&copy=2#f_g", `[OPS-1](https://jira.test/x?a=1&amp;copy=2#f_g)`},
		"odd letters":  {"OPS-1", "https://jira.test/a b|c<d>\\`é\n", "[OPS-1](https://jira.test/a%20b%7Cc%3Cd%3E%5C%60%C3%A9%0A)"},
		"encoded ones": {"OPS-1", "https://jira.test/a%20b", "[OPS-1](https://jira.test/a%20b)"},
		"a script":     {"OPS-1", "javascript:alert(1)", "OPS-1"},
		"no address":   {"OPS-1", "", "OPS-1"},
	} {
		var out bytes.Buffer
		issues := []weir.Issue{{Key: test.key, URL: test.url}}
		if _, err := table.Write(&out, columns(t, "key"), sequence(issues, nil), table.Options{Format: table.Markdown}); err != nil {
			t.Fatal(err)
		}
		want := "| Key |\n| --- |\n| " + test.want + " |\n"
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}
