package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"weir"
	"weir/internal/adf"
	"weir/internal/adf/wiki"
)

// ConvertParams say what to make of a document.
type ConvertParams struct {
	From     string // adf, wiki, or empty: whatever it looks like
	To       string // markdown, html or text
	Profile  string // of HTML: empty or onenote
	Width    int    // of text: the most characters in a line; 0: as they are
	MaxRunes int    // the most characters in all; 0: no limit
}

// Check reports what cannot be asked for, as an error of kind Usage.
func (p ConvertParams) Check() error {
	wrong := func(text, next string) error { return &weir.Error{Kind: weir.Usage, Text: text, Next: next} }
	switch {
	case p.From != "" && p.From != "adf" && p.From != "wiki":
		return wrong(fmt.Sprintf("there is no format %q to convert from", p.From), "write --from adf or --from wiki, or leave it out")
	case p.To != "markdown" && p.To != "html" && p.To != "text":
		return wrong(fmt.Sprintf("there is no format %q to convert to", p.To), "write --to markdown, --to html or --to text")
	case p.Profile != "" && p.Profile != string(adf.OneNote):
		return wrong(fmt.Sprintf("there is no profile %q", p.Profile), "leave --profile out for a page's body, or write --profile onenote")
	case p.Profile != "" && p.To != "html":
		return wrong("--profile belongs to HTML", "write --to html, or leave --profile out")
	case p.Width != 0 && p.To != "text":
		return wrong("--width belongs to text", "write --to text, or leave --width out")
	case p.Width < 0 || p.MaxRunes < 0:
		return wrong("--width and --max-runes cannot be negative", "0 sets no limit")
	}
	return nil
}

// Convert writes a document in another format. The source is the document
// itself, or an issue as Jira's API gives it, of which it is the description.
func Convert(source []byte, p ConvertParams) (string, error) {
	if err := p.Check(); err != nil {
		return "", err
	}
	doc, err := readDocument(source, p.From)
	if err != nil {
		return "", err
	}
	o := adf.Options{MaxRunes: p.MaxRunes, Width: p.Width, Profile: adf.Profile(p.Profile)}
	switch p.To {
	case "html":
		return adf.HTML(doc, o), nil
	case "text":
		return adf.Text(doc, o), nil
	default:
		return adf.Markdown(doc, o), nil
	}
}

func readDocument(source []byte, from string) (*adf.Node, error) {
	source = bytes.TrimPrefix(source, []byte("\xef\xbb\xbf"))
	description, isIssue := descriptionOf(source)
	switch {
	case isIssue && len(description) > 0 && description[0] == '"':
		var text string
		if err := json.Unmarshal(description, &text); err != nil {
			return nil, fmt.Errorf("read description: %w", err) // it was JSON a moment ago
		}
		return readText(text, from)
	case isIssue && from == "wiki" && len(description) > 0:
		return nil, &weir.Error{Kind: weir.BadInput, Text: "the issue's description is ADF, not wiki markup", Next: "write --from adf, or leave it out"}
	case isIssue:
		return adf.Parse(description)
	case from == "adf" || from == "" && json.Valid(source) && bytes.HasPrefix(bytes.TrimSpace(source), []byte("{")):
		doc, err := adf.Parse(source)
		if err != nil {
			return nil, &weir.Error{Kind: weir.BadInput, Text: "the document cannot be read", Err: err, Next: "give ADF as JSON, or write --from wiki"}
		}
		return doc, nil
	case !utf8.Valid(source):
		return nil, &weir.Error{Kind: weir.BadInput, Text: "the document is not UTF-8 text", Next: "convert it first, for instance with iconv"}
	default:
		return readText(string(source), "wiki")
	}
}

// readText reads a text out of JSON: wiki markup, unless ADF was promised.
func readText(text, from string) (*adf.Node, error) {
	if from == "adf" {
		return nil, &weir.Error{Kind: weir.BadInput, Text: "the issue's description is wiki markup, not ADF", Next: "write --from wiki, or leave it out"}
	}
	return wiki.Parse(text), nil
}

// descriptionOf returns the description of an issue as Jira's API gives it;
// nothing where it has none.
func descriptionOf(source []byte) (description json.RawMessage, isIssue bool) {
	var issue struct {
		Fields *struct {
			Description json.RawMessage `json:"description"`
		} `json:"fields"`
	}
	if json.Unmarshal(source, &issue) != nil || issue.Fields == nil {
		return nil, false
	}
	if text := strings.TrimSpace(string(issue.Fields.Description)); text == "" || text == "null" {
		return json.RawMessage(`null`), true
	}
	return issue.Fields.Description, true
}
