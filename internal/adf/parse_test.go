package adf_test

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/adf"
)

// wire is a node as encoding/json reads it, for documents that keep to the schema.
type wire struct {
	Type  string
	Text  string
	Attrs map[string]any
	Marks []struct {
		Type  string
		Attrs map[string]any
	}
	Content []*wire
}

func (w *wire) node() *adf.Node {
	n := &adf.Node{Type: w.Type, Text: w.Text, Attrs: attributes(w.Attrs)}
	for _, m := range w.Marks {
		n.Marks = append(n.Marks, adf.Mark{Type: m.Type, Attrs: attributes(m.Attrs)})
	}
	for _, child := range w.Content {
		n.Content = append(n.Content, child.node())
	}
	return n
}

func attributes(a map[string]any) map[string]any {
	a = maps.Clone(a)
	if delete(a, "localId"); len(a) == 0 {
		return nil
	}
	return a
}

// What encoding/json makes of a document, the decoder makes of it, too.
func TestDecoderAgreesWithEncodingJSON(t *testing.T) {
	t.Parallel()
	sources := []string{
		`{"type":"doc","version":1,"content":[{"type":"paragraph","attrs":{"localId":"x"},"content":[{"type":"text","text":"a\u00e9\ud83d\ude00\n\"\\\/\b\f\r\t","marks":[{"type":"link","attrs":{"href":"https://a.example","n":[1,-2.5e3,true,false,null,{"a":{}},[]]}}]}]}]}`,
		" {\t\"type\" : \"doc\" ,\r\n\"content\" : [ ] } ",
		`{"type":"doc","content":[{"type":"text","text":"\ud800 \udc00x \ud83d\ud83d\ude00 \ud800\u0041"}]}`,
		"{\"type\":\"doc\",\"content\":[{\"type\":\"text\",\"text\":\"a\xffb\xc3(\xe2\x82 \\n\xf0\x9f\"}]}",
		`{"content":[{"content":[{"text":"x","type":"text"}],"type":"p","unknown":{"deep":[[[{"a":"}]"}]]]}}],"type":"doc"}`,
	}
	for _, name := range []string{"small-document.adf.json", "editor-document.adf.json"} {
		if b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "fixtures", "adf", name)); err == nil {
			sources = append(sources, string(b))
		}
	}
	for _, source := range sources {
		var w wire
		if err := json.Unmarshal([]byte(source), &w); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(w.node(), parse(t, source)); diff != "" {
			t.Errorf("%.100q (-want +got):\n%s", source, diff)
		}
	}
}

// Any JSON at all is a document, and keeps what text it has.
func TestWhateverIsJSONIsADocument(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`null`: "", `true`: "", `{}`: "", `[]`: "", `12.5`: "12.5", `"text"`: "text",
		`[{"type":"text","text":"a"},[{"type":"text","text":"b"}]]`:                                                                                   "ab",
		`{"type":"paragraph","content":[{"type":"text","text":"a"}]}`:                                                                                 "a",
		`{"type":"doc","content":{"type":"paragraph","content":"a"}}`:                                                                                 "a",
		`{"type":"doc","content":null,"attrs":null,"marks":null,"text":null}`:                                                                         "",
		`{"type":"doc","content":[null,5,{"type":7,"text":8},{"type":null,"content":[{}]}]}`:                                                          "58",
		`{"type":"doc","content":[{"type":"heading","content":[{"type":"text","text":"a"}]}]}`:                                                        "# a",
		`{"type":"doc","content":[{"type":"heading","attrs":{"level":"3"},"content":[{"type":"text","text":"a"}]}]}`:                                  "### a",
		`{"type":"doc","content":[{"type":"heading","attrs":{"level":-1e99},"content":[{"type":"text","text":"a"}]}]}`:                                "# a",
		`{"type":"doc","content":[{"type":"orderedList","attrs":[1],"content":[{"type":"text","text":"a"}]}]}`:                                        "1. a",
		`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"a","marks":["strong",3,null]}]}]}`:                            "**a**",
		`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"a","marks":{"type":"em"}}]}]}`:                                "*a*",
		`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"a","marks":[{"type":"link"}]}]}]}`:                            "a",
		`{"type":"doc","content":[{"type":"x","content":[{"type":"y","text":"a"}]},{"type":"z","text":"b"}]}`:                                         "a\n\nb",
		`{"type":"doc","content":[{"type":"table"},{"type":"tableRow"},{"type":"bulletList","content":[{}]},{"type":"media"}]}`:                       "- \u00a0\n\nattachment",
		`{"type":"doc","content":[{"type":"mention"},{"type":"date"},{"type":"emoji"},{"type":"status"},{"type":"inlineCard"},{"type":"extension"}]}`: "",
		"\ufeff\"x\"": "x",
	} {
		if got := adf.Markdown(parse(t, source), adf.Options{}); got != want {
			t.Errorf("%s: got %q, want %q", source, got, want)
		}
		for _, write := range writers() {
			write(parse(t, source), adf.Options{MaxRunes: 3})
		}
	}
}

func TestWhatIsNotJSONIsOneError(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"", " ", "{", "[", `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{,}`, `{a:1}`, `[1,]`, `[,1]`, `[1 2]`, `{"a":1 "b":2}`, `{"a" 1}`, `}`, `]`, `[}`, `{]`,
		`"`, `"\`, `"\x"`, `"\u12"`, `"\u12g4"`, "\"a\nb\"", "\"\\n\x01\"", `"a" "b"`, `{} {}`, `tru`, `nul`, `True`, `-`, `01`, `1.`, `1e`, `1e+`, `.5`, `+1`, `NaN`, `'a'`,
		`{"attrs":{"a":[1,{"b":}]}}`, `{"marks":[{"type":"strong",}]}`, `{"x":[1,[2,{"y":[}]]]}`, "<html>", "h1. Title", "{\"text\":\"a\x00b\"}",
	} {
		d, err := adf.Parse([]byte(source))
		var syntax *adf.SyntaxError
		if d != nil || !errors.As(err, &syntax) {
			t.Errorf("%q: %v, %v", source, d, err)
			continue
		}
		if json.Valid([]byte(source)) || syntax.Offset < 0 || syntax.Offset > len(source) || strings.Contains(syntax.Error(), "\n") {
			t.Errorf("%q: %v", source, syntax)
		}
	}
}
