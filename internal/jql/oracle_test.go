package jql_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"weir/internal/jql"
	"weir/internal/testenv"
)

const oracleDir = "testdata/oracle"

// A verdict is what a parser says about a query.
type verdict struct {
	OK      bool  `json:"ok"`
	OrderBy int   `json:"orderBy"` // where it starts, in bytes; -1 without one
	Tree    []any `json:"tree"`
}

// Jira's own parser, which runs in Node.js, is the oracle: whatever it accepts
// is accepted, with the same meaning, and nothing else is.
func TestParserAgreesWithJiras(t *testing.T) {
	t.Parallel()
	needOracle(t)
	corpus := append(seeds(), fixtureTexts(t)...)
	g := newGenerator(t, corpus)
	queries := corpus
	for range 4000 * testenv.Rounds(t) {
		queries = append(queries, g.query())
	}
	accepted := 0
	for i, want := range askOracle(t, queries) {
		got := judge(queries[i])
		if want.OK {
			accepted++
		}
		if got.OK != want.OK || got.OrderBy != want.OrderBy || !alike(got.Tree, want.Tree) {
			_, err := jql.Parse(queries[i])
			t.Errorf("query %q (%v)\n got %v\nwant %v", queries[i], err, got, want)
		}
	}
	// A generator that makes only nonsense, or only sense, proves little.
	t.Logf("%d queries, %d of them valid", len(queries), accepted)
	if accepted < len(queries)/5 || accepted > len(queries)*4/5 {
		t.Errorf("%d of %d queries are valid: the mixture is lopsided", accepted, len(queries))
	}
}

// Each character of Latin-1, and each at the border of a range that matters, is
// tried in every place where it could mean something.
func TestEveryKindOfCharacterIsReadAsByJira(t *testing.T) {
	t.Parallel()
	needOracle(t)
	all := runes()
	for r := range rune(0x100) {
		all = append(all, r)
	}
	var queries []string
	for _, r := range all {
		for _, form := range []string{"a = xRy", "aR= b", `a = "R"`, `a = '\R'`, `a = \R`} {
			queries = append(queries, strings.ReplaceAll(form, "R", string(r)))
		}
	}
	for i, want := range askOracle(t, queries) {
		if got := judge(queries[i]); got.OK != want.OK || !alike(got.Tree, want.Tree) {
			t.Errorf("query %q\n got %v\nwant %v", queries[i], got, want)
		}
	}
}

// Each word that Jira's parser calls reserved is tried where it could stand.
func TestReservedWordsAreJiras(t *testing.T) {
	t.Parallel()
	needOracle(t)
	cmd := exec.CommandContext(t.Context(), "node", "oracle.js", "--reserved")
	cmd.Dir = oracleDir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var words, queries []string
	if err := json.Unmarshal(out, &words); err != nil || len(words) < 100 {
		t.Fatalf("%d words: %v", len(words), err)
	}
	for _, w := range words {
		for _, form := range []string{"a = W", "W = a", "a = W()", "a = f(W)", "a[W] = b", "a = b order by W", "a in (W)"} {
			queries = append(queries, strings.ReplaceAll(form, "W", w), strings.ReplaceAll(form, "W", strings.ToUpper(w)))
		}
	}
	for i, want := range askOracle(t, queries) {
		if got := judge(queries[i]); got.OK != want.OK {
			t.Errorf("query %q: valid is %t, want %t", queries[i], got.OK, want.OK)
		}
	}
}

func needOracle(t *testing.T) {
	t.Helper()
	const how = "run `make test`, which installs it"
	if _, err := exec.LookPath("node"); err != nil {
		testenv.Skip(t, "Node.js is missing: Jira's own parser needs it")
	}
	if _, err := os.Stat(filepath.Join(oracleDir, "node_modules", "@atlaskit", "jql-ast")); err != nil {
		testenv.Skip(t, "Jira's own parser is not installed: "+how)
	}
}

