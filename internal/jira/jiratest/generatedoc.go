package jiratest

import "time"

// A docWriter writes documents in Atlassian Document Format, as text: through
// maps it would take most of the time that generating takes.
type docWriter struct {
	chancer
	*world
	b     []byte
	start int // where the value that is being written begins
}

// raw appends JSON, with a comma where there is something before it.
func (w *docWriter) raw(text string) {
	if n := len(w.b); n > w.start {
		switch w.b[n-1] {
		case '{', '[', ':', ',':
		default:
			w.b = append(w.b, ',')
		}
	}
	w.b = append(w.b, text...)
}

// node writes a node. Its attributes are JSON; content writes its children, and
// is nil for a node that has none.
func (w *docWriter) node(kind, attrs string, content func()) {
	w.raw(`{"type":"` + kind + `"`)
	if attrs != "" {
		w.b = append(append(w.b, `,"attrs":`...), attrs...)
	}
	if content != nil {
		w.b = append(w.b, `,"content":[`...)
		content()
		w.b = append(w.b, ']')
	}
	w.b = append(w.b, '}')
}

// text writes a text with marks, which are JSON.
func (w *docWriter) text(text, marks string) {
	w.raw(`{"type":"text","text":`)
	w.b = appendString(w.b, text)
	if marks != "" {
		w.b = append(append(append(w.b, `,"marks":[`...), marks...), ']')
	}
	w.b = append(w.b, '}')
}

func (w *docWriter) paragraph(text string) {
	w.node("paragraph", "", func() { w.text(text, "") })
}

func (w *docWriter) item(text string) {
	w.node("listItem", "", func() { w.paragraph(text) })
}

// quoted is a text as JSON.
func quoted(text string) string { return string(appendString(nil, text)) }

// plain writes a document that is one paragraph.
func (w *docWriter) plain(text string) {
	w.document(func() { w.paragraph(text) })
}

func (w *docWriter) document(content func()) {
	w.raw(`{"type":"doc","version":1,"content":[`)
	content()
	w.b = append(w.b, "]}"...)
}

// details writes a text, and in some documents more below it, so that every
// kind of markup occurs.
func (w *docWriter) details(text string, d *draft) {
	w.document(func() {
		w.paragraph(text)
		if w.chance(0.45) {
			return
		}
		pieces := docPieces()
		for range 1 + w.pick(0.7, 0.2, 0.08, 0.02) {
			oneOf(w.chancer, pieces)(w, d)
		}
	})
}

func docPieces() []func(*docWriter, *draft) {
	return []func(*docWriter, *draft){
		doneWhen, doneWhen, steps, request, request, notes, notes, tasks, decisions, figures, warning, quotation,
		folded, picture, columns, cards, marks, macro, nested,
	}
}

func doneWhen(w *docWriter, _ *draft) {
	w.node("heading", `{"level":2}`, func() { w.text("Done when", "") })
	w.node("bulletList", "", func() {
		w.item("it works on small screens")
		w.item("a test covers it")
	})
}

func steps(w *docWriter, _ *draft) {
	w.node("heading", `{"level":3}`, func() { w.text("Steps", "") })
	w.node("orderedList", `{"order":3}`, func() {
		w.item("Open the page")
		w.node("listItem", "", func() {
			w.paragraph("Press Save, twice:")
			w.node("bulletList", "", func() { w.item("once with the mouse"); w.item("once with Enter") })
		})
		w.item("Wait")
	})
}

func request(w *docWriter, _ *draft) {
	w.node("codeBlock", `{"language":"text"}`, func() { w.text("GET /basket?id=7\n500 <empty>", "") })
	if w.chance(0.2) {
		w.node("codeBlock", "", func() { w.text("```\nfenced {code} in code\n```\n{noformat}\n\n  indented\t|", "") })
	}
}

func notes(w *docWriter, d *draft) {
	w.node("paragraph", "", func() {
		w.text("Important", `{"type":"strong"}`)
		w.text(": see ", "")
		w.text("the notes", `{"type":"link","attrs":{"href":"https://example.com/notes?a=1&b=2"}}`)
		w.text(" of ", "")
		w.mention(d.reporter)
		w.node("hardBreak", "", nil)
		w.text("and ask ", "")
		w.mention(w.left)
		w.text(" or @nobody.", "")
	})
}

func (w *docWriter) mention(p *Person) {
	w.node("mention", `{"id":"`+p.AccountID+`","text":`+quoted("@"+p.Display)+`,"accessLevel":""}`, nil)
}

func tasks(w *docWriter, _ *draft) {
	w.node("taskList", `{"localId":"list-1"}`, func() {
		w.node("taskItem", `{"localId":"task-1","state":"TODO"}`, func() { w.text("ask the customers", "") })
		w.node("taskItem", `{"localId":"task-2","state":"DONE"}`, func() { w.text("measure", `{"type":"em"}`) })
	})
}

func decisions(w *docWriter, _ *draft) {
	w.node("decisionList", `{"localId":"list-2"}`, func() {
		w.node("decisionItem", `{"localId":"decision-1","state":"DECIDED"}`, func() { w.text("we keep the old form until spring", "") })
	})
}

