package config

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"weir/internal/secret"
)

// A checker compares what a file holds with what it may hold, and gathers
// faults.
type checker struct {
	path   string // of the file
	home   string // what ~ means in it
	doc    *document
	faults faults

	schedule ScheduleFunc // may be nil
}

func (c *checker) atOffset(offset int, format string, args ...any) *fault {
	c.faults = append(c.faults, fault{
		where: c.path + ":" + c.doc.position(offset), text: fmt.Sprintf(format, args...), offset: offset,
	})
	return &c.faults[len(c.faults)-1]
}

// atKey reports a fault where path is defined.
func (c *checker) atKey(path []string, format string, args ...any) *fault {
	return c.atOffset(c.doc.keyAt(path), format, args...)
}

// ofValue reports a fault of the value of path, where its key stands.
func (c *checker) ofValue(path []string, format string, args ...any) {
	if e, ok := c.doc.pair(path); ok {
		c.atOffset(e.whole.from, format, args...)
		return
	}
	c.atKey(path, format, args...)
}

// reported tells whether there is a fault at the value of path already.
func (c *checker) reported(path []string) bool {
	e, ok := c.doc.pair(path)
	return ok && slices.ContainsFunc(c.faults, func(f fault) bool { return f.offset == e.whole.from })
}

// atLine reports a fault at a line and column, both counted from one.
func (c *checker) atLine(line, column int) func(format string, args ...any) *fault {
	offset := 0
	for n := 1; n < line; n++ {
		next := strings.IndexByte(string(c.doc.source[offset:]), '\n')
		if next < 0 {
			break
		}
		offset += next + 1
	}
	return func(format string, args ...any) *fault { return c.atOffset(offset+max(0, column-1), format, args...) }
}

// decode puts tree, as the library read it, into the struct that to points at,
// and reports every key that has no field and every value of another type.
func (c *checker) decode(path []string, tree any, to any) {
	c.value(path, tree, reflect.ValueOf(to).Elem())
}

// value reports whether from could be put into to.
func (c *checker) value(path []string, from any, to reflect.Value) bool {
	switch to.Kind() {
	case reflect.Struct:
		table, ok := c.table(path, from)
		if ok {
			c.fields(path, table, to)
		}
		return ok
	case reflect.Map:
		table, ok := c.table(path, from)
		if ok {
			c.elements(path, table, to)
		}
		return ok
	case reflect.String:
		return set[string](c, path, from, to, "a text in quotes")
	case reflect.Int64:
		return set[int64](c, path, from, to, "a whole number")
	case reflect.Bool:
		return set[bool](c, path, from, to, "true or false")
	case reflect.Pointer: // of what may also be left out
		element := reflect.New(to.Type().Elem())
		ok := c.value(path, from, element.Elem())
		if ok {
			to.Set(element)
		}
		return ok
	case reflect.Slice:
		list, ok := from.([]any)
		if !ok {
			return c.wrong(path, "a list in brackets")
		}
		to.Set(reflect.MakeSlice(to.Type(), len(list), len(list)))
		for i, element := range list {
			ok = c.value(path, element, to.Index(i)) && ok
		}
		return ok
	default:
		return c.wrong(path, "left out: Weir cannot read "+to.Type().String())
	}
}

// set takes over a value whose type in the file is T.
func set[T any](c *checker, path []string, from any, to reflect.Value, want string) bool {
	v, ok := from.(T)
	if !ok {
		return c.wrong(path, want)
	}
	to.Set(reflect.ValueOf(v).Convert(to.Type()))
	return true
}

func (c *checker) table(path []string, from any) (map[string]any, bool) {
	table, ok := from.(map[string]any)
	switch {
	case ok:
		return table, true
	case c.misplaced(path):
		return nil, false
	case len(path) == 2:
		return nil, c.wrong(path, "a table, that is ["+dotted(path)+"]; ["+dotted(path[:len(path)-1])+"] itself holds nothing else")
	default:
		return nil, c.wrong(path, "a table, that is ["+dotted(path)+"]")
	}
}

