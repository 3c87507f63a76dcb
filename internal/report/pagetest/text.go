package pagetest

import (
	"slices"
	"strings"
	"testing"

	"weir/internal/report"
)

// Awkward are texts that people write, and that could mean something in some format
// or other.
func Awkward() []string {
	return []string{
		"two\nlines", "a\n\n\nb", "  spaces before\n    and within", "ends in a space  \nbackslash \\\nend", "tab\there",
		"**bold** __bold__ _em_ *em* `code` ~~gone~~ ==x==", "**bold all through**", "<b>bold</b> &amp; &lt; &#65; &nbsp; <br> <br/> < > &",
		"a | b \\| c \\\\| d |", "\\", "\\n \\\\ \\* \\<", "<!-- " + mark + " -->", "<!-- /" + mark + " -->", "-->", "]]>", mark,
		"=1+1", "'=1", "''=1", "'", "'tis", "-5", "+1 agreed", "@bob", "a;=HYPERLINK(\"x\")\nb", "a;'=HYPERLINK(\"x\")", "x\n=SUM(A1)", "x\n'=SUM(A1)", "x\t@y(1)",
		"\"quoted, with commas\"; and semicolons", "\"", "- item\n- item", "# heading", "1. one\n2. two", "> quoted", "---", "```\nfence\n```", "| a | b |\n|---|---|\n| c | d |",
		"https://x.example/a_b_c?d=1&e=2", "[x](https://x.example)", "[x](javascript:alert(1))", "![x](https://x.example/p.png)",
		"<script>alert(1)</script>", "</td></tr></table></article></main>", "<img src=x onerror=alert(1)>", "<style>*{display:none}</style>",
		"e\u0301 👩‍🔧 שלום \u200f ملخص", "no-break\u00a0space", "\u2028line separator\u2028", "\ufeffmark", "_x000D_ _x0041_", "a_x0041_x0042_b", "OPS-1", "[OPS-2]", "new", "changed", "●", "–", "—", "Note", "Kept", "Total",
		"0123", "1.0", "1e3", "2026-11-29", "29.11.2026", "50 %", "TRUE", "#REF!", "{{.}} ${x} %s", strings.Repeat("long words ", 500),
	}
}

func written(t *testing.T, h Harness) {
	v := view()
	for i, text := range Awkward() {
		mine := ""
		if i%2 == 0 {
			mine = text
		}
		r := row(i+1, text, mine)
		v.Groups[0].Rows = append(v.Groups[0].Rows, r)
		v.Kept = append(v.Kept, report.Passage{Key: r.Key, URL: r.URL, Where: []string{"", "Mine"}[i%2], Text: text}, report.Passage{Text: text})
	}
	f := write(t, h, v)
	wantView(t, h, f, v)
	// Carried over, as the engine does, with whatever form the page has found.
	for range 2 {
		f = write(t, h, again(v, f))
		wantView(t, h, f, v)
	}
}

// Hostile are texts that somebody may have typed into Jira.
func Hostile() []string {
	return append(slices.Clone(Awkward()),
		"cut\x00 by\x01 control\x1b[2J characters\x7f", "\u202eturned\u202c round", "\u2066isolated\u2069", "lone \r return", "bad \xff\xfe UTF-8", "zero\u200bwidth", "\x0b\x0c",
		"![](https://evil.example/p.png)", "[OPS-99]("+site+"OPS-99)", "\n|---|\n| x |", "\n\n<!-- /"+mark+" -->\n\n# Out\n", "\ud7ff\ufffe\uffff",
		strings.Repeat("=", 300), strings.Repeat("<div>", 600), "DDE(\"cmd\";\"/C calc\")", "=cmd|' /C calc'!A0",
	)
}

func hostile(t *testing.T, h Harness) {
	v := view()
	for i, text := range Hostile() {
		r := row(i+1, "mine", "")
		r.Cells[summaryAt].Text = text
		r.Cells[2].Text, r.Cells[2].Changed = text, i%2 == 0
		r.Cells[pointsAt] = report.Cell{Kind: report.Text, Text: text, Link: "https://x.example/?q=\"><script>alert(1)</script>|)"}
		v.Groups[0].Rows = append(v.Groups[0].Rows, r)
	}
	wantView(t, h, write(t, h, v), v)
	// In headings, too.
	v = view()
	for i, text := range Hostile() {
		text = "x" + text
		v.Groups = append(v.Groups, report.Group{Heading: text, Rows: []report.Row{row(i+1, "mine", "")}})
		v.Left = append(v.Left, report.Gone{Key: text, URL: "https://x.example/" + text})
	}
	v.Line.Query = "https://jira.example.com/issues/?jql=\"></a><script>|)|"
	v.Line.Trouble, v.Title = Hostile()[0], strings.Join(Hostile(), " ")
	v.Columns[1].Title = "Sum | <b>mary</b>"
	wantView(t, h, write(t, h, v), v)
}