func figures(w *docWriter, _ *draft) {
	cell := func(kind, text, marks string) {
		w.node(kind, `{}`, func() { w.node("paragraph", "", func() { w.text(text, marks) }) })
	}
	w.node("table", `{"isNumberColumnEnabled":false,"layout":"default"}`, func() {
		w.node("tableRow", "", func() { cell("tableHeader", "Page", ""); cell("tableHeader", "ms | s", "") })
		w.node("tableRow", "", func() { cell("tableCell", "basket", `{"type":"code"}`); cell("tableCell", "1 240", "") })
		w.node("tableRow", "", func() {
			w.node("tableCell", `{"colspan":2,"background":"#ffebe6"}`, func() {
				w.paragraph("two lines")
				w.node("bulletList", "", func() { w.item("and a list") })
				w.node("nestedExpand", `{"title":"How we measured"}`, func() { w.paragraph("with a stop-watch") })
			})
		})
	})
}

func warning(w *docWriter, _ *draft) {
	kind := w.word("info", "note", "tip", "warning", "error", "success")
	w.node("panel", `{"panelType":"`+kind+`"}`, func() {
		w.paragraph("Not before the release.")
		w.node("bulletList", "", func() { w.item("really not") })
	})
	w.node("rule", "", nil)
}

func quotation(w *docWriter, _ *draft) {
	w.node("blockquote", "", func() { w.paragraph("I pressed it and nothing happened."); w.paragraph("Then it happened twice.") })
}

func folded(w *docWriter, _ *draft) {
	w.node("expand", `{"title":"All {details} | here"}`, func() { w.paragraph("The whole story: it began on a Monday.") })
}

func picture(w *docWriter, d *draft) {
	media := `{"type":"file","id":"5e1f0c2a-0000-4000-8000-` + issueIDPadded(d.place) + `","collection":"","width":640,"height":480,"alt":"screen.png"}`
	w.node("mediaSingle", `{"layout":"center"}`, func() {
		w.node("media", media, nil)
		w.node("caption", "", func() { w.text("before the change", "") })
	})
	w.node("mediaGroup", "", func() { w.node("media", `{"type":"external","url":"https://example.com/a.png"}`, nil) })
}

func columns(w *docWriter, _ *draft) {
	w.node("layoutSection", "", func() {
		w.node("layoutColumn", `{"width":50}`, func() { w.paragraph("on the left: the old way") })
		w.node("layoutColumn", `{"width":50}`, func() { w.paragraph("on the right: the new way") })
	})
}

func cards(w *docWriter, _ *draft) {
	w.node("paragraph", "", func() {
		w.text("Compare ", "")
		w.node("inlineCard", `{"url":"https://example.com/browse/SHOP-1"}`, nil)
		w.text(" until ", "")
		w.node("date", `{"timestamp":"`+decimal(w.renaming.Truncate(24*time.Hour).UnixMilli())+`"}`, nil)
		w.text(": ", "")
		w.node("status", `{"text":"At risk","color":"yellow","localId":"status-1","style":""}`, nil)
		w.text(" ", "")
		w.node("emoji", `{"shortName":":slight_smile:","id":"1f642","text":"🙂"}`, nil)
	})
	w.node("blockCard", `{"url":"https://example.com/board"}`, nil)
}

func marks(w *docWriter, _ *draft) {
	w.node("paragraph", "", func() {
		for _, one := range []struct{ text, mark string }{
			{"italic", `{"type":"em"}`},
			{"gone", `{"type":"strike"}`},
			{"under", `{"type":"underline"}`},
			{"x = y|z", `{"type":"code"}`},
			{"2", `{"type":"subsup","attrs":{"type":"sup"}}`},
			{"n", `{"type":"subsup","attrs":{"type":"sub"}}`},
			{"red", `{"type":"textColor","attrs":{"color":"#de350b"}}`},
			{"behind", `{"type":"backgroundColor","attrs":{"color":"#fedec8"}}`},
			{"all of it", `{"type":"link","attrs":{"href":"https://example.com/?q=a|b"}},{"type":"em"},{"type":"strong"}`},
		} {
			w.text(one.text, one.mark)
			w.text(", ", "")
		}
		w.text("half", "")
		w.text("strong", `{"type":"strong"}`)
		w.text("word", "")
	})
}

func macro(w *docWriter, _ *draft) {
	w.node("extension", `{"extensionType":"com.example.charts","extensionKey":"pie","text":"a chart of the quarter","parameters":{"size":3},"layout":"default"}`, nil)
	w.node("bodiedExtension", `{"extensionType":"com.example.boxes","extensionKey":"box","layout":"default"}`, func() { w.paragraph("inside of a box") })
	w.node("paragraph", "", func() {
		w.node("inlineExtension", `{"extensionType":"com.example.sums","extensionKey":"sum","text":"the sum"}`, nil)
		w.text(" of all that", "")
	})
}

func nested(w *docWriter, _ *draft) {
	w.node("bulletList", "", func() {
		w.node("listItem", "", func() {
			w.paragraph("first")
			w.node("orderedList", `{"order":1}`, func() {
				w.node("listItem", "", func() {
					w.paragraph("deeper")
					w.node("codeBlock", `{"language":"go"}`, func() { w.text("if a && b {\n\treturn\n}", "") })
				})
			})
			w.paragraph("and on")
		})
	})
	// An empty paragraph is a habit of those who press Enter twice.
	w.node("paragraph", "", nil)
}

func issueIDPadded(place int) string {
	text := issueID(place)
	return "000000000000"[:12-len(text)] + text
}
