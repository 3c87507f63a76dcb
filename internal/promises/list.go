package promises

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Promise is one line of the list.
type Promise struct {
	ID    string
	Since time.Time // the day since which it stands in this wording
	Text  string    // the wording, as Markdown
	Tests []Test    // what proves it; empty where nothing does yet
	Later string    // what is still to be proved; empty where nothing is
	Line  int       // where it stands in the list
}

// A Test is a test function of a package of this module.
type Test struct {
	Package string // below the module, for instance internal/jql; "." is the root
	Name    string
}

// String returns the package and the name.
func (t Test) String() string { return t.Package + " " + t.Name }

// letters are the sections of the list with the number of their promises. The
// list is fixed: a promise is neither dropped nor slipped in.
var letters = []struct {
	letter string
	count  int
}{{"R", 6}, {"C", 6}, {"T", 4}, {"D", 7}, {"Z", 7}, {"W", 6}, {"J", 4}, {"F", 8}, {"L", 5}, {"S", 3}}

// IDs returns the id of every promise, in the order of the list.
func IDs() []string {
	var ids []string
	for _, section := range letters {
		for n := range section.count {
			ids = append(ids, fmt.Sprintf("%s%d", section.letter, n+1))
		}
	}
	return ids
}

var (
	idPattern      = regexp.MustCompile(`^[A-Z][0-9]+$`)
	packagePattern = regexp.MustCompile(`^(\.|[a-z0-9]+(/[a-z0-9]+)*)$`)
	testPattern    = regexp.MustCompile(`^(Test|Fuzz)[A-Z]\w*$`)
)

// Parse reads the list. A row of a table whose first cell is an id is a
// promise; everything else is text. The error names every row that is wrong.
func Parse(r io.Reader) ([]Promise, error) {
	var list []Promise
	var faults []error
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		cells := row(lines.Text())
		if len(cells) == 0 || !idPattern.MatchString(cells[0]) {
			continue
		}
		p, err := promise(cells)
		if err != nil {
			faults = append(faults, fmt.Errorf("line %d: %s: %w", n, cells[0], err))
			continue
		}
		p.Line = n
		list = append(list, p)
	}
	if err := lines.Err(); err != nil {
		faults = append(faults, fmt.Errorf("read list: %w", err))
	}
	return list, errors.Join(faults...)
}

// row splits a row of a Markdown table into its cells, or returns nothing for
// any other line. No cell here has a bar in it.
func row(line string) []string {
	inner, ok := strings.CutPrefix(strings.TrimSpace(line), "|")
	if !ok {
		return nil
	}
	cells := strings.Split(strings.TrimSuffix(inner, "|"), "|")
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(cell)
	}
	return cells
}

func promise(cells []string) (Promise, error) {
	if len(cells) != 4 {
		return Promise{}, fmt.Errorf("has %d cells, not id, since, promise and proved by", len(cells))
	}
	since, err := time.Parse(time.DateOnly, cells[1])
	if err != nil {
		return Promise{}, fmt.Errorf("since %q is not a day like 2026-11-21", cells[1])
	}
	p := Promise{ID: cells[0], Since: since, Text: cells[2]}
	if p.Text == "" {
		return Promise{}, errors.New("says nothing")
	}
	p.Tests, p.Later, err = proofs(cells[3])
	return p, err
}

// proofs reads the last cell: tests by package, what is not proved yet, or both.
func proofs(cell string) (tests []Test, later string, err error) {
	before, after, cut := strings.Cut(cell, "not yet:")
	if cut {
		later = strings.TrimSpace(after)
		if later == "" {
			return nil, "", errors.New("is not proved yet, but does not say with what the proof comes")
		}
	}
	for group := range strings.SplitSeq(strings.ReplaceAll(before, "`", ""), ";") {
		if group = strings.TrimSpace(group); group == "" {
			continue
		}
		found, err := groupOf(group)
		if err != nil {
			return nil, "", err
		}
		tests = append(tests, found...)
	}
	if len(tests) == 0 && later == "" {
		return nil, "", errors.New(`names neither a test nor, after "not yet:", what the proof comes with`)
	}
	return tests, later, nil
}

// groupOf reads "internal/jql: TestA, TestB".
func groupOf(group string) ([]Test, error) {
	pkg, names, ok := strings.Cut(group, ":")
	pkg = strings.TrimSpace(pkg)
	if !ok || !packagePattern.MatchString(pkg) {
		return nil, fmt.Errorf("%q does not read like \"internal/jql: TestA, TestB\"", group)
	}
	var tests []Test
	for name := range strings.SplitSeq(names, ",") {
		t := Test{Package: pkg, Name: strings.TrimSpace(name)}
		if !testPattern.MatchString(t.Name) {
			return nil, fmt.Errorf("%q is not the name of a test", t.Name)
		}
		tests = append(tests, t)
	}
	return tests, nil
}

// Complete returns an error unless the list has every promise exactly once and
// in order.
func Complete(list []Promise) error {
	var have []string
	for _, p := range list {
		have = append(have, p.ID)
	}
	var faults []error
	for _, id := range IDs() {
		if n := count(have, id); n != 1 {
			faults = append(faults, fmt.Errorf("%s: stands in the list %d times, not once", id, n))
		}
	}
	for _, id := range have {
		if !slices.Contains(IDs(), id) {
			faults = append(faults, fmt.Errorf("%s: is not a promise: the list of ids is fixed", id))
		}
	}
	if len(faults) == 0 && !slices.Equal(have, IDs()) {
		faults = append(faults, errors.New("the promises are not in order"))
	}
	return errors.Join(faults...)
}

func count(all []string, one string) int {
	n := 0
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}
