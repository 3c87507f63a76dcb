package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"weir"
	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/onenote"
	"weir/internal/store"
)

// reportPage makes the page of a report. It reads nothing and sends nothing.
func (a *App) reportPage(ctx context.Context, job Report, places onenote.Places) (report.Page, error) {
	if job.Page.OneNote == "" {
		if err := a.NotOwn(job.Page.File); err != nil {
			return nil, err
		}
		if err := checkDir(job); err != nil {
			return nil, err // it is not made: a drive that is not mounted would get a second table
		}
		return file.New(file.Options{Path: job.Page.File, Format: file.Format(job.Page.FileFormat()), BOM: job.Page.BOM})
	}
	client, err := a.graph(ctx)
	if err != nil {
		return nil, err
	}
	return onenote.New(onenote.Options{
		Client: client, Path: job.Page.OneNote, Places: places,
		Mode: report.Mode(job.Mode), Report: job.Name, CreateMissing: true,
	}), nil
}

// WhereOf says where the table of a report stands: a path in OneNote, a file, or,
// where each run makes one of its own, how those files are called.
func WhereOf(job Report) string {
	switch {
	case job.Page.OneNote != "":
		return job.Page.OneNote
	case report.Mode(job.Mode) == report.NewPage && job.Page.File != "":
		return file.Pattern(job.Page.File)
	}
	return job.Page.File
}

// whereLast is WhereOf with the file of the last run, as long as that is there.
func (a *App) whereLast(job Report, mark string, last report.Snapshot) string {
	if job.Page.File != "" && report.Mode(job.Mode) == report.NewPage && last.Run != "" {
		page, err := file.New(file.Options{Path: job.Page.File, Format: file.Format(job.Page.FileFormat())})
		if err == nil {
			if path, ok := page.Written(last.At.In(a.reportZone(job)), mark, last.Run); ok {
				return path
			}
		}
	}
	return WhereOf(job)
}

// reportPlaces remember where in OneNote the page of a report is, for as long as
// its path stays the same.
type reportPlaces struct {
	memory *store.Report
	path   string
}

// storedPlace is a place as the database has it. Of the path, which holds the
// title of a page, it has a hash.
type storedPlace struct {
	Path     string `json:"path"`
	Notebook string `json:"notebook"`
	Section  string `json:"section"`
	Page     string `json:"page"`
}

func (p reportPlaces) digest() string {
	sum := sha256.Sum256([]byte(p.path))
	return hex.EncodeToString(sum[:8])
}

// Load returns the place, and the zero one where none is known.
func (p reportPlaces) Load(ctx context.Context) (onenote.Place, error) {
	text, err := p.memory.Place(ctx)
	if err != nil || text == "" {
		return onenote.Place{}, err
	}
	var s storedPlace
	if err := json.Unmarshal([]byte(text), &s); err != nil || s.Path != p.digest() {
		return onenote.Place{}, nil //nolint:nilerr // the page is looked for by its path
	}
	return onenote.Place{NotebookID: s.Notebook, SectionID: s.Section, PageID: s.Page}, nil
}

// Save keeps a place.
func (p reportPlaces) Save(ctx context.Context, place onenote.Place) error {
	text, err := json.Marshal(storedPlace{Path: p.digest(), Notebook: place.NotebookID, Section: place.SectionID, Page: place.PageID})
	if err != nil {
		return fmt.Errorf("write place: %w", err)
	}
	return p.memory.SetPlace(ctx, string(text))
}

// RenderReport writes a view in the format of a file.
func RenderReport(w io.Writer, view report.View, format string) error {
	return file.Render(w, view, file.Format(format), file.Options{})
}

// ReportFormats lists the formats of files.
func ReportFormats() []string {
	var names []string
	for _, f := range file.Formats() {
		names = append(names, string(f))
	}
	return names
}

// checkReport refuses what a report cannot do, before it is saved.
func checkReport(job Report) error {
	if job.Page.File == "" {
		return nil
	}
	return file.Check(file.Format(job.Page.FileFormat()), report.Mode(job.Mode))
}

// checkDir refuses a report whose file has no directory to be in.
func checkDir(job Report) error {
	if dir := dirOf(job.Page.File); absent(dir) {
		return &weir.Error{Kind: weir.Storage, Text: "there is no directory " + dir, Next: "make it, or name another file with --file; of a report that is set up already: weir report init " + job.Name + " --replace --file FILE"}
	}
	return nil
}

// checkFile looks whether a report's file can be written to: it holds what it
// should, and its directory is there. It changes nothing.
func (a *App) checkFile(ctx context.Context, job Report, mark string) error {
	if err := checkReport(job); err != nil {
		return err
	}
	if err := a.NotOwn(job.Page.File); err != nil {
		return err
	}
	if err := checkDir(job); err != nil {
		return err
	}
	page, err := file.New(file.Options{Path: job.Page.File, Format: file.Format(job.Page.FileFormat())})
	if err != nil {
		return err
	}
	_, err = page.Read(ctx, mark)
	return err
}
