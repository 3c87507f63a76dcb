package graphtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// ErrNoSuchPlace is what edits return that name a table, a row, a column or a
// block that is not on the page.
var ErrNoSuchPlace = errors.New("there is no such place on the page")

// ID is what the API calls the page now. It changes when the page is moved.
func (p *Page) ID() string {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	return p.id
}

// Title is the page's title; empty for an untitled one.
func (p *Page) Title() string {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	return p.title
}

// Section is where the page is.
func (p *Page) Section() *Section {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	return p.section
}

// HTML is the page as the API answers it without ids.
func (p *Page) HTML() string {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	return p.document(false, p.world.opts.User.Mail)
}

// HTMLWithIDs is the page as the API answers it with generated ids.
func (p *Page) HTMLWithIDs() string {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	return p.document(true, p.world.opts.User.Mail)
}

// Text is what can be read on the page below its title: paragraphs and rows
// each on a line, cells set apart by tabs.
func (p *Page) Text() string {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	return textOf(p.body)
}

// Tables returns the texts of all tables, in document order: rows of cells.
func (p *Page) Tables() [][][]string {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	var tables [][][]string
	for _, t := range descendants(p.body, "table") {
		var rows [][]string
		for _, row := range children(t, "tr") {
			var cells []string
			for _, cell := range children(row, "td") {
				cells = append(cells, textOf(cell))
			}
			rows = append(rows, cells)
		}
		tables = append(tables, rows)
	}
	return tables
}

// Blocks returns the texts of what stands in the first outline, in order:
// paragraphs, lists and tables, each as one.
func (p *Page) Blocks() []string {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	var texts []string
	for _, n := range blocksOf(p.body) {
		texts = append(texts, textOf(n))
	}
	return texts
}

// blocksOf are the children of the first outline.
func blocksOf(body *html.Node) []*html.Node {
	divs := children(body, "div")
	if len(divs) == 0 {
		return nil
	}
	return slices.Collect(divs[0].ChildNodes())
}

// edit changes the page as a client does that saves it.
func (p *Page) edit(change func(body *html.Node) error) error {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	if err := change(p.body); err != nil {
		return err
	}
	p.changed()
	return nil
}

// typed is a paragraph as a client makes it.
func typed(text string) *html.Node {
	p := element("p", "style", "margin-top:0pt;margin-bottom:0pt")
	p.AppendChild(textNode(text))
	return p
}

// TypeAt types a paragraph before the nth block of the first outline; n may be
// the number of blocks, for a paragraph below all of them. The outline is made
// where there is none.
func (p *Page) TypeAt(n int, text string) error {
	return p.edit(func(body *html.Node) error { return insertBlock(body, n, typed(text)) })
}

// TypeAbove types a paragraph above everything in the first outline.
func (p *Page) TypeAbove(text string) error { return p.TypeAt(0, text) }

// TypeBelow types a paragraph below everything in the first outline.
func (p *Page) TypeBelow(text string) error {
	return p.edit(func(body *html.Node) error { return insertBlock(body, len(blocksOf(body)), typed(text)) })
}

func insertBlock(body *html.Node, n int, block *html.Node) error {
	blocks := blocksOf(body)
	if n < 0 || n > len(blocks) {
		return ErrNoSuchPlace
	}
	divs := children(body, "div")
	if len(divs) == 0 {
		divs = append(divs, outline("", nil))
		body.AppendChild(divs[0])
	}
	var before *html.Node
	if n < len(blocks) {
		before = blocks[n]
	}
	divs[0].InsertBefore(block, before)
	return nil
}

// DeleteBlock deletes the nth block of the first outline.
func (p *Page) DeleteBlock(n int) error {
	return p.edit(func(body *html.Node) error {
		blocks := blocksOf(body)
		if n < 0 || n >= len(blocks) {
			return ErrNoSuchPlace
		}
		blocks[n].Parent.RemoveChild(blocks[n])
		return nil
	})
}

// MoveBlock moves the nth block of the first outline before what is then the
// block to.
func (p *Page) MoveBlock(n, to int) error {
	return p.edit(func(body *html.Node) error {
		blocks := blocksOf(body)
		if n < 0 || n >= len(blocks) || to < 0 || to >= len(blocks) {
			return ErrNoSuchPlace
		}
		blocks[n].Parent.RemoveChild(blocks[n])
		return insertBlock(body, to, blocks[n])
	})
}

// AddOutline adds another text box with a paragraph.
func (p *Page) AddOutline(text string) error {
	return p.edit(func(body *html.Node) error {
		d := outline("", []*html.Node{typed(text)})
		setAttr(d, "style", "position:absolute;left:720px;top:120px;width:400px")
		body.AppendChild(d)
		return nil
	})
}

// Draw adds ink, which the API shows as a comment.
func (p *Page) Draw() error {
	return p.edit(func(body *html.Node) error {
		body.AppendChild(&html.Node{Type: html.CommentNode, Data: " InkNode is not supported "})
		return nil
	})
}

// ReplaceText replaces the first occurrence of a text within one piece of text.
func (p *Page) ReplaceText(before, after string) error {
	return p.edit(func(body *html.Node) error {
		for n := range body.Descendants() {
			if n.Type == html.TextNode && strings.Contains(n.Data, before) {
				n.Data = strings.Replace(n.Data, before, after, 1)
				return nil
			}
		}
		return fmt.Errorf("replace %q: %w", before, ErrNoSuchPlace)
	})
}

// Rename changes the title. The time of the last change stays, as with the real
// service.
func (p *Page) Rename(title string) {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	p.title = title
	p.idGUID = p.world.guid()
}

// Move moves the page to another section. The API calls it otherwise from then
// on, and knows nothing of its old id.
func (p *Page) Move(to *Section) {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	p.section.pages = slices.DeleteFunc(p.section.pages, func(q *Page) bool { return p == q })
	p.putInto(to)
	to.pages = append(to.pages, p)
	p.idGUID = p.world.guid()
}

// Delete deletes the page.
func (p *Page) Delete() {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	p.remove()
}
