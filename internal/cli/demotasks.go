package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"weir/internal/app"
)

// A demo is one run of `weir demo`.
type demo struct {
	*session
	simulation *app.Simulation
	onenote    *app.GraphSimulation
	file       string // with the tasks
	page       string // with the charts
	table      string // of a report
	seed       uint64
	before     []byte // what the file held before the second run
	// shown is what Jira has on the page in OneNote by issues, and again whether
	// the page has been shown.
	shown map[string]string
	again bool
}

// demoQuery selects what the demo keeps as tasks.
const demoQuery = "project = SHOP AND resolution = Unresolved AND priority in (Highest, High) ORDER BY key"

// taskSteps show a task list that stays in step with Jira.
func (d *demo) taskSteps() []demoStep {
	return []demoStep{
		{why: "Issues as tasks in a Markdown file (CalDAV works, too). It is set up once:", args: []string{"tasks", "init", "mine", "--file", d.file, "--jql", demoQuery}},
		{why: "What would be done? Nothing is changed yet:", args: []string{"tasks", "plan"}},
		{why: "Do it:", args: []string{"tasks", "sync"}},
		{why: "The file begins like this (a page shows no comments):", do: d.showFile},
		{why: "You write into the file as you like, and meanwhile the team works on:", do: d.workOn},
		{why: "Again, and only what changed is read and written:", args: []string{"tasks", "sync"}},
		{why: "The difference that this made to the file. What you wrote is still there:", do: d.showDifference},
	}
}

// read returns the file: nothing where the seed made a team without such issues.
func (d *demo) read() ([]byte, error) {
	text, err := os.ReadFile(d.file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read tasks: %w", err)
	}
	return text, nil
}

// showFile shows the beginning of the file.
func (d *demo) showFile() error {
	text, err := d.read()
	if err != nil {
		return err
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		if n++; n > 16 {
			fmt.Fprintln(d.call.Stdout, "  …")
			break
		}
		d.quote("", line)
	}
	return nil
}

// quote prints a line of the file behind a mark, cut to the terminal's width.
func (d *demo) quote(mark, line string) {
	row := []string{"  " + mark, strings.TrimRight(line, "\r\n")}
	if mark == "" {
		row = []string{"  " + row[1]}
	}
	d.printColumns([][]string{row})
}

// workOn is the user's edit, and what the team does.
func (d *demo) workOn() error {
	text, err := d.read()
	if err != nil {
		return err
	}
	head, rest, found := bytes.Cut(text, []byte("\n- [ ] "))
	if !found {
		head, rest = []byte("# My tasks\n"), []byte("call Mei\n")
	}
	first, rest, _ := bytes.Cut(rest, []byte("\n"))
	const remark, own = " ask Mei first!", "- [ ] a task of my own\n"
	d.before = bytes.Join([][]byte{head, []byte("\n- [ ] "), first, []byte(remark + "\n"), rest, []byte(own)}, nil)
	if err := os.WriteFile(d.file, d.before, 0o600); err != nil {
		return fmt.Errorf("write tasks: %w", err)
	}
	d.quote("you     ", "behind the first task:"+remark)
	d.quote("you     ", "at the end: "+own)
	shown, more := 0, 0
	err = d.simulation.WorkOn(d.env.Now(), 60, d.seed, keyOf(string(first)), func(e app.SimulatedEvent) {
		if !bytes.Contains(d.before, []byte("["+e.Key+"]")) {
			more++
			return
		}
		if shown++; shown <= 8 {
			fmt.Fprintf(d.call.Stdout, "  %-8s  %s %s\n", d.clean(e.Key), d.clean(e.Who), d.clean(e.What))
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(d.call.Stdout, "  … and %d things elsewhere\n", more)
	return nil
}

// keyOf finds the issue of a task in its line, which links to it.
func keyOf(task string) string {
	key, _, found := strings.Cut(strings.TrimPrefix(task, "["), "](")
	if !found {
		return ""
	}
	return key
}

// showDifference shows what the second run changed.
func (d *demo) showDifference() error {
	after, err := d.read()
	if err != nil {
		return err
	}
	n := 0
	for _, line := range difference(strings.SplitAfter(string(d.before), "\n"), strings.SplitAfter(string(after), "\n")) {
		if n++; n > 24 {
			fmt.Fprintln(d.call.Stdout, "  …")
			break
		}
		d.quote(line[:1], line[2:])
	}
	return nil
}

// difference lists the lines that only one of two texts has, marked by - or +,
// in their order. It finds the longest common part, so that few are listed.
func difference(a, b []string) []string {
	common := make([][]int, len(a)+1) // of a[i:] and b[j:]
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var lines []string
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			lines = append(lines, "- "+a[i])
			i++
		default:
			lines = append(lines, "+ "+b[j])
			j++
		}
	}
	return lines
}
