package export_test

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"weir/internal/flow"
	"weir/internal/flow/export"
)

// A shape is what one table of docs/flow-json.md describes.
type shape struct {
	key string
	// cell is what the table says of the type; %s is the link to the shape within.
	cell  string
	inner reflect.Type
}

// shapesOf lists the keys of a type in their order, those of embedded types too.
func shapesOf(t reflect.Type) []shape {
	var shapes []shape
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, tagged := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			shapes = append(shapes, shapesOf(f.Type)...)
		case f.IsExported() && name != "-":
			cell, inner := cellOf(f.Type)
			if tagged && options == "omitempty" {
				cell += ", or missing"
			}
			shapes = append(shapes, shape{name, cell, inner})
		}
	}
	return shapes
}

var asText = reflect.TypeFor[encoding.TextMarshaler]()

// cellOf says in words what JSON makes of a type.
func cellOf(t reflect.Type) (string, reflect.Type) {
	switch {
	case t == reflect.TypeFor[flow.Day]():
		return "day", nil
	case t.Implements(asText):
		return "text", nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		cell, inner := cellOf(t.Elem())
		if inner == t.Elem() && inner.Kind() == reflect.Struct && inner == reflect.TypeFor[flow.Withheld]() {
			return cell, inner
		}
		return cell + ", or null", inner
	case reflect.Slice:
		cell, inner := cellOf(t.Elem())
		return "list of " + cell, inner
	case reflect.Map:
		cell, inner := cellOf(t.Elem())
		return "by name: " + cell, inner
	case reflect.Struct:
		return "[%s](#%s)", t
	case reflect.Bool:
		return "yes or no", nil
	case reflect.String:
		return "text", nil
	default:
		return "number", nil
	}
}

// A schema is the page about JSON, as far as it was compared.
type schema struct {
	t     *testing.T
	page  document
	types map[string]reflect.Type // by the title of the chapter
}

var link = regexp.MustCompile(`\[([^\]]+)\]\(#([^)]+)\)`)

// compare holds a chapter against a type, and what it leads to.
func (s *schema) compare(title string, of reflect.Type) {
	if known, ok := s.types[title]; ok {
		if known != of {
			s.t.Errorf("%q describes %v, and is linked for %v", title, known, of)
		}
		return
	}
	s.types[title] = of
	rows := s.page.chapter(s.t, title).rows()
	shapes := shapesOf(of)
	for i := range max(len(rows), len(shapes)) {
		switch {
		case i >= len(rows):
			s.t.Errorf("%s: %s is not documented", title, shapes[i].key)
			continue
		case i >= len(shapes) || rows[i][0] != "`"+shapes[i].key+"`":
			s.t.Errorf("%s: the row %d is %s, which is not the key there (%v)", title, i+1, rows[i][0], keysOf(shapes))
			return
		case len(rows[i]) != 4:
			s.t.Errorf("%s: %s has %d cells, not four", title, rows[i][0], len(rows[i]))
			continue
		}
		s.compareRow(title, rows[i], shapes[i])
	}
}

func (s *schema) compareRow(title string, row []string, is shape) {
	cell, want := row[1], is.cell
	if is.inner != nil {
		m := link.FindStringSubmatch(cell)
		if m == nil || m[2] != strings.ReplaceAll(strings.ToLower(m[1]), " ", "-") {
			s.t.Errorf("%s: %s leads nowhere: %s", title, row[0], cell)
			return
		}
		want = fmt.Sprintf(want, m[1], m[2])
		s.compare(strings.ToUpper(m[1][:1])+m[1][1:], is.inner)
	}
	if cell != want {
		s.t.Errorf("%s: %s is documented as %q, and is %q", title, row[0], cell, want)
	}
}

func keysOf(shapes []shape) []string {
	var keys []string
	for _, s := range shapes {
		keys = append(keys, s.key)
	}
	return keys
}

