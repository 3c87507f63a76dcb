package page

import (
	"bufio"
	"fmt"
	"html/template"
	"io"
	"time"

	"weir/internal/flow"
	"weir/internal/flow/picture"
)

// Params says what the page tells besides the figures.
type Params struct {
	picture.Params
	// Subject is what was measured, in the words of who asked: "the board 42 of
	// jira.example.com", "issues.json". Empty: nothing is said of it.
	Subject string
	// Quality says how to report on the data.
	Quality flow.QualityParams
	// Remarks are sentences about what was read: what of the files is not measured.
	Remarks []string
	// Generated is when the page was made; zero: the analysis' Now.
	Generated time.Time
}

// Write writes the page. Its errors are those of w, and of the parameters of a
// forecast, which come before anything is written.
func Write(w io.Writer, a *flow.Analysis, p Params) error {
	v, err := view(a, p)
	if err != nil {
		return err
	}
	t, err := template.New("page").ParseFS(files, "templates/*.html")
	if err != nil {
		return fmt.Errorf("read the page's templates: %w", err)
	}
	out := bufio.NewWriterSize(w, 64<<10)
	if err := t.ExecuteTemplate(out, "page.html", v); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}
