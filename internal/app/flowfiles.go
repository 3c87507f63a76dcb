package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"weir"
	"weir/internal/config"
	"weir/internal/flow"
	"weir/internal/flow/flowfile"
)

// readFiles reads exported issues. Jira is not asked.
func (a *App) readFiles(ctx context.Context, job FlowJob, p FlowParams, zone *time.Location) (flowInput, error) {
	files, err := flowFiles(p.From)
	if err != nil {
		return flowInput{}, err
	}
	in := flowInput{where: inputs(p.From)}
	var known []weir.Status
	if p.StatusesFile != "" {
		if known, err = readOne(ctx, p.StatusesFile, flowfile.Statuses); err != nil {
			return flowInput{}, err
		}
	}
	if p.BoardFile != "" {
		board, err := readOne(ctx, p.BoardFile, flowfile.Board)
		if err != nil {
			return flowInput{}, err
		}
		in.board = &board
	}
	r := fileReader{input: &in, collector: flow.NewCollector(known), params: p, stdin: a.env.Stdin, zone: zone, now: a.env.Now(), stages: job.Stages}
	if len(files) > 1 {
		r.seen = map[string]bool{}
	}
	for _, file := range files {
		if err := r.read(ctx, file); err != nil {
			return flowInput{}, err
		}
	}
	if r.sheets > 0 && r.answers > 0 && len(job.Stages) == 0 && in.board == nil {
		return flowInput{}, &weir.Error{
			Kind: weir.Usage, Text: "the columns of a CSV file are not the stages of issues as Jira gives them",
			Next: "measure them apart; or say with --board or --stage which stages hold for both",
		}
	}
	in.data = r.collector.Data()
	return in, nil
}

// inputs lists files for a person.
func inputs(paths []string) string {
	list := slices.Clone(paths)
	for i, path := range list {
		if path == "-" {
			list[i] = "standard input"
		}
	}
	return strings.Join(list, ", ")
}

// flowFiles lists the files that are meant; a directory is its JSON files.
func flowFiles(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if path == "-" || err != nil || !info.IsDir() {
			files = append(files, path) // opening it will say what is wrong
			continue
		}
		within, err := filepath.Glob(filepath.Join(globQuote(path), "*.json"))
		if err != nil || len(within) == 0 {
			return nil, &weir.Error{Kind: weir.BadInput, Text: "there is no JSON file in " + path, Next: "name the directory that holds the exported issues, or the files"}
		}
		slices.Sort(within)
		files = append(files, within...)
	}
	return files, nil
}

func globQuote(path string) string {
	return strings.NewReplacer("*", `[*]`, "?", `[?]`, "[", `[[]`).Replace(path)
}

// A fileReader puts the issues of several files together.
type fileReader struct {
	input     *flowInput
	collector *flow.Collector
	params    FlowParams
	stdin     io.Reader
	zone      *time.Location
	now       time.Time
	seen      map[string]bool    // ids of issues; nil for one file, which is read without doubles
	doubles   []string           // keys in this file of issues that a file before had
	sheets    int                // how many files are CSV
	answers   int                // and how many are not
	stages    []config.FlowStage // that were given: they name columns
}

// readAhead is how much of a file is read at a time, in bytes.
const readAhead = 1 << 20

func (r *fileReader) read(ctx context.Context, path string) (err error) {
	file, err := openInput(ctx, path, r.stdin)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	defer func() {
		if err != nil {
			err = fmt.Errorf("read %s: %w", path, err)
		}
	}()
	input := bufio.NewReaderSize(file, readAhead)
	var report flowfile.Report
	if flowfile.Detect(input) == flowfile.CSV {
		err = r.sheet(input, &report)
	} else {
		err = r.json(input, &report)
	}
	if err != nil {
		return err
	}
	for _, f := range report.Findings {
		r.remark(path, f)
	}
	if n := len(r.doubles); n > 0 {
		// An older file may have come first: then the figures are of its day.
		r.input.remarks = append(r.input.remarks, fmt.Sprintf("%s: the issue was in a file before, and counts as it is there: %d, left out (%s)",
			path, n, strings.Join(r.doubles[:min(3, n)], "; ")))
		r.doubles = nil
	}
	return nil
}

func (r *fileReader) json(input io.Reader, report *flowfile.Report) error {
	r.answers++
	for issue, err := range flowfile.Issues(input, report) {
		if err != nil {
			return err
		}
		r.add(issue)
	}
	return nil
}

