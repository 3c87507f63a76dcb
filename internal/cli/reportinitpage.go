package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"weir"
	"weir/internal/app"
)

// place finds out where the table goes.
func (i *reportInitiation) place(ctx context.Context) error {
	page := &i.job.Page
	switch {
	case page.File != "" && page.OneNote != "":
		return &weir.Error{Kind: weir.Usage, Text: "--file and --onenote exclude each other", Next: "make one report for each"}
	case page.OneNote != "":
		return i.onenotePage(ctx)
	case page.File != "":
		return i.acceptFile(ctx, page.File)
	}
	usual := i.known.Page
	if usual == (app.ReportPage{}) {
		usual.File = "~/Jira-" + i.job.Name + ".html"
	}
	if !i.terminal.canAsk() {
		usual.Format, usual.BOM = either(page.Format, usual.Format), page.BOM || usual.BOM
		*page = usual
		if page.OneNote != "" {
			return i.onenotePage(ctx)
		}
		return i.acceptFile(ctx, page.File)
	}
	shown := either(usual.File, "onenote")
	question := "Where the table goes: a file (.html, .md, .csv, .xlsx), or onenote [" + i.own(shown) + "]: "
	return i.askUntil(ctx, question, func(answer string) error {
		if answer = either(answer, shown); !strings.EqualFold(answer, "onenote") {
			return i.acceptFile(ctx, answer)
		}
		return i.chooseOneNote(ctx)
	})
}

// acceptFile makes a full path of what was typed, and tries whether the table can
// be kept there. The folder must be there: a new one is more likely a mistake.
func (i *reportInitiation) acceptFile(ctx context.Context, path string) (err error) {
	page := &i.job.Page
	page.OneNote = ""
	if page.File, err = filepath.Abs(i.app.ExpandHome(path)); err != nil {
		return fmt.Errorf("find file: %w", err)
	}
	if page.FileFormat() == "" {
		return &weir.Error{Kind: weir.Usage, Text: "the name of the file does not say its format: " + path, Next: "let it end in .html, .md, .csv or .xlsx; or give --format"}
	}
	return i.app.CheckReportPlace(ctx, i.job)
}

// onenotePage makes sure that the page of the flag can be kept. The sign-in is
// asked for where there is somebody to sign in.
func (i *reportInitiation) onenotePage(ctx context.Context) error {
	if err := i.app.CheckReportPlace(ctx, i.job); err != nil {
		return err
	}
	if err := i.microsoft(ctx); err != nil {
		return err
	}
	return i.resolve(ctx)
}

// resolve follows the path in OneNote, and says what of it a run would make: a name
// that is mistyped is made anew otherwise, and nobody notices.
func (i *reportInitiation) resolve(ctx context.Context) error {
	unmade, err := i.app.UnmadeInOneNote(ctx, i.job)
	if err != nil {
		return err
	}
	i.lost = unmade.Lost
	var made []string
	if unmade.Section != "" {
		made = append(made, fmt.Sprintf("the section %q", unmade.Section))
	}
	if unmade.Page != "" {
		made = append(made, fmt.Sprintf("the page %q", unmade.Page))
	}
	if len(made) > 0 {
		i.say("The first run makes %s.", i.own(strings.Join(made, " and ")))
	}
	if len(unmade.Near) > 0 {
		i.say("There is already: %s.", i.clean(strings.Join(unmade.Near, ", ")))
	}
	return nil
}

// microsoft has the person sign in, unless they have.
func (i *reportInitiation) microsoft(ctx context.Context) error {
	if err := i.app.CheckSignIn(ctx); err != nil {
		if !i.terminal.canAsk() {
			return err
		}
		return i.signIn(ctx, i.app, signInOptions{clientID: i.options.clientID})
	}
	who, err := i.app.WhoAmI(ctx)
	if err == nil {
		i.say("Signed in to Microsoft as %s.", i.clean(who))
	}
	return err
}

// mostPages is how many pages of a section are offered.
const mostPages = 20

