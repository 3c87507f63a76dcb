package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
)

// maxDocument is far more than the longest description that Jira takes, in bytes.
const maxDocument = 256 << 20

func (s *session) convertCommand() *cobra.Command {
	var p app.ConvertParams
	cmd := group("read", &cobra.Command{
		Use:   "convert [--from adf|wiki] --to markdown|html|text [FILE]",
		Short: "Convert a description: ADF or wiki markup to Markdown, HTML or text",
		Long: `Writes rich text of Jira in another format, without losing a word of it: Atlassian
Document Format (ADF), in which Cloud keeps descriptions and comments, or the wiki
markup of Data Center. FILE, or standard input without one, holds the document, or
an issue as Jira's API gives it: then its description is taken.

Without --from, a JSON object is ADF and anything else is wiki markup.`,
		Example: `weir convert --to markdown description.json
weir convert --from wiki --to text --width 72 < description.txt
weir convert --to html --profile onenote issue.json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return s.runConvert(p, args) },
	})
	flags := cmd.Flags()
	flags.StringVar(&p.From, "from", "", "adf or wiki; what it looks like, if left out")
	flags.StringVar(&p.To, "to", "", "markdown, html or text")
	flags.StringVar(&p.Profile, "profile", "", "onenote for the part of HTML that OneNote keeps")
	flags.IntVar(&p.Width, "width", 0, "wrap text by words at so many characters; 0 does not wrap")
	flags.IntVar(&p.MaxRunes, "max-runes", 0, "cut at a word, with open marks closed, after so many characters; 0 does not cut")
	return cmd
}

func (s *session) runConvert(p app.ConvertParams, args []string) error {
	if p.To == "" {
		return &weir.Error{Kind: weir.Usage, Text: "--to is missing", Next: "write --to markdown, --to html or --to text"}
	}
	if err := p.Check(); err != nil {
		return err
	}
	source, err := s.readInput(args)
	if err != nil {
		return err
	}
	text, err := app.Convert(source, p)
	if err != nil {
		return err
	}
	if text != "" && text[len(text)-1] != '\n' {
		text += "\n"
	}
	_, err = io.WriteString(s.call.Stdout, text)
	return err
}

// readInput reads the file that is named, or standard input.
func (s *session) readInput(args []string) (text []byte, err error) {
	in := s.call.Stdin
	if len(args) > 0 && args[0] != "-" {
		file, err := os.Open(args[0])
		if err != nil {
			return nil, &weir.Error{Kind: weir.NotFound, Text: "cannot open the file", Err: err, Next: "check its name; without one, standard input is read"}
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		in = file
	}
	text, err = io.ReadAll(io.LimitReader(in, maxDocument+1))
	if err != nil {
		return nil, &weir.Error{Kind: weir.BadInput, Text: "cannot read the document", Err: err, Next: "check that it is a file, and that you may read it"}
	}
	if len(text) > maxDocument {
		return nil, &weir.Error{Kind: weir.BadInput, Text: fmt.Sprintf("the document is larger than %d MiB", maxDocument>>20), Next: "give one description at a time"}
	}
	return text, nil
}
