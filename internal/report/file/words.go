package file

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"weir"
	"weir/internal/report"
	"weir/internal/table"
)

// What is said around the table, in all formats.
const (
	leftTitle = report.LeftTitle
	keptTitle = report.KeptTitle
	jqlTitle  = "Query in Jira"
	newWord   = "new"
)

// titleOf heads the report; a snapshot's says its time.
func titleOf(v report.View) string {
	if v.Mode == report.Replace {
		return table.Line(v.Title)
	}
	return titleAt(v, report.Stamp(v.Begun))
}

func titleAt(v report.View, stamp string) string {
	if title := table.Line(v.Title); title != "" {
		return title + ", " + stamp
	}
	return stamp
}

// titleAmong heads the report where there are other headings: the second snapshot of
// a minute says its second, too, and the second one of a second its number.
func titleAmong(v report.View, has func(title string) bool) string {
	title := titleOf(v)
	if v.Mode == report.Replace || !has(title) {
		return title
	}
	exact := titleAt(v, v.Begun.Format("2 Jan 2006, 15:04:05 MST"))
	title = exact
	for n := 2; n <= maxPages && has(title); n++ {
		title = fmt.Sprintf("%s (%d)", exact, n)
	}
	return title
}

// lineOf is the line above the table, without its link.
func lineOf(l report.Line) string { return table.Line(l.Words()) }

// marksOf counts the change marks that a view shows: 2 new, 3 changed.
func marksOf(v report.View) string {
	fresh, changed := 0, 0
	for _, g := range v.Groups {
		for _, r := range g.Rows {
			if r.New {
				fresh++
			}
			for _, c := range r.Cells {
				if c.Changed {
					changed++
				}
			}
		}
	}
	var parts []string
	if fresh > 0 {
		parts = append(parts, fmt.Sprintf("%d new", fresh))
	}
	if changed > 0 {
		parts = append(parts, counted(changed, "changed cell"))
	}
	return strings.Join(parts, ", ")
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// plain is a text of Weir's as every format shows it: its lines, each without what
// nobody can see.
func plain(text string) string {
	lines := strings.Split(breaks(text), "\n")
	for i, l := range lines {
		lines[i] = table.Line(l)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// typed is a text that people wrote, as it is kept: all of it, with line breaks of
// one kind and without white space at its ends.
func typed(text string) string {
	return strings.TrimSpace(breaks(strings.ToValidUTF8(text, "\ufffd")))
}

// breaks makes each line break one \n.
func breaks(text string) string {
	if !strings.Contains(text, "\r") {
		return text
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
}

// web returns an address that a link may lead to, and nothing for any other.
func web(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// nowhere stands where it is not known of what issue a passage is.
const nowhere = "—"

// between parts the issue of a passage from the column where it stood.
const between = " · "

// sourceOf names a passage's issue, and its column.
func sourceOf(p report.Passage) (issue, where string) {
	issue, where = table.Line(p.Key), table.Line(p.Where)
	if issue == "" {
		issue = nowhere
	}
	return issue, where
}

// issueOf reads the name that sourceOf wrote.
func issueOf(name string) string {
	if name = strings.TrimSpace(name); name == nowhere {
		return ""
	}
	return name
}

var keyShape = regexp.MustCompile(`^\p{Lu}[\p{Lu}\p{Nd}_]*-[1-9][0-9]*$`)

// keyOf is the issue that a key cell leads to, or that it names.
func keyOf(text, link string) string {
	if u, err := url.Parse(link); err == nil {
		if _, key, ok := strings.Cut(u.Path, "/browse/"); ok && key != "" && !strings.Contains(key, "/") {
			return key
		}
	}
	if keyShape.MatchString(text) {
		return text
	}
	return ""
}

// sum is a short sum of a text that Weir wrote: whoever changes the text makes it
// their own.
func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:6])
}

// headings are the titles of the columns.
func headings(v report.View) []string {
	list := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		list[i] = plain(c.Title)
		if c.ID == "" {
			list[i] = typed(c.Title)
		}
	}
	return list
}

// keyTitle is the heading of the key's column.
func keyTitle(v report.View) string {
	for i, c := range v.Columns {
		if c.ID == report.KeyColumn {
			return headings(v)[i]
		}
	}
	return ""
}

// keyAt finds the key's column: the one whose heading has the sum that was kept, or
// else the first one in which most cells name an issue; -1 if none does. Of the
// rows, each as wide as it is: one that reaches far makes no others long.
func keyAt(kept string, titles []string, rows int, width func(row int) int, names func(row, column int) bool) int {
	for i, title := range titles {
		if sum(title) == kept {
			return i
		}
	}
	named := map[int]int{} // cells that name an issue, by column
	for i := range rows {
		for k := range width(i) {
			if names(i, k) {
				named[k]++
			}
		}
	}
	best, most := -1, 0
	for k, n := range named {
		if n > most || n == most && k < best {
			best, most = k, n
		}
	}
	return best
}

// sums reads a list of sums with commas between them.
func sums(list string) map[string]bool {
	set := map[string]bool{}
	for s := range strings.SplitSeq(list, ",") {
		set[s] = true
	}
	return set
}

// tooWide is the error of a table with more cells than can be carried over.
func tooWide() error {
	return &weir.Error{
		Kind: weir.BadInput, Text: fmt.Sprintf("the report's table has more than %d cells, with those that are skipped", report.MaxCells),
		Next: "look for a cell that reaches or stands far away from the others, and delete it; or move the file away, and a new one is made",
	}
}

// noTable is the error of a view that has nothing but a line, where there is no
// table.
func noTable() error {
	return &weir.Error{Kind: weir.Unexpected, Text: "there is no table whose line could be written"}
}
