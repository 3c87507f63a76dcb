package agent

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/program"
)

// A Manager puts jobs into the hands of the operating system. All its methods
// may be called again: what is done already is no error.
type Manager struct {
	GOOS    string // darwin and linux have what it takes
	Home    string // the user's home directory
	UID     int
	Getenv  func(string) string
	Environ []string // for the programs that it runs
	Run     program.RunFunc
}

// Installed says what Install did.
type Installed struct {
	Files   []string // that were written
	Started bool     // whether the job runs from now on
	Next    string   // what the user does when it does not; may hold several lines
}

// limit is how long one answer of launchd or systemd may take. Stopping a job
// waits until its run has finished the operation in hand.
const limit = 2 * time.Minute

// Install writes the files of the job, in the place of those that are there,
// and starts it. Where nobody is signed in whose jobs could run (a container, a
// server that one reaches by ssh), the files wait, and Next says for what.
//
// Errors are *weir.Error: of kind Usage where the system has neither launchd
// nor systemd, Refused for a secret, Storage for what cannot be written, and
// Unexpected for a command that failed, with what it printed.
func (m Manager) Install(ctx context.Context, j Job) (Installed, error) {
	files, session, err := m.prepare(ctx, j)
	if err != nil {
		return Installed{}, err
	}
	if m.GOOS == "darwin" {
		return m.installLaunchd(ctx, j, files)
	}
	return m.installSystemd(ctx, j, files, session)
}

// A File is what Install writes.
type File struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// Preview returns the files that Install would write, and fails as Install
// would. It changes nothing.
func (m Manager) Preview(ctx context.Context, j Job) ([]File, error) {
	files, _, err := m.prepare(ctx, j)
	return files, err
}

// prepare checks and renders a job, and says whether there is a systemd of this
// user to talk with.
func (m Manager) prepare(ctx context.Context, j Job) (files []File, session bool, err error) {
	if err := j.check(); err != nil {
		return nil, false, err
	}
	if m.GOOS != "darwin" && m.GOOS != "linux" {
		return nil, false, m.unsupported(j)
	}
	if err := j.checkPaths(); err != nil {
		return nil, false, err
	}
	places := m.places(j)
	switch {
	case len(places) == 0:
		return nil, false, &weir.Error{Kind: weir.Usage, Text: "there is no home directory to install a background job in", Next: "set HOME"}
	case m.GOOS == "darwin":
		text, err := j.Plist()
		return []File{{places[0], text}}, false, err
	}
	if session, err = m.session(ctx); errors.Is(err, program.ErrMissing) {
		err = m.unsupported(j)
	}
	return []File{{places[0], j.Service()}, {places[1], j.Timer()}}, session, err
}

func paths(files []File) []string {
	var all []string
	for _, f := range files {
		all = append(all, f.Path)
	}
	return all
}

// Remove stops the job and deletes its files. It returns the files that it
// deleted, none when the job was not installed.
func (m Manager) Remove(ctx context.Context, name string) ([]string, error) {
	j := Job{Name: name}
	present := m.Files(name)
	if len(present) == 0 {
		return nil, nil
	}
	var stopErr error
	switch m.GOOS {
	case "darwin":
		stopErr = m.stopLaunchd(ctx, j)
	case "linux":
		stopErr = m.stopSystemd(ctx, j)
	}
	if stopErr != nil {
		return nil, stopErr // its files are what the manager knows it by
	}
	gone, err := remove(present)
	if m.GOOS == "linux" && err == nil {
		err = m.reloadSystemd(ctx)
	}
	return gone, err
}

// Files lists the files of a job that are there.
func (m Manager) Files(name string) []string {
	var present []string
	for _, path := range m.places(Job{Name: name}) {
		if exists(path) {
			present = append(present, path)
		}
	}
	return present
}

// places are where the files of a job belong; none where nobody knows.
func (m Manager) places(j Job) []string {
	switch {
	case m.GOOS == "darwin" && m.Home != "":
		return []string{m.plistPath(j)}
	case m.GOOS == "linux" && filepath.IsAbs(m.unitDir()):
		return []string{
			filepath.Join(m.unitDir(), j.service()), filepath.Join(m.unitDir(), j.timer()),
			// How systemd notes that the timer is enabled. It removes that itself,
			// unless there is no session that it could be asked in.
			filepath.Join(m.unitDir(), "timers.target.wants", j.timer()),
		}
	default:
		return nil
	}
}

