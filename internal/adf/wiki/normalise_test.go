package wiki_test

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"weir/internal/adf"
)

// normalise writes a tree anew such that two trees that mean the same are equal:
//
//   - only attributes that mean something are kept ([keptAttrs]): no empty ones,
//     no defaults (Java, 200 by 183 pixels, the first number 1), no alt that is
//     the file's name, no title of a link, no text of a mention or an emoji;
//   - marks are sorted, texts with equal marks joined, and spaces and line breaks
//     at the ends of lines and paragraphs dropped, as are paragraphs without text;
//   - a heading cell is bold anyway, so bold means nothing in it;
//   - a citation begins with a dash for the oracle, as Jira's style sheet shows it:
//     no such dash in what is emphasised;
//   - dashes are hyphens again: the oracle replaces them only outside effects,
//     cells and headings, Jira everywhere; and carriage returns, which it leaves
//     behind some dashes, are nothing;
//   - each medium is a block of its own: the oracle splits sentences at files and
//     images, ours are part of the sentence, as in Jira;
//   - the first line of a paragraph behind a block is a paragraph of its own: the
//     oracle takes the line break there for a blank line;
//   - a panel holds paragraphs, headings and lists only, as it did when the
//     oracle was written; the rest stands between panels.
func normalise(n *adf.Node) *adf.Node {
	out := &adf.Node{Type: n.Type, Attrs: keptAttrs(n), Text: n.Text, Marks: keptMarks(n.Marks)}
	for _, c := range n.Content {
		out.Content = append(out.Content, spread(normalise(c))...)
	}
	switch n.Type {
	case "paragraph", "heading":
		out.Content = inlines(out.Content)
	case "codeBlock":
		for _, c := range out.Content {
			c.Text = strings.TrimSpace(strings.ReplaceAll(c.Text, "\r\n", "\n"))
		}
	case "tableHeader":
		each(out, func(n *adf.Node) {
			n.Marks = slices.DeleteFunc(n.Marks, func(m adf.Mark) bool { return m.Type == "strong" })
		})
		each(out, func(n *adf.Node) {
			if n.Type == "paragraph" {
				n.Content = inlines(n.Content)
			}
		})
	}
	out.Content = slices.DeleteFunc(out.Content, func(c *adf.Node) bool {
		holder := c.Type == "paragraph" || c.Type == "panel"
		return holder && len(c.Content) == 0
	})
	out.Content = linesApart(out.Content)
	return out
}

func linesApart(blocks []*adf.Node) []*adf.Node {
	var out []*adf.Node
	for i, b := range blocks {
		end := -1
		if i > 0 && b.Type == "paragraph" && blocks[i-1].Type != "paragraph" {
			end = slices.IndexFunc(b.Content, func(c *adf.Node) bool { return c.Type == "hardBreak" })
		}
		if end < 0 {
			out = append(out, b)
			continue
		}
		out = append(out, &adf.Node{Type: b.Type, Content: inlines(b.Content[:end])}, &adf.Node{Type: b.Type, Content: inlines(b.Content[end:])})
	}
	return out
}