// elements fills a map whose keys are the names that a person gave.
func (c *checker) elements(path []string, table map[string]any, to reflect.Value) {
	to.Set(reflect.MakeMap(to.Type()))
	for _, key := range slices.Sorted(maps.Keys(table)) {
		element := reflect.New(to.Type().Elem()).Elem()
		if c.value(slices.Concat(path, []string{key}), table[key], element) {
			to.SetMapIndex(reflect.ValueOf(key), element)
		}
	}
}

// wrong reports a value of the wrong type, and does not show it.
func (c *checker) wrong(path []string, want string) bool {
	c.ofValue(path, "%s must be %s", dotted(path[len(path)-1:]), want)
	return false
}

func (c *checker) fields(path []string, table map[string]any, to reflect.Value) {
	known := map[string]int{}
	for i := range to.NumField() {
		name, _, _ := strings.Cut(to.Type().Field(i).Tag.Get("toml"), ",")
		known[name] = i
	}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		here := slices.Concat(path, []string{key})
		if i, ok := known[key]; ok {
			c.value(here, table[key], to.Field(i))
			continue
		}
		c.unknown(here, slices.Sorted(maps.Keys(known)))
	}
}

// unknown reports a key that there is not.
func (c *checker) unknown(path, known []string) {
	if c.misplaced(path) {
		return
	}
	key := path[len(path)-1]
	where := "at the top of the file"
	if len(path) > 1 {
		where = "in [" + dotted(path[:len(path)-1]) + "]"
	}
	hint := didYouMean(key, known)
	if hint == "" {
		hint = "; known are " + strings.Join(known, ", ")
	}
	c.atKey(path, "unknown key %s %s%s", dotted([]string{key}), where, hint).unknown = key
}

// misplaced reports a key that would hold a secret, and whether it does. There
// is no such key, and it deserves more than to be called unknown.
func (c *checker) misplaced(path []string) bool {
	key := path[len(path)-1]
	inSite, inTask := path[0] == "jira" && len(path) > 1, path[0] == "tasks" && len(path) > 2
	if path[0] == "microsoft" && len(path) > 1 && (secret.NamesSecret(key) || namesAccount(key) && key != "login") {
		c.atKey(path, "%s: secrets and accounts do not belong in the config file", dotted([]string{key})).next = "Weir signs in to Microsoft as a public client, which has no secret, and keeps the sign-in in the keychain: delete that line, then run `weir report sign-in`"
		return true
	}
	if !secret.NamesSecret(key) && (!inSite || !namesAccount(key)) {
		return false
	}
	if inTask {
		f := c.atKey(path, "%s: secrets do not belong in the config file", dotted([]string{key}))
		line, _, _ := strings.Cut(c.doc.position(f.offset), ":")
		f.next = "they are kept in the keychain: delete line " + line + " of " + c.path + ", then run `weir tasks init`"
		return true
	}
	f := c.atKey(path, "%s: secrets and accounts do not belong in the config file", dotted([]string{key}))
	name := "NAME"
	if inSite && len(path) > 2 && CheckName(path[1]) == nil {
		name = path[1]
	}
	line, _, _ := strings.Cut(c.doc.position(f.offset), ":")
	f.next = "they are kept in the keychain: delete line " + line + " of " + c.path + ", then run `weir connect " + name + "`"
	return true
}

// namesAccount knows the keys by which people would name the account: it is
// kept beside its token.
func namesAccount(key string) bool {
	switch strings.ToLower(key) {
	case "user", "username", "user_name", "email", "login", "account", "pat", "auth":
		return true
	default:
		return false
	}
}

// dotted writes path as TOML would, on one line whatever it holds.
func dotted(path []string) string {
	parts := make([]string, len(path))
	for i, part := range path {
		if parts[i] = part; !bareKey.MatchString(part) {
			parts[i] = strconv.Quote(part)
		}
	}
	return secret.Scrub(strings.Join(parts, "."))
}

var bareKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