// roots are what the commands print with --json, by the chapters that say so.
func roots() map[string]reflect.Type {
	return map[string]reflect.Type{
		"The whole answer": reflect.TypeFor[export.Answer](), "Ages": reflect.TypeFor[flow.Ageing](), "Finding": reflect.TypeFor[flow.Finding](),
		"How many": reflect.TypeFor[flow.HowMany](), "When": reflect.TypeFor[flow.When](), "One item": reflect.TypeFor[flow.ItemForecast](),
		"Epic": reflect.TypeFor[flow.Epic](), "Back-test": reflect.TypeFor[flow.Backtest](),
	}
}

// Each key of each answer is documented with its type, and no other is.
func TestTheSchemaIsDocumented(t *testing.T) {
	t.Parallel()
	s := schema{t: t, page: documentation(t, "flow-json.md"), types: map[string]reflect.Type{}}
	for title, of := range roots() {
		s.compare(title, of)
	}
	for _, c := range s.page.chapters {
		if _, ok := s.types[c.title]; !ok && len(c.rows()) > 0 {
			t.Errorf("%q describes what no answer has", c.title)
		}
	}
	if !strings.Contains(s.page.source, fmt.Sprintf("`\"schema\": %d`", export.Schema)) {
		t.Errorf("the page does not say that the schema is %d", export.Schema)
	}
}

// The keys that are really written are those that the types promise.
func TestTheAnswerHasTheKeysThatAreDocumented(t *testing.T) {
	t.Parallel()
	page := documentation(t, "flow-json.md")
	sets := dataSets(t, documentation(t, "flow.md"))
	q, err := sets.ask("answer [limit Build=2]")
	if err != nil {
		t.Fatal(err)
	}
	answer, err := export.Of(q.Analysis, q.forecast)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	var written map[string]any
	if err := json.Unmarshal(text, &written); err != nil {
		t.Fatal(err)
	}
	w := walker{t: t, page: page}
	w.object("The whole answer", written)
	if w.keys < 300 {
		t.Errorf("only %d keys were looked at", w.keys)
	}
}

// A walker compares what was written with the tables of the page.
type walker struct {
	t    *testing.T
	page document
	keys int
}

func (w *walker) object(title string, written map[string]any) {
	cells := map[string]string{}
	for _, row := range w.page.chapter(w.t, title).rows() {
		key := strings.Trim(row[0], "`")
		cells[key] = row[1]
		if _, ok := written[key]; !ok && !strings.HasSuffix(row[1], ", or missing") {
			w.t.Errorf("%s: %s is not written", title, key)
		}
	}
	for key, value := range written {
		w.keys++
		cell, ok := cells[key]
		if !ok {
			w.t.Errorf("%s: %s is not documented", title, key)
			continue
		}
		w.value(title+": "+key, cell, value)
	}
}

func (w *walker) value(at, cell string, value any) {
	cell = strings.TrimSuffix(cell, ", or missing")
	cell, nullable := strings.CutSuffix(cell, ", or null")
	within, list := strings.CutPrefix(cell, "list of ")
	byName, isMap := strings.CutPrefix(cell, "by name: ")
	m := link.FindStringSubmatch(cell)
	right := false
	switch v := value.(type) {
	case nil:
		right = nullable || list
	case []any:
		right = list
		for _, one := range v {
			w.value(at, within, one)
		}
	case map[string]any:
		switch {
		case isMap:
			right = true
			for name, one := range v {
				if nullable {
					byName += ", or null"
					nullable = false
				}
				w.value(at+"."+name, byName, one)
			}
		case m != nil:
			right = true
			w.object(strings.ToUpper(m[1][:1])+m[1][1:], v)
		}
	case string:
		right = cell == "text" || cell == "day"
	case bool:
		right = cell == "yes or no"
	case float64:
		right = cell == "number"
	}
	if !right {
		w.t.Errorf("%s is documented as %q, and is %v", at, cell, value)
	}
}