func keptAttrs(n *adf.Node) map[string]any {
	kept := map[string]any{}
	for _, key := range []string{"level", "language", "type", "color", "id", "url", "alt", "width", "height", "shortName", "panelType"} {
		v, ok := n.Attrs[key]
		if !ok || v == "" {
			continue
		}
		switch {
		case n.Type == "mediaInline" && key == "type":
			v = "file"
		case key == "alt" && v == n.Attrs["id"],
			n.Type == "codeBlock" && v == "java",
			n.Type == "emoji" && key == "id",
			key == "width" && v == 200.0 || key == "height" && v == 183.0:
			continue
		}
		kept[key] = v
	}
	if n.Type == "mention" {
		kept["id"] = strings.TrimPrefix(fmt.Sprint(kept["id"]), "accountid:")
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}

func keptMarks(marks []adf.Mark) []adf.Mark {
	var kept []adf.Mark
	for _, m := range marks {
		attrs := map[string]any{}
		for _, key := range []string{"href", "color", "type"} {
			if v, ok := m.Attrs[key].(string); ok {
				attrs[key] = v
			}
		}
		if u, err := url.Parse(fmt.Sprint(attrs["href"])); err == nil && u.Host != "" {
			u.Host = strings.ToLower(u.Host)
			u.Path = cmp.Or(u.Path, "/")
			attrs["href"] = u.String()
		}
		kept = append(kept, adf.Mark{Type: m.Type, Attrs: attrs})
	}
	slices.SortFunc(kept, func(a, b adf.Mark) int { return cmp.Compare(a.Type, b.Type) })
	return kept
}

// spread writes a block as several where the oracle does.
func spread(n *adf.Node) []*adf.Node {
	switch n.Type {
	case "mediaGroup":
		return n.Content
	case "mediaSingle":
		// Its width and that of its only child are one thing.
		return n.Content
	case "mediaInline":
		n.Type = "media"
	case "paragraph":
		return split(n, func(c *adf.Node) bool { return c.Type != "media" })
	case "panel":
		return split(n, func(c *adf.Node) bool {
			return slices.Contains([]string{"paragraph", "heading", "bulletList", "orderedList"}, c.Type)
		})
	}
	return []*adf.Node{n}
}

// split takes out of a node the children that may not stay, and makes one node
// of those before, between and behind them.
func split(n *adf.Node, stays func(*adf.Node) bool) []*adf.Node {
	if !slices.ContainsFunc(n.Content, func(c *adf.Node) bool { return !stays(c) }) {
		return []*adf.Node{n}
	}
	var out []*adf.Node
	part := &adf.Node{Type: n.Type, Attrs: n.Attrs}
	finish := func() {
		if n.Type == "paragraph" {
			part.Content = inlines(part.Content)
		}
		if len(part.Content) > 0 {
			out = append(out, part)
		}
		part = &adf.Node{Type: n.Type, Attrs: n.Attrs}
	}
	for _, c := range n.Content {
		if stays(c) {
			part.Content = append(part.Content, c)
			continue
		}
		finish()
		out = append(out, c)
	}
	finish()
	return out
}

// inlines joins and trims the content of a paragraph.
func inlines(nodes []*adf.Node) []*adf.Node {
	var out []*adf.Node
	for _, n := range nodes {
		if n.Type == "text" {
			n = &adf.Node{Type: "text", Text: plainDashes(n), Marks: n.Marks}
			if len(out) > 0 && out[len(out)-1].Type == "text" && show(&adf.Node{Marks: out[len(out)-1].Marks}) == show(&adf.Node{Marks: n.Marks}) {
				out[len(out)-1].Text += n.Text
				continue
			}
		}
		out = append(out, n)
	}
	for i, n := range out {
		if n.Type != "text" {
			continue
		}
		if i == 0 || out[i-1].Type == "hardBreak" {
			n.Text = strings.TrimLeft(n.Text, " \t")
		}
		if i == len(out)-1 || out[i+1].Type == "hardBreak" {
			n.Text = strings.TrimRight(n.Text, " \t")
		}
	}
	out = slices.DeleteFunc(out, func(n *adf.Node) bool { return n.Type == "text" && n.Text == "" })
	for len(out) > 0 && out[0].Type == "hardBreak" {
		out = out[1:]
	}
	for len(out) > 0 && out[len(out)-1].Type == "hardBreak" {
		out = out[:len(out)-1]
	}
	return out
}

func plainDashes(n *adf.Node) string {
	text := strings.NewReplacer("—", "---", "–", "--", "\r", "").Replace(n.Text)
	if slices.ContainsFunc(n.Marks, func(m adf.Mark) bool { return m.Type == "em" }) {
		text = strings.ReplaceAll(text, "--- ", "")
	}
	return text
}
