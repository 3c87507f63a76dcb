//go:build unix

package e2e_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The figures to keep: of 10,000 issues in a file all metrics and all charts in
// under 1 s and 120 MB; a million in under 60 s and 1 GB. Whole processes.

// As Jira exports them, with all their fields: 13 kB each.
func BenchmarkThePageOfTenThousandIssues(b *testing.B) {
	issues := filepath.Join(b.TempDir(), "issues.json")
	if out, err := process(b, nil, "simulate", "issues", "--generate", "10000", "--seed", "7", "-o", issues).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	page := filepath.Join(b.TempDir(), "page.html")
	var use usage
	for b.Loop() {
		use.add(b, process(b, nil, "flow", "export", "--from", issues, "--html", page))
	}
	use.report(b)
	info, err := os.Stat(page)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/1e6, "MB/page")
}

// With the fields that flow asks for, 8.5 moves each, through a pipe.
func BenchmarkTheFiguresOfAMillionIssues(b *testing.B) {
	var use usage
	for b.Loop() {
		command := process(b, nil, "flow", "export", "--from", "-", "--html", filepath.Join(b.TempDir(), "page.html"))
		command.Stdin = &million{left: 1_000_000, at: time.Now().Add(-3 * 365 * 24 * time.Hour)}
		use.add(b, command)
	}
	use.report(b)
}

// usage is what processes used.
type usage struct {
	runs      int
	took      time.Duration
	processor time.Duration
	memory    float64 // the largest, in MB
}

func (u *usage) add(b *testing.B, command *exec.Cmd) {
	b.Helper()
	var told bytes.Buffer
	command.Stderr = &told
	started := time.Now()
	if err := command.Run(); err != nil {
		b.Fatalf("%v: %s", err, told.String())
	}
	u.took += time.Since(started)
	u.runs++
	u.processor += command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	used, _ := command.ProcessState.SysUsage().(*syscall.Rusage)
	perMB := 1e3 // Linux counts in kilobytes
	if runtime.GOOS == "darwin" {
		perMB = 1e6
	}
	u.memory = max(u.memory, float64(used.Maxrss)/perMB)
}

func (u *usage) report(b *testing.B) {
	b.ReportMetric(u.took.Seconds()/float64(u.runs), "s/run")
	b.ReportMetric(u.processor.Seconds()/float64(u.runs), "cpu-s/run")
	b.ReportMetric(u.memory, "MB")
}

// million writes made-up issues as fast as they are read.
type million struct {
	left, n int
	at      time.Time
	buffer  bytes.Buffer
}

func (m *million) Read(p []byte) (int, error) {
	for m.buffer.Len() < len(p) && m.left > 0 {
		m.write()
	}
	if m.buffer.Len() == 0 {
		return 0, io.EOF
	}
	return m.buffer.Read(p)
}

// write adds one issue: from to do through review and test, sometimes twice, to
// done, one every 90 seconds.
func (m *million) write() {
	m.n++
	m.left--
	steps := strings.Fields("1 2 3 4 3 4 2 3 4 5")[:9+m.n%2]
	steps[len(steps)-1] = "5"
	at := m.at.Add(time.Duration(m.n) * 90 * time.Second)
	fmt.Fprintf(&m.buffer, `{"id":"%d","key":"OPS-%d","fields":{"issuetype":{"id":"1","name":"Story"},"status":{"id":"5","name":"Status 5","statusCategory":{"key":"done"}},"created":"%s","resolution":null},"changelog":{"startAt":0,"maxResults":10,"total":%d,"histories":[`,
		m.n, m.n, at.Format(jiraTime), len(steps)-1)
	for i := 1; i < len(steps); i++ {
		at = at.Add(time.Duration(1+(m.n+i)%60) * time.Hour)
		if i > 1 {
			m.buffer.WriteByte(',')
		}
		fmt.Fprintf(&m.buffer, `{"id":"%d","created":"%s","items":[{"field":"status","fieldtype":"jira","from":"%s","fromString":"Status %s","to":"%s","toString":"Status %s"}]}`,
			m.n*10+i, at.Format(jiraTime), steps[i-1], steps[i-1], steps[i], steps[i])
	}
	m.buffer.WriteString("]}}\n")
}

const jiraTime = "2006-01-02T15:04:05.000-0700"
