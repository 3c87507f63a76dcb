package table

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode"
	"unicode/utf8"

	"weir"
)

type jsonRows struct {
	w       io.Writer
	columns []Column
	any     bool
}

func (j *jsonRows) head() error { _, err := io.WriteString(j.w, "["); return err }

func (j *jsonRows) row(i weir.Issue) error {
	separator := "\n  {"
	if j.any {
		separator = ",\n  {"
	}
	j.any = true
	if _, err := io.WriteString(j.w, separator); err != nil {
		return err
	}
	for n, c := range j.columns {
		name, err := compactJSON(c.ID)
		if err != nil {
			return err
		}
		value, err := compactJSON(jsonValue(c.Value(i)))
		if err != nil {
			return err
		}
		comma := ""
		if n > 0 {
			comma = ", "
		}
		if _, err := fmt.Fprintf(j.w, "%s%s: %s", comma, name, value); err != nil {
			return err
		}
	}
	_, err := io.WriteString(j.w, "}")
	return err
}

func (j *jsonRows) end() error {
	closing := "\n]\n"
	if !j.any {
		closing = "]\n"
	}
	_, err := io.WriteString(j.w, closing)
	return err
}

// compactJSON leaves < and > as they are: nobody puts this into a web page. But
// people do look at it in a terminal.
func compactJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return SafeJSON(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), err
}

// jsonValue keeps numbers, truth values and lists as they are; moments become
// RFC 3339.
func jsonValue(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.Format("2006-01-02T15:04:05.000Z07:00")
	case weir.Date:
		return v.String()
	}
	return v
}

// SafeJSON returns the same JSON with what a terminal obeys written as \uXXXX:
// DEL, the control characters U+0080 to U+009F, marks that turn the direction of
// writing, and U+2028 and U+2029, which some take for line ends. A byte that is
// no UTF-8, which a terminal may take for a control character too, is replaced.
// The source must be valid JSON: there, all these are in strings.
func SafeJSON(source []byte) []byte {
	safe := source[:0:0]
	done := 0 // up to where the source is in safe
	for at := 0; at < len(source); {
		r, size := utf8.DecodeRune(source[at:])
		if r == utf8.RuneError && size == 1 || obeyed(r) {
			safe = append(safe, source[done:at]...)
			safe = fmt.Appendf(safe, "\\u%04x", r)
			done = at + size
		}
		at += size
	}
	if done == 0 {
		return source
	}
	return append(safe, source[done:]...)
}

// obeyed reports whether a terminal or a reader of lines may obey r, of those
// that JSON allows as they are.
func obeyed(r rune) bool {
	return r >= 0x7f && unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
}
