package e2e_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"weir/internal/report"
	"weir/internal/report/file"
)

// Promises L2 and L4, in files: what is killed at random moments, every second time
// while it writes, leaves the former file or the new one, with all that people wrote.
func TestAReportInAPageOrAWorkbookSurvivesKills(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes many runs")
	}
	for name, settings := range map[string]string{
		"page":      "page = { file = 'r.html' }",
		"snapshots": "mode = 'append'\npage = { file = 'r.html' }",
		"workbook":  "page = { file = 'r.xlsx' }",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCrash(t, name, settings)
			path := c.path(regexp.MustCompile(`r\.[a-z]+`).FindString(settings))
			c.begin()
			half := 0
			for kills := killCount(t, 6); c.kills < kills; {
				if c.whole > 3*kills+20 {
					t.Fatalf("%d runs came to their end, and %d were killed", c.whole, c.kills)
				}
				c.typeInFile(path)
				if c.random.IntN(2) == 0 {
					half += c.stepWhileWriting()
				} else {
					c.step(nil)
				}
				c.checkFile(path, false)
			}
			// A snapshot that a killed run has written is not written again: the first run
			// only notes it, without what has changed since.
			c.weir("report", "run", name)
			c.weir("report", "run", name)
			c.checkFile(path, true)
			c.state()
			if len(c.notes) < c.kills/2 {
				t.Errorf("only %d notes were written", len(c.notes))
			}
			if left := c.halfDone(); len(left) > 0 {
				t.Errorf("half-written files are left: %v", left)
			}
			t.Logf("%d kills, of which %d left a file half done; %d runs came to their end before", c.kills, half, c.whole)
		})
	}
}

func (c *crash) halfDone() []string {
	c.t.Helper()
	names, err := filepath.Glob(c.path(".*.tmp"))
	if err != nil {
		c.t.Fatal(err)
	}
	return names
}

// stepWhileWriting kills a run as soon as it begins to write, and returns 1 if it
// left a file half done.
func (c *crash) stepWhileWriting() int {
	c.t.Helper()
	c.round++
	c.work(c.round)
	before, done, ended := c.halfDone(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(200 * time.Microsecond)
		defer tick.Stop()
		for range tick.C {
			select {
			case <-done:
				return
			default:
			}
			if names, _ := filepath.Glob(c.path(".*.tmp")); fresh(names, before) {
				c.kill()
				return
			}
		}
	}()
	died := c.killed(0, "report", "run", c.name)
	close(done)
	<-ended
	if !died {
		c.whole++
		return 0
	}
	c.kills++
	if fresh(c.halfDone(), before) {
		return 1
	}
	return 0
}

// typeInFile lets a person write a note into an empty cell.
func (c *crash) typeInFile(path string) {
	c.t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	if filepath.Ext(path) == ".html" {
		data = c.typeAt(data, `<td class="written"></td>`, "<td class=\"written\">%s.</td>")
	} else {
		data = c.typeInWorkbook(data)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		c.t.Fatal(err)
	}
}

// typeAt puts a new note into the place of a random match.
func (c *crash) typeAt(data []byte, pattern, with string) []byte {
	c.t.Helper()
	places := regexp.MustCompile(pattern).FindAllSubmatchIndex(data, -1)
	if len(places) == 0 {
		return data // every row has its note
	}
	at := places[c.random.IntN(len(places))]
	groups := make([]any, 0, 2)
	for g := 2; g < len(at); g += 2 {
		groups = append(groups, string(data[at[g]:at[g+1]]))
	}
	return slices.Concat(data[:at[0]], fmt.Appendf(nil, with, append(groups, c.word())...), data[at[1]:])
}

// typeInWorkbook is typeAt in the first sheet of a workbook.
func (c *crash) typeInWorkbook(data []byte) []byte {
	c.t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		c.t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		part, err := f.Open()
		if err != nil {
			c.t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			c.t.Fatal(err)
		}
		if f.Name == "xl/worksheets/sheet1.xml" {
			text = c.typeAt(text, `<c r="(C(?:[3-9]|[1-9][0-9]+))"( s="[0-9]+")?></c>`, `<c r="%s"%s t="inlineStr"><is><t>%s.</t></is></c>`)
		}
		out, err := w.Create(f.Name)
		if err != nil {
			c.t.Fatal(err)
		}
		if _, err := out.Write(text); err != nil {
			c.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		c.t.Fatal(err)
	}
	return b.Bytes()
}

var (
	ofRun = regexp.MustCompile(`data-run="([a-z0-9]+)"`)
	tags  = regexp.MustCompile(`<[^>]*>`)
)

// checkFile reads the file as Weir does, or, of snapshots, as a person would.
func (c *crash) checkFile(path string, ended bool) {
	c.t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	var texts []string
	if c.name == "snapshots" {
		texts = append(texts, tags.ReplaceAllString(string(data), " "))
		c.checkRuns(string(data), ended)
	} else {
		f := c.found(path)
		if !f.Exists || f.Copies != 0 || len(f.Rows) != len(c.keys) {
			c.t.Fatalf("%d rows, want %d; %d copies", len(f.Rows), len(c.keys), f.Copies)
		}
		for _, r := range f.Rows {
			for _, cell := range r.Cells {
				texts = append(texts, cell.Text)
			}
		}
		for _, p := range f.Kept {
			texts = append(texts, p.Text)
		}
	}
	text := strings.Join(texts, "\n")
	for _, note := range c.notes {
		if n := strings.Count(text, note+"."); n != 1 {
			c.t.Fatalf("%s is there %d times in\n%s", note, n, text)
		}
	}
	if ended && !strings.Contains(text, fmt.Sprintf("Summary of round %d", c.round)) {
		c.t.Errorf("the last change is not there:\n%s", text)
	}
}

func (c *crash) found(path string) report.Found {
	c.t.Helper()
	page, err := file.New(file.Options{Path: path})
	if err != nil {
		c.t.Fatal(err)
	}
	f, err := page.Read(c.t.Context(), "weir-"+c.name+"-0a1b2c3d")
	if err != nil {
		c.t.Fatal(err)
	}
	return f
}

// checkRuns compares the snapshots with the history.
func (c *crash) checkRuns(text string, ended bool) {
	c.t.Helper()
	var runs []string
	for _, m := range ofRun.FindAllStringSubmatch(text, -1) {
		runs = append(runs, m[1])
	}
	slices.Sort(runs)
	if once := slices.Compact(slices.Clone(runs)); len(once) != len(runs) {
		c.t.Fatalf("a snapshot is there twice: %q", runs)
	}
	if !ended {
		return
	}
	if done := c.ran(); !slices.Equal(done, runs) {
		c.t.Fatalf("the history has %q, and there are %q", done, runs)
	}
}