// askOracle starts the oracle once for all queries.
func askOracle(t *testing.T, queries []string) []verdict {
	t.Helper()
	// Generated parsers can be very slow on odd input, and Node.js cannot
	// interrupt one: the whole run has a limit instead.
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute+time.Duration(len(queries))*20*time.Millisecond)
	defer cancel()
	var input, stderr bytes.Buffer
	lines := json.NewEncoder(&input)
	lines.SetEscapeHTML(false)
	for _, q := range queries {
		if err := lines.Encode(q); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(ctx, "node", "oracle.js")
	cmd.Dir, cmd.Stdin, cmd.Stderr = oracleDir, &input, &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	verdicts, readErr := readVerdicts(out)
	if err := errors.Join(readErr, cmd.Wait()); err != nil || len(verdicts) != len(queries) {
		last := ""
		if len(verdicts) < len(queries) {
			last = fmt.Sprintf(", the next query is %q", queries[len(verdicts)])
		}
		t.Fatalf("the oracle answered %d of %d queries%s: %v\n%s", len(verdicts), len(queries), last, err, stderr.String())
	}
	return verdicts
}

func readVerdicts(r io.Reader) ([]verdict, error) {
	var verdicts []verdict
	answers := json.NewDecoder(bufio.NewReader(r))
	for {
		var v verdict
		switch err := answers.Decode(&v); {
		case errors.Is(err, io.EOF):
			return verdicts, nil
		case err != nil:
			return verdicts, err
		}
		verdicts = append(verdicts, v)
	}
}

// judge is the verdict of our parser.
func judge(text string) verdict {
	q, err := jql.Parse(text)
	if err != nil {
		return verdict{OrderBy: -1}
	}
	v := verdict{OK: true, OrderBy: -1, Tree: []any{tree(q.Where), sortTree(q.Sort)}}
	if len(q.Sort) > 0 {
		// ORDER BY and the white space around it lie between the two texts.
		// What is before is white space, unless it is a restriction.
		after := strings.Index(text, q.WhereText()) + len(q.WhereText())
		v.OrderBy = after + strings.IndexAny(text[after:], "oO")
	}
	return v
}

func tree(e jql.Expr) any {
	switch e := e.(type) {
	case jql.And:
		return []any{"and", trees(e.Terms)}
	case jql.Or:
		return []any{"or", trees(e.Terms)}
	case jql.Not:
		return []any{"not", []any{tree(e.Term)}}
	case jql.Clause:
		predicates := []any{}
		for _, p := range e.Predicates {
			predicates = append(predicates, []any{p.Name, operandTree(p.Operand)})
		}
		return []any{"clause", fieldTree(e.Field), string(e.Op), operandTree(e.Operand), predicates}
	default:
		return nil
	}
}

func trees(terms []jql.Expr) []any {
	all := []any{}
	for _, t := range terms {
		all = append(all, tree(t))
	}
	return all
}

func operandTree(o jql.Operand) any {
	switch o := o.(type) {
	case jql.Empty:
		return []any{"empty"}
	case jql.Value:
		return []any{"value", o.Text}
	case jql.Func:
		return []any{"function", o.Name, texts(o.Args)}
	case jql.List:
		items := []any{}
		for _, item := range o.Items {
			items = append(items, operandTree(item))
		}
		return []any{"list", items}
	default:
		return nil
	}
}

func fieldTree(f jql.Field) any {
	name := f.Name
	if f.Custom > 0 {
		name = f.String()[:strings.Index(f.String(), "]")+1]
	}
	properties := []any{}
	for _, p := range f.Properties {
		properties = append(properties, []any{p.Key.Text, texts(p.Path)})
	}
	return []any{name, properties}
}

func texts(values []jql.Value) []any {
	all := []any{}
	for _, v := range values {
		all = append(all, v.Text)
	}
	return all
}

func sortTree(keys []jql.SortKey) []any {
	all := []any{}
	for _, k := range keys {
		all = append(all, []any{fieldTree(k.Field), k.Descending})
	}
	return all
}

// alike compares trees. The oracle leaves out texts that hold an escape.
func alike(got, want any) bool {
	a, isList := got.([]any)
	b, bothLists := want.([]any)
	if !isList || !bothLists {
		_, isText := got.(string)
		return isText && want == nil || reflect.DeepEqual(got, want)
	}
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !alike(a[i], b[i]) {
			return false
		}
	}
	return true
}
