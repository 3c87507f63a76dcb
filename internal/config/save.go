package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"

	"weir"
	"weir/internal/atomicfile"
)

// SaveSite adds a site to the file, or replaces its entry.
func (c *Config) SaveSite(site Site) error {
	if err := site.Validate(); err != nil {
		return err
	}
	return c.change(func(text []byte) []byte { return withTable(text, site.Name, site.table()) },
		func(sites map[string]Site) { sites[site.Name] = site })
}

// RemoveSite takes a site out of the file.
func (c *Config) RemoveSite(name string) error {
	return c.change(func(text []byte) []byte { return withTable(withoutDefault(text, name), name, nil) },
		func(sites map[string]Site) { delete(sites, name) })
}

// lockWait is how long another process may hold the file.
const lockWait = 10 * time.Second

// change edits the text of the file. Other processes are kept out meanwhile,
// and the edit is made to the file as it is now, not as it was read. The result
// is read again before it is written: it must say what was meant.
func (c *Config) change(edit func([]byte) []byte, apply func(map[string]Site)) error {
	ctx, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	var after *Config
	err := atomicfile.Edit{
		Path: c.Path, Limit: maxFile, Perm: 0o600, KeepPerm: true,
		Change: func(text []byte) (edited []byte, err error) {
			edited, after, err = c.edited(text, edit, apply)
			return edited, err
		},
	}.Do(ctx)
	var told *weir.Error
	switch {
	case errors.As(err, &told):
		return err
	case err != nil:
		return &weir.Error{
			Kind: weir.Storage, Text: "cannot write the configuration " + c.Path + "; it is as it was",
			Next: "check the disk and the permissions, or name another file in WEIR_CONFIG", Err: err,
		}
	}
	c.Jira, c.DefaultSite = after.Jira, after.DefaultSite
	return nil
}

func (c *Config) edited(text []byte, edit func([]byte) []byte, apply func(map[string]Site)) ([]byte, *Config, error) {
	before, err := parse(c.Path, text)
	if err != nil {
		return nil, nil, err
	}
	edited := edit(text)
	after, err := parse(c.Path, edited)
	if err != nil {
		return nil, nil, fmt.Errorf("edit the configuration: %w", err)
	}
	apply(before.Jira)
	if !maps.EqualFunc(before.Jira, after.Jira, sameSite) {
		return nil, nil, &weir.Error{
			Kind: weir.BadConfig, Text: "the configuration is written in a way that Weir cannot edit safely",
			Next: "give each site a table of its own, [jira.NAME], in " + c.Path,
		}
	}
	return edited, after, nil
}

func sameSite(a, b Site) bool {
	return a.URL.String() == b.URL.String() && a.CAFile == b.CAFile &&
		(a.APIURL == nil) == (b.APIURL == nil) && (a.APIURL == nil || a.APIURL.String() == b.APIURL.String())
}

// table returns the lines below [jira.NAME].
func (s Site) table() []string {
	lines := []string{"url = " + quote(s.URL.String())}
	if s.APIURL != nil {
		lines = append(lines, "api_url = "+quote(s.APIURL.String()))
	}
	if s.CAFile != "" {
		lines = append(lines, "ca_file = "+quote(s.CAFile))
	}
	return lines
}

// quote writes a TOML basic string.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// withTable returns the text with the table [jira.name] holding the given
// lines, or without the table when there are none. Comments above the table and
// everything outside it stay as they are, byte for byte.
func withTable(text []byte, name string, lines []string) []byte {
	newline := "\n"
	if bytes.Contains(text, []byte("\r\n")) {
		newline = "\r\n"
	}
	var fresh string
	if lines != nil {
		fresh = "[jira." + name + "]" + newline + strings.Join(lines, newline) + newline
	}
	from, to, found := tableRange(text, name)
	if !found {
		from = len(text)
		to = from
		if from > 0 && fresh != "" {
			fresh = strings.Repeat(newline, 2-trailingNewlines(text)) + fresh
		}
	}
	return append(append(append([]byte(nil), text[:from]...), fresh...), text[to:]...)
}

// withoutDefault takes out the line that makes the site the default one.
func withoutDefault(text []byte, name string) []byte {
	skipped := len(text) - len(bytes.TrimPrefix(text, []byte("\ufeff")))
	var parser unstable.Parser
	parser.Reset(text[skipped:])
	for parser.NextExpression() {
		node := parser.Expression()
		if node.Kind != unstable.KeyValue {
			return text // top-level keys stand before the first table
		}
		key, start := keyOf(&parser, node)
		if len(key) == 1 && key[0] == "default_site" && string(node.Value().Data) == name {
			at := skipped + start.Offset
			return append(append([]byte(nil), text[:lineStart(text, at)]...), text[lineEnd(text, at):]...)
		}
	}
	return text
}

func trailingNewlines(text []byte) int {
	n := bytes.Count(text[len(bytes.TrimRight(text, "\r\n")):], []byte("\n"))
	return min(n, 2)
}

// tableRange finds the bytes of [jira.name]: from its header to the end of its
// last key's line.
func tableRange(text []byte, name string) (from, to int, found bool) {
	skipped := len(text) - len(bytes.TrimPrefix(text, []byte("\ufeff")))
	var parser unstable.Parser
	parser.Reset(text[skipped:])
	inside := false
	for parser.NextExpression() {
		node := parser.Expression()
		key, start := keyOf(&parser, node)
		isHeader := node.Kind != unstable.KeyValue
		if isHeader {
			inside = len(key) == 2 && key[0] == "jira" && key[1] == name
		}
		switch {
		case inside && isHeader:
			from, to = lineStart(text, skipped+start.Offset), lineEnd(text, skipped+start.Offset)
			found = true
		case inside:
			to = lineEnd(text, skipped+valueEnd(node, start.Offset))
		}
	}
	return from, to, found
}

// valueEnd returns an offset in the last line of a key's value.
func valueEnd(node *unstable.Node, start int) int {
	if raw := node.Value().Raw; raw.Length > 0 {
		return int(raw.Offset + raw.Length - 1)
	}
	return start
}

func lineStart(text []byte, at int) int { return bytes.LastIndexByte(text[:at], '\n') + 1 }

func lineEnd(text []byte, at int) int {
	if n := bytes.IndexByte(text[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return len(text)
}
