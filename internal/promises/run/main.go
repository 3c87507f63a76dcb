// Command run runs the tests that prove the promises of docs/promises.md and
// prints one line for each promise. With -sum it notes new wordings in
// docs/promises.sum instead. It works in the root folder of the project and is
// started by `make promises` and `make promises-sum`.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"weir/internal/promises"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, ".", os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run does the command's work in a project's folder and returns the exit code:
// 0, or 1 where a promise failed or something could not be done, or 2 for a
// wrong command line.
func run(ctx context.Context, folder string, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("promises", flag.ContinueOnError)
	flags.SetOutput(stderr)
	sum := flags.Bool("sum", false, "note new or newly dated wordings in docs/promises.sum")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return 2
	}
	work := report
	if *sum {
		work = note
	}
	if err := work(ctx, folder, stdout, stderr); err != nil {
		fmt.Fprintln(stderr, "promises:", err)
		return 1
	}
	return 0
}

// report runs the tests and prints the lines.
func report(ctx context.Context, folder string, stdout, stderr io.Writer) error {
	list, err := read(folder, "promises.md", promises.Parse)
	if err != nil {
		return err
	}
	if err := promises.Complete(list); err != nil {
		return err
	}
	outcomes := map[promises.Test]promises.Outcome{}
	groups := promises.ByPackage(list)
	for _, pkg := range slices.Sorted(maps.Keys(groups)) {
		found, err := test(ctx, folder, pkg, groups[pkg], stderr)
		if err != nil {
			return err
		}
		for name, o := range found {
			outcomes[promises.Test{Package: pkg, Name: name}] = o
		}
	}
	failed := false
	var standings []promises.Standing
	for _, p := range list {
		s := promises.Stand(p, outcomes)
		standings = append(standings, s)
		failed = failed || s.State == promises.Failed
		fmt.Fprintln(stdout, s)
	}
	fmt.Fprintln(stdout, promises.Summary(standings))
	if failed {
		return errors.New("a promise is broken, or its test did not run")
	}
	return nil
}

// test runs tests of one package. The output of those that fail goes to stderr;
// that they fail is no error here.
func test(ctx context.Context, folder, pkg string, names []string, stderr io.Writer) (map[string]promises.Outcome, error) {
	pattern := "^(" + strings.Join(names, "|") + ")$"
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-json", "-run", pattern, "./"+pkg) //nolint:gosec // the list's parser lets only names of packages and tests through
	cmd.Dir = folder
	var out bytes.Buffer
	cmd.Stdout = &out
	cmd.Stderr = stderr
	runErr := cmd.Run()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("test %s: %w", pkg, ctx.Err())
	}
	var exit *exec.ExitError
	if runErr != nil && !errors.As(runErr, &exit) {
		return nil, fmt.Errorf("test %s: %w", pkg, runErr)
	}
	raw := out.Bytes()
	outcomes, err := promises.Outcomes(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("test %s: %w", pkg, err)
	}
	if runErr != nil && len(outcomes) == 0 {
		fmt.Fprintf(stderr, "%s\n", raw) // the package does not build
	}
	for _, name := range slices.Sorted(maps.Keys(outcomes)) {
		if outcomes[name].State == promises.Failed {
			fmt.Fprint(stderr, outcomes[name].Output)
		}
	}
	return outcomes, nil
}

// note appends the wordings that docs/promises.sum lacks.
func note(_ context.Context, folder string, stdout, _ io.Writer) error {
	list, err := read(folder, "promises.md", promises.Parse)
	if err != nil {
		return err
	}
	history, err := read(folder, "promises.sum", promises.ParseWordings)
	if err != nil {
		return err
	}
	fresh, err := promises.New(list, history)
	if err != nil {
		return err
	}
	return appendTo(filepath.Join(folder, "docs", "promises.sum"), fresh, stdout)
}

func appendTo(name string, fresh []promises.Wording, stdout io.Writer) (err error) {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0) //nolint:gosec // a file of the project, by a name of ours
	if err != nil {
		return fmt.Errorf("open wordings: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for _, w := range fresh {
		if _, err := fmt.Fprintln(f, w); err != nil {
			return fmt.Errorf("write wordings: %w", err)
		}
		fmt.Fprintln(stdout, "noted:", w)
	}
	if len(fresh) == 0 {
		fmt.Fprintln(stdout, "nothing to note: every wording stands in docs/promises.sum")
	}
	return nil
}

// read parses a file of docs.
func read[T any](folder, name string, parse func(io.Reader) ([]T, error)) ([]T, error) {
	path := filepath.Join(folder, "docs", name)
	f, err := os.Open(path) //nolint:gosec // a file of the project, by a name of ours
	if err != nil {
		return nil, fmt.Errorf("read promises: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	list, err := parse(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return list, nil
}
