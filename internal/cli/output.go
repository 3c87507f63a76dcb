package cli

import (
	"io"

	"weir/internal/secret"
	"weir/internal/table"
)

// An output remembers that writing failed, as on a full disk: a command that
// only prints must not seem to have done it.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// redacted keeps the secrets of this call out of what is told beside the data,
// whoever tells it.
type redacted struct {
	w        io.Writer
	redactor *secret.Redactor
}

func (r redacted) Write(p []byte) (int, error) {
	if _, err := io.WriteString(r.w, r.redactor.Known(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// clean makes text from outside fit for a line of the terminal: without
// secrets, and without anything that a terminal obeys.
func (s *session) clean(text string) string {
	return table.Line(s.env.Redactor.Scrub(text))
}

// own makes what the user wrote into the configuration fit for a line: it is not
// searched for what only looks like a secret, as many a path does.
func (s *session) own(text string) string {
	return table.Line(s.env.Redactor.Known(text))
}

// printColumns prints rows of short texts, cut to the terminal's width but never
// in a pipe.
func (s *session) printColumns(rows [][]string) {
	for _, row := range rows {
		for i := range row {
			row[i] = s.env.Redactor.Known(row[i])
		}
	}
	_ = table.Align(s.call.Stdout, rows, s.width()) // Stdout remembers that writing failed
}

// printFolded prints rows whose last column is a sentence: it is folded to the
// terminal's width, and never in a pipe.
func (s *session) printFolded(rows [][]string) {
	for _, row := range rows {
		for i := range row {
			row[i] = s.env.Redactor.Known(row[i])
		}
	}
	_ = table.AlignFolded(s.call.Stdout, rows, s.width()) // Stdout remembers that writing failed
}

// fold breaks a long line for the terminal, never in a pipe.
func (s *session) fold(line string, indent int) string { return table.Fold(line, s.width(), indent) }

// width is how many columns a line may have; 0 where nobody looks at it.
func (s *session) width() int {
	if s.terminal.outTTY {
		return s.terminal.width
	}
	return 0
}