func (r *fileReader) sheet(input io.Reader, report *flowfile.Report) error {
	options := flowfile.SheetOptions{Zone: r.zone, Now: r.now, Order: flowfile.DateOrder(r.params.Dates)}
	for _, stage := range r.stages {
		options.Stages = append(options.Stages, stage.Statuses...)
	}
	sheet, err := flowfile.ReadSheet(input, options)
	if err != nil {
		return err
	}
	*report = sheet.Report
	stages := make([]string, len(sheet.Stages))
	for i, s := range sheet.Stages {
		stages[i] = s.Name
	}
	if r.sheets++; r.sheets > 1 && !slices.Equal(stages, r.input.stages) {
		return &weir.Error{
			Kind: weir.BadInput, Text: "its stages are other than those of the file before: " + strings.Join(stages, ", "),
			Next: "read files of one workflow together, and others apart",
		}
	}
	r.input.stages = stages
	for issue := range sheet.Issues() {
		r.add(issue)
	}
	return nil
}

// add takes an issue, unless a file before had it.
func (r *fileReader) add(issue weir.Issue) {
	if r.seen != nil {
		id := issue.ID
		if id == "" {
			id = issue.Key
		}
		if r.seen[id] {
			r.doubles = append(r.doubles, issue.Key)
			return
		}
		r.seen[id] = true
	}
	r.collector.Add(issue)
}

// remark tells what the reader of the figures should know of a file.
func (r *fileReader) remark(path string, f flowfile.Finding) {
	places := make([]string, len(f.Places))
	for i, place := range f.Places {
		places[i] = place.String()
	}
	text := fmt.Sprintf("%s: %s: %d", path, f.Problem, f.Count)
	if f.Problem.LeavesOut() {
		text += ", left out"
	}
	r.input.remarks = append(r.input.remarks, text+" ("+strings.Join(places[:min(3, len(places))], "; ")+")")
}

// readOne reads a file of Jira's with something else than issues.
func readOne[T any](ctx context.Context, path string, read func(io.Reader) (T, error)) (value T, err error) {
	file, err := openInput(ctx, path, nil)
	if err != nil {
		return value, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if value, err = read(bufio.NewReader(file)); err != nil {
		return value, fmt.Errorf("read %s: %w", path, err)
	}
	return value, nil
}

// openInput opens what a person names. Opening a pipe waits for who writes into it,
// and so does reading: both stop when the context ends.
func openInput(ctx context.Context, path string, stdin io.Reader) (*input, error) {
	if path == "-" && stdin != nil {
		return &input{untilDone{ctx, stdin, make([]byte, readAhead)}, io.NopCloser(stdin)}, nil
	}
	type result struct {
		file *os.File
		err  error
	}
	opened := make(chan result, 1)
	go func() {
		file, err := os.Open(path) //nolint:gosec // the user names the file
		opened <- result{file, err}
	}()
	var r result
	select {
	case r = <-opened:
	case <-ctx.Done():
		return nil, ctx.Err() // the process ends, and a pipe that opens later with it
	}
	if r.err != nil {
		return nil, &weir.Error{Kind: weir.BadInput, Text: "cannot open the file", Next: "check its name, and whether you may read it", Err: r.err}
	}
	if info, err := r.file.Stat(); err == nil && info.IsDir() {
		return nil, errors.Join(&weir.Error{Kind: weir.BadInput, Text: path + " is a directory, not a file", Next: "name a file in it"}, r.file.Close())
	}
	return &input{untilDone{ctx, r.file, make([]byte, readAhead)}, r.file}, nil
}

// An input is what is read, and closed.
type input struct {
	untilDone
	io.Closer
}

// untilDone stops reading when the context ends, also while it waits for a pipe
// into which nobody writes. It reads into room of its own, which a read that was
// given up may still fill.
type untilDone struct {
	ctx   context.Context // a Reader is handed none
	inner io.Reader
	room  []byte
}

func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	type result struct {
		n   int
		err error
	}
	read := make(chan result, 1)
	room := u.room[:min(len(p), len(u.room))]
	go func() {
		n, err := u.inner.Read(room)
		read <- result{n, err}
	}()
	select {
	case r := <-read:
		return copy(p, room[:r.n]), r.err
	case <-u.ctx.Done():
		return 0, u.ctx.Err()
	}
}
