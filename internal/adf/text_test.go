package adf_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"weir/internal/adf"
)

// Each word is there, in order, and none is new but the marks of lists and the
// addresses of links. Wrapping changes nothing but the white space.
func TestTextHoldsEveryWord(t *testing.T) {
	t.Parallel()
	seed := seedFrom(t)
	t.Logf("WEIR_SEED=%d", seed)
	for i := range 700 * rounds(t) {
		d := newGenerator(seed + i).document()
		got, want := adf.Text(d, adf.Options{}), expect(d, false, false)
		if _, ok := lost(strings.Join(strings.Fields(got), ""), strings.Join(strings.Fields(want.text.String()), "")); !ok {
			t.Fatalf("WEIR_SEED=%d: of %q\nis not all in %q", seed+i, words(want.text.String()), got)
		}
		for line := range strings.SplitSeq(got, "\n") {
			if strings.TrimLeft(line, " ") != "" && strings.HasSuffix(line, "\t") {
				t.Fatalf("WEIR_SEED=%d: a line ends in white space: %q", seed+i, line)
			}
		}
	}
}

func TestTextIsWrappedByWords(t *testing.T) {
	t.Parallel()
	d := doc(paragraph(text("one two three four five")), node("bulletList", nil, node("listItem", nil, paragraph(text("six seven eight unbreakable-word nine")))))
	want := "one two\nthree four\nfive\n\n- six\n  seven\n  eight\n  unbreakable-word\n  nine"
	if got := adf.Text(d, adf.Options{Width: 10}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := adf.Text(d, adf.Options{}); strings.Count(got, "\n") != 2 {
		t.Errorf("without a width:\n%s", got)
	}
}

func TestRaisedTextIsReadAsSuch(t *testing.T) {
	t.Parallel()
	raised := func(s, kind string) *adf.Node {
		return text(s, adf.Mark{Type: "subsup", Attrs: attrs{"type": kind}})
	}
	d := doc(paragraph(text("10"), raised("-", "sup"), raised("3", "sup"), text(" H"), raised("2", "sub"), text("O, "), raised("1", "sup"), raised(" x", "sup"),
		text(" (a) "), raised("2", "sup"), text(" é"), raised("n", "sup")))
	if got, want := adf.Text(d, adf.Options{}), "10^-3 H2O, 1 x (a) 2 é^n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDatesAreDays(t *testing.T) {
	t.Parallel()
	west := time.FixedZone("west", -5*60*60)
	for _, test := range []struct {
		timestamp any
		options   adf.Options
		want      string
	}{
		{"1709251200000", adf.Options{}, "2024-03-01"},
		{"1709251200000", adf.Options{Zone: west}, "2024-03-01"},                        // a day
		{"1709251200001", adf.Options{Zone: west}, "2024-02-29"},                        // a moment
		{1709251200000.0, adf.Options{DateFormat: "2 Jan 2006"}, "1 Mar 2024"},          // a number
		{"next week", adf.Options{}, "next week"},                                       // no number
		{"99999999999999999999", adf.Options{Zone: west}, "99999999999999999999"},       // no time
		{nil, adf.Options{}, ""},                                                        // nothing
		{"-86400000", adf.Options{DateFormat: time.DateOnly, Zone: west}, "1969-12-31"}, // before 1970
	} {
		d := doc(paragraph(node("date", attrs{"timestamp": test.timestamp})))
		if got := adf.Text(d, test.options); got != test.want {
			t.Errorf("%v: got %q, want %q", test.timestamp, got, test.want)
		}
	}
}

func TestWhatTheCallerKnows(t *testing.T) {
	t.Parallel()
	o := adf.Options{
		Name:     func(id string) string { return strings.TrimPrefix("Ana of "+id, "!") },
		MediaURL: func(id string) string { return "https://a.example/files/" + id },
		Link:     func(target string) string { return strings.Replace(target, "/browse/", "https://a.example/browse/", 1) },
	}
	d := doc(paragraph(node("mention", attrs{"id": "u1"}), text(" "), node("mention", attrs{"id": "u2", "text": "@@Bo"}), text(" "),
		text("OPS-1", link("/browse/OPS-1")), text(" "), node("mediaInline", attrs{"id": "f1", "alt": "log.txt"}), text(" "),
		node("mediaInline", attrs{"id": "f2", "type": "image", "alt": "chart"})))
	want := "@Ana of u1 @Bo [OPS-1](https://a.example/browse/OPS-1) [log.txt](https://a.example/files/f1) ![chart](https://a.example/files/f2)"
	if got := adf.Markdown(d, o); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	o.Link = func(string) string { return "javascript:alert(1)" }
	o.MediaURL = func(string) string { return "data:text/html,x" }
	if got := adf.Markdown(d, o); strings.Contains(got, "](") {
		t.Errorf("an unsafe address: %s", got)
	}
}

// A limit is kept to by every format, markup included; what is cut is cut behind
// a word, and is still a document.
func TestLimits(t *testing.T) {
	t.Parallel()
	seed := seedFrom(t)
	t.Logf("WEIR_SEED=%d", seed)
	for i := range 200 * rounds(t) {
		g := newGenerator(seed + i)
		d := g.document()
		most := 1 + g.IntN(300)
		for name, write := range writers() {
			whole, cut := write(d, adf.Options{}), write(d, adf.Options{MaxRunes: most})
			n := utf8.RuneCountInString(cut)
			switch {
			case n > most:
				t.Fatalf("WEIR_SEED=%d: %s has %d characters of %d:\n%s", seed+i, name, n, most, cut)
			case utf8.RuneCountInString(whole) <= most && cut != whole:
				t.Fatalf("WEIR_SEED=%d: %s was cut for no reason:\n%s\n%s", seed+i, name, whole, cut)
			case cut != whole && !strings.Contains(cut, "…"):
				t.Fatalf("WEIR_SEED=%d: %s does not say that there was more:\n%s\n%s", seed+i, name, whole, cut)
			}
		}
		readMarkdown(t, adf.Markdown(d, adf.Options{MaxRunes: most}))
		checkHarmless(t, adf.HTML(d, adf.Options{MaxRunes: most}), adf.Page)
	}
}

func TestACutIsBehindAWord(t *testing.T) {
	t.Parallel()
	d := doc(paragraph(text("one two "), text("three four five", mark("strong"), link("https://a.example"))))
	for most, want := range map[int]string{
		1: "…", 5: "one…", 12: "one two…", 44: "one two [**three four…**](https://a.example)", 45: "one two [**three four…**](https://a.example)", 48: "one two [**three four five**](https://a.example)",
	} {
		if got := adf.Markdown(d, adf.Options{MaxRunes: most}); got != want {
			t.Errorf("%d: got %q, want %q", most, got, want)
		}
	}
	if got := adf.HTML(doc(paragraph(text("some words here", mark("em")))), adf.Options{MaxRunes: 26}); got != "<p><em>some…</em></p>\n" {
		t.Errorf("got %q", got)
	}
	if got := adf.Text(doc(paragraph(text("Donaudampfschiff"))), adf.Options{MaxRunes: 6}); got != "Donau…" {
		t.Errorf("got %q", got)
	}
}

// writers are the ways to write a document.
func writers() map[string]func(*adf.Node, adf.Options) string {
	return map[string]func(*adf.Node, adf.Options) string{
		"Markdown": adf.Markdown,
		"Text":     adf.Text,
		"HTML":     adf.HTML,
		"HTML for OneNote": func(n *adf.Node, o adf.Options) string {
			o.Profile = adf.OneNote
			return adf.HTML(n, o)
		},
	}
}
