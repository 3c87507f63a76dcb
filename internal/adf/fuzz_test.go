package adf_test

import (
	"strings"
	"testing"
	"unicode"

	"weir/internal/adf"
)

func sources() []string {
	return []string{
		`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"a *b* \ud800","marks":[{"type":"strong"}]}]}]}`,
		`{"type":"doc","content":[{"type":"table","content":[{"type":"tableRow","content":[{"type":"tableHeader","attrs":{"colspan":2},"content":[{"type":"x"}]}]}]}]}`,
		`{"type":"doc","content":[{"type":"orderedList","attrs":{"order":3},"content":[{"type":"listItem","content":[{"type":"codeBlock","content":[{"type":"text","text":"` + "```" + `"}]}]}]}]}`,
		`[{"type":"text","text":"x","marks":[{"type":"link","attrs":{"href":"https://a.example/)"}}]},null,[1.5e3],"\u0000"]`,
		`{"type":"taskList","content":[{"type":"taskItem","attrs":{"state":"DONE"},"content":"x"}]}`,
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range sources() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		d, err := adf.Parse([]byte(source))
		if (d == nil) == (err == nil) {
			t.Fatalf("%v, %v", d, err)
		}
		if err != nil {
			return
		}
		for name, write := range writers() {
			checkCharacters(t, name, write(d, adf.Options{}))
		}
	})
}

// fuzzed makes a document in which one text stands in many places.
func fuzzed(s, marks string) *adf.Node {
	half := len(s) / 2
	var all []adf.Mark
	for i, kind := range []string{"strong", "em", "strike", "code"} {
		if i < len(marks) && marks[i] == '1' {
			all = append(all, mark(kind))
		}
	}
	if strings.HasSuffix(marks, "l") {
		all = append(all, link("https://a.example/"+s))
	}
	line := func() nodes { return nodes{text("a"), text(s[:half], all...), text(s[half:]), text("b", all...)} }
	return doc(paragraph(line()...), paragraph(text(s)), node("heading", nil, line()...), node("codeBlock", nil, text(s)),
		node("bulletList", nil, node("listItem", nil, paragraph(text(s, all...)), paragraph(line()...))),
		node("table", nil, node("tableRow", nil, node("tableHeader", nil, paragraph(line()...)), node("tableCell", nil, paragraph(text(s)), node("codeBlock", nil, text(s))))))
}

func seedTexts(f *testing.F) {
	f.Helper()
	for _, s := range append(attacks(), "- a\n1. b", "a_b *c* `d` ~~e~~", "| a |\n| --- |", "&amp; \\", "https://a.example www.a.example a@a.example", "# a #", "a\n===", "~~~", "    a") {
		f.Add(s, "1000l")
		f.Add(s, "0110")
	}
}

func FuzzMarkdown(f *testing.F) {
	seedTexts(f)
	f.Fuzz(func(t *testing.T, s, marks string) {
		d := fuzzed(s, marks)
		got := readMarkdown(t, adf.Markdown(d, adf.Options{}))
		if a := words(cleaned(expect(d, true, false).text.String())); a != got.text {
			t.Errorf("want %q\n got %q", a, got.text)
		}
		readMarkdown(t, adf.Markdown(d, adf.Options{MaxRunes: 40}))
	})
}

// cleaned is what is left of a text that has all kinds of characters: white
// space, and what can be seen.
func cleaned(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || r == 0x2028 || r == 0x2029:
			b.WriteByte(' ')
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff, r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func FuzzHTML(f *testing.F) {
	seedTexts(f)
	f.Fuzz(func(t *testing.T, s, marks string) {
		d := fuzzed(s, marks)
		for _, profile := range []adf.Profile{adf.Page, adf.OneNote} {
			checkHarmless(t, adf.HTML(d, adf.Options{Profile: profile}), profile)
			checkHarmless(t, adf.HTML(d, adf.Options{Profile: profile, MaxRunes: 40}), profile)
		}
	})
}

func FuzzText(f *testing.F) {
	seedTexts(f)
	f.Fuzz(func(t *testing.T, s, marks string) {
		checkCharacters(t, "text", adf.Text(fuzzed(s, marks), adf.Options{Width: 20}))
	})
}