func remove(paths []string) (gone []string, err error) {
	for _, path := range paths {
		removeErr := os.Remove(path)
		if removeErr == nil || errors.Is(removeErr, fs.ErrNotExist) { // systemd was quicker
			gone = append(gone, path)
			continue
		}
		err = errors.Join(err, &weir.Error{
			Kind: weir.Storage, Text: "cannot delete " + path, Next: "delete it yourself", Err: removeErr,
		})
	}
	return gone, err
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// write writes a file for the user alone, and the directories above it.
func write(path, text string) error {
	if err := atomicfile.MakeDir(filepath.Dir(path)); err != nil {
		return err
	}
	return atomicfile.Write(path, []byte(text), 0o600)
}

// must runs a program that has to succeed.
func (m Manager) must(ctx context.Context, name string, args ...string) error {
	result, err := m.Run(ctx, m.call(name, args...))
	if err != nil {
		return m.failed(name, args, err)
	}
	if result.Code != 0 {
		return m.failed(name, args, fmt.Errorf("it ended with code %d and said: %s", result.Code, said(result.Output)))
	}
	return nil
}

func (m Manager) call(name string, args ...string) program.Call {
	return program.Call{Name: name, Args: args, Environ: m.Environ, Limit: limit}
}

func (m Manager) failed(name string, args []string, err error) error {
	command := filepath.Base(name) + " " + strings.Join(args, " ")
	return &weir.Error{
		Kind: weir.Unexpected, Text: "`" + command + "` failed",
		Next: "run that command yourself to see more; until it works, `weir tasks watch` or cron do the same", Err: err,
	}
}

// said makes what a program printed short enough for an error.
func said(output string) string {
	if output == "" {
		return "nothing"
	}
	if len(output) > 600 {
		output = output[:600] + "…"
	}
	return strings.Join(strings.Fields(output), " ")
}

// unsupported tells how the job runs on a schedule without us.
func (m Manager) unsupported(j Job) error {
	next := "use cron; this line runs it about as often:\n" + j.crontab() +
		"\nor leave `weir " + j.Name + " watch` running"
	if m.GOOS == "windows" {
		next = "use the Task Scheduler; this line, in a Command Prompt, has it run the job:\n" + j.schtasks() +
			"\nor leave `weir " + j.Name + " watch` running"
	}
	return &weir.Error{Kind: weir.Usage, Text: "there is neither launchd nor systemd here to run a job in the background", Next: next}
}

// crontab is the line that runs the job. Cron reads a percent sign as the end
// of the line, and hands the rest to a shell.
func (j Job) crontab() string {
	when := fmt.Sprintf("*/%d * * * *", max(1, int(j.Every.Minutes())))
	switch hours := int(j.Every.Hours()); {
	case hours >= 24:
		when = "0 9 * * *"
	case hours >= 1:
		when = fmt.Sprintf("0 */%d * * *", hours)
	}
	words := []string{when}
	for _, variable := range j.Environ {
		if name, value, _ := strings.Cut(variable, "="); name != "PATH" { // cron's own will do
			words = append(words, name+"="+cronQuote(value))
		}
	}
	for _, word := range append([]string{j.Program}, j.Args...) {
		words = append(words, cronQuote(word))
	}
	return strings.Join(words, " ")
}

func cronQuote(word string) string {
	word = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	return strings.ReplaceAll(word, "%", `\%`)
}

// schtasks is the command that makes a task of Windows. Within /TR quotation
// marks have a backslash before them.
func (j Job) schtasks() string {
	command := `\"` + j.Program + `\"`
	for _, arg := range j.Args {
		command += " " + arg
	}
	minutes := strconv.Itoa(min(1439, max(1, int(j.Every.Minutes()))))
	return `schtasks /Create /SC MINUTE /MO ` + minutes + ` /TN weir-` + j.Name + ` /TR "` + command + `"`
}