// chooseOneNote has the person choose notebook, section and page.
func (i *reportInitiation) chooseOneNote(ctx context.Context) error {
	if err := i.microsoft(ctx); err != nil {
		return err
	}
	picker, err := i.app.PickOneNote(ctx)
	if err != nil {
		return err
	}
	entries, err := picker.Notebooks(ctx)
	if err != nil {
		return err
	}
	i.say("%s", i.fold(app.OneNoteNotListed, 0))
	entry, err := i.pick(ctx, app.OneNoteEntry{}, entries)
	for err == nil && entry.Kind != app.OneNoteSection {
		if entries, err = picker.Inside(ctx, entry, mostPages); err == nil {
			entry, err = i.pick(ctx, entry, entries)
		}
	}
	if err != nil {
		return err
	}
	return i.choosePage(ctx, picker, entry)
}

// pick lets the person choose an entry by its number, or name a new one: in no
// entry a notebook, which is made at once, else a section, which the first run
// makes.
func (i *reportInitiation) pick(ctx context.Context, in app.OneNoteEntry, entries []app.OneNoteEntry) (chosen app.OneNoteEntry, err error) {
	what := "section"
	if in.Kind == "" {
		what = "notebook"
	}
	for n, e := range entries {
		name := i.clean(e.Name)
		if e.Kind != app.OneNoteSection && what != "notebook" {
			name += " (" + string(e.Kind) + ")"
		}
		i.say("  %2d  %s", n+1, name)
	}
	err = i.askUntil(ctx, "Which "+what+", by its number; or + and the name of a new one: ", func(answer string) (err error) {
		if name, isNew := strings.CutPrefix(answer, "+"); isNew {
			chosen, err = i.newEntry(ctx, in, strings.TrimSpace(name))
			return err
		}
		n, err := strconv.Atoi(answer)
		if err != nil || n < 1 || n > len(entries) {
			return &weir.Error{Kind: weir.Usage, Text: "that is no number of the list", Next: "type one of those before the names, or for instance: +Reports"}
		}
		chosen = entries[n-1]
		return nil
	})
	return chosen, err
}

// newEntry makes a notebook, or says where a section will be.
func (i *reportInitiation) newEntry(ctx context.Context, in app.OneNoteEntry, name string) (app.OneNoteEntry, error) {
	if in.Kind != "" {
		return app.NewOneNoteSection(in, name)
	}
	if i.options.dryRun {
		return app.OneNoteEntry{}, &weir.Error{Kind: weir.Usage, Text: "a notebook would be made at once, and --dry-run makes nothing", Next: "choose one that is there, or leave --dry-run out"}
	}
	made, err := i.app.MakeNotebook(ctx, name)
	if err == nil {
		i.say("made the notebook %q", i.clean(made.Name))
	}
	return made, err
}

// choosePage lets the person choose a page of a section, or name a new one.
func (i *reportInitiation) choosePage(ctx context.Context, picker *app.OneNotePicker, section app.OneNoteEntry) error {
	pages, err := picker.Inside(ctx, section, mostPages)
	if err != nil {
		return err
	}
	for n, e := range pages {
		i.say("  %2d  %s", n+1, i.clean(e.Name))
	}
	usual := either(i.job.Title, i.known.Title, "Jira "+i.job.Name)
	question := "The title of a new page, or the number of one that is there [" + i.own(usual) + "]: "
	return i.askUntil(ctx, question, func(answer string) error {
		name, isNew := strings.CutPrefix(answer, "+") // as for notebooks and sections, a moment ago
		title := either(strings.TrimSpace(name), usual)
		if n, err := strconv.Atoi(answer); err == nil && !isNew && n >= 1 && n <= len(pages) {
			title = pages[n-1].Name
		}
		i.job.Page = app.ReportPage{OneNote: section.Path + "/" + title}
		if err := i.app.CheckReportPlace(ctx, i.job); err != nil {
			return err
		}
		return i.resolve(ctx)
	})
}
