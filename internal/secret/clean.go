package secret

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of what is taken over of one logged value; the rest shows as an
// ellipsis. A cycle ends at maxDepth.
const (
	maxDepth = 8
	maxNodes = 2000
)

// clean returns v as a tree of maps, slices, strings and numbers without
// secrets, whatever handler renders it.
func clean(v any) (out any) {
	defer func() {
		if r := recover(); r != nil {
			out = "!PANIC: " + Scrub(fmt.Sprint(r))
		}
	}()
	c := cleaner{left: maxNodes}
	return c.value(reflect.ValueOf(v), 0)
}

// A cleaner counts what it may still take over of one value.
type cleaner struct{ left int }

func (c *cleaner) value(v reflect.Value, depth int) any {
	if !v.IsValid() {
		return nil
	}
	c.left--
	if depth > maxDepth || c.left < 0 {
		return "…"
	}
	if isNil(v) {
		return nil
	}
	if text, ok := c.text(v, depth); ok {
		return text
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return c.value(v.Elem(), depth+1)
	case reflect.Struct:
		return c.fields(v, depth)
	case reflect.Map:
		return c.entries(v, depth)
	case reflect.Slice, reflect.Array:
		return c.elements(v, depth)
	case reflect.String:
		return Scrub(v.String())
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return v.Uint()
	case reflect.Float32, reflect.Float64:
		return v.Float()
	default:
		return v.Type().String()
	}
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan:
		return v.IsNil()
	default:
		return false
	}
}

// text renders what knows how to render itself, be it through a pointer.
func (c *cleaner) text(v reflect.Value, depth int) (any, bool) {
	if v.Kind() == reflect.Struct {
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		v = p
	}
	switch x := v.Interface().(type) {
	case Text, *Text, *url.Userinfo:
		return Mask, true
	case slog.LogValuer:
		return c.logged(slog.AnyValue(x).Resolve(), depth), true
	case slog.Value:
		return c.logged(x.Resolve(), depth), true
	case *time.Time:
		return x.Format(time.RFC3339Nano), true
	case error:
		return Scrub(x.Error()), true
	case fmt.Stringer:
		return Scrub(x.String()), true
	case []byte:
		return cleanBytes(x), true
	case json.RawMessage:
		return c.json(x, depth), true
	case encoding.TextMarshaler:
		if text, err := x.MarshalText(); err == nil {
			return Scrub(string(text)), true
		}
	case json.Marshaler:
		if text, err := x.MarshalJSON(); err == nil {
			return c.json(text, depth), true
		}
	}
	return nil, false
}

func (c *cleaner) logged(v slog.Value, depth int) any {
	if v.Kind() != slog.KindGroup {
		return c.value(reflect.ValueOf(v.Any()), depth+1)
	}
	out := map[string]any{}
	for _, a := range v.Group() {
		out[Scrub(a.Key)] = c.named(a.Key, reflect.ValueOf(a.Value.Resolve().Any()), depth)
	}
	return out
}

func (c *cleaner) json(text []byte, depth int) any {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return cleanBytes(text)
	}
	return c.value(reflect.ValueOf(v), depth+1)
}

func cleanBytes(b []byte) string {
	if !utf8.Valid(b) {
		return fmt.Sprintf("%d bytes", len(b))
	}
	return Scrub(string(b))
}

// named cleans a value that has a name: of a field, or a map's key.
func (c *cleaner) named(name string, v reflect.Value, depth int) any {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	kind := slog.KindAny
	if v.IsValid() && v.CanInterface() {
		kind = slog.AnyValue(v.Interface()).Kind()
	}
	if hides(name, kind) {
		return Mask
	}
	return c.value(v, depth+1)
}

// fields takes the exported fields: the others cannot be asked how they want
// to be printed, so they are not printed at all.
func (c *cleaner) fields(v reflect.Value, depth int) any {
	out := map[string]any{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch name {
		case "-":
			continue
		case "":
			name = f.Name
		}
		if NamesSecret(f.Name) && !NamesSecret(name) {
			out[name] = c.named(f.Name, v.Field(i), depth)
			continue
		}
		out[name] = c.named(name, v.Field(i), depth)
	}
	return out
}

func (c *cleaner) entries(v reflect.Value, depth int) any {
	out := map[string]any{}
	for it := v.MapRange(); it.Next(); {
		if c.left < 0 {
			out["…"] = "…"
			break
		}
		name := fmt.Sprint(c.value(it.Key(), depth+1))
		raw := name
		if it.Key().Kind() == reflect.String {
			raw = it.Key().String()
		}
		out[name] = c.named(raw, it.Value(), depth)
	}
	return out
}

func (c *cleaner) elements(v reflect.Value, depth int) any {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		if v.Kind() == reflect.Slice {
			return cleanBytes(v.Bytes())
		}
		return fmt.Sprintf("%d bytes", v.Len())
	}
	var out []any
	for i := range v.Len() {
		if c.left < 0 {
			return append(out, "…")
		}
		out = append(out, c.value(v.Index(i), depth+1))
	}
	return out
}
