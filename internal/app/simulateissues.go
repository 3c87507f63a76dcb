package app

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"weir"
	"weir/internal/jira/jiratest"
)

// WriteIssuesParams say which made-up issues to write.
type WriteIssuesParams struct {
	Issues  int
	Seed    uint64
	Flavour string // cloud or dc
	File    string // empty: the given writer
}

// WriteIssues writes the issues of a made-up team, with their whole histories, as
// a search of Jira would answer them. It holds few of them at a time. An existing
// file is not overwritten, and one that is not finished when the context ends does
// not stay.
func (e Environment) WriteIssues(ctx context.Context, w io.Writer, p WriteIssuesParams) error {
	if p.File != "" {
		file, err := os.OpenFile(p.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, os.ErrExist) {
			return &weir.Error{Kind: weir.Usage, Text: p.File + " exists already", Next: "choose another name, or delete it first"}
		}
		if err != nil {
			return &weir.Error{Kind: weir.Storage, Text: "cannot write the file", Err: err, Next: "check its directory, and that you may write there"}
		}
		err = errors.Join(jiratest.WriteIssues(whileWanted{ctx, file}, e.teamOf(p.Issues, p.Seed), jiratest.Flavour(p.Flavour)), file.Close())
		if err != nil {
			return errors.Join(err, os.Remove(p.File)) // half of it helps nobody
		}
		return nil
	}
	return jiratest.WriteIssues(whileWanted{ctx, w}, e.teamOf(p.Issues, p.Seed), jiratest.Flavour(p.Flavour))
}

// teamOf is what both simulations make up: from the day and not the minute, so
// that a seed means the same all day.
func (e Environment) teamOf(issues int, seed uint64) jiratest.GenerateParams {
	return jiratest.GenerateParams{Issues: issues, Seed: seed, Now: e.Now().UTC().Truncate(24 * time.Hour)}
}

// whileWanted stops writing when the context ends.
type whileWanted struct {
	ctx   context.Context // a Writer is handed none
	inner io.Writer
}

func (w whileWanted) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.inner.Write(p)
}
