package page

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"weir/internal/chart"
	"weir/internal/flow"
	"weir/internal/flow/picture"
)

// A view is everything that the template shows, in words.
type pageView struct {
	Title     string
	Subject   string
	Span      string
	Counted   string
	Rules     string
	Styles    template.CSS
	Tiles     []tile
	Verdicts  string
	Cards     []card
	Sections  []section
	Findings  []finding
	Remarks   []string
	Policies  []picture.Statement
	Source    string
	Stages    []stage
	Unplaced  string
	Generated string
	Machine   string // the same moment for machines
}

// view words what was measured.
func view(a *flow.Analysis, p Params) (pageView, error) {
	pictures, err := picture.Of(a, p.Params)
	if err != nil {
		return pageView{}, err
	}
	made := p.Generated
	if made.IsZero() {
		made = a.Now
	}
	made = made.In(a.Policy.Zone)
	summary, err := a.Summary(p.Forecast)
	if err != nil {
		return pageView{}, err
	}
	health, err := a.Health(p.Forecast)
	if err != nil {
		return pageView{}, err
	}
	v := pageView{
		Title: "How work flows", Subject: chart.Text(p.Subject, 200), Styles: stylesheet(),
		Span:    picture.Date(a.First) + " to " + picture.Date(a.Last),
		Counted: counted(a), Rules: rules(a),
		Tiles: tiles(a, summary, pictures), Cards: cards(health, p.Link),
		Findings: findings(a.Quality(p.Quality), p.Link), Remarks: cleaned(p.Remarks),
		Policies: picture.Policies(a), Source: a.Workflow.Source, Stages: stages(a), Unplaced: unplaced(a),
		Generated: made.Format("2 Jan 2006, 15:04 MST"), Machine: made.Format(time.RFC3339),
	}
	if v.Subject != "" {
		v.Title += ": " + v.Subject
	}
	v.Verdicts = verdicts(v.Cards)
	if v.Sections, err = sections(pictures, v.Cards, p); err != nil {
		return pageView{}, err
	}
	return v, v.extras(a, p)
}

// extras puts into the sections what is no chart.
func (v *pageView) extras(a *flow.Analysis, p Params) error {
	back, err := a.Backtest(p.Forecast, 0)
	if err != nil {
		return err
	}
	for i := range v.Sections {
		switch s := &v.Sections[i]; picture.Section(s.ID) {
		case picture.Forecast:
			s.Backtest = backtest(back)
		case picture.Balance:
			s.Checks = checks(a.Balance(flow.Weekly).Checks)
		default: // charts alone
		}
	}
	return nil
}

// counted says how many items there are.
func counted(a *flow.Analysis) string {
	text := picture.Items(len(a.Lines))
	parts := []string{}
	for _, one := range []struct {
		n    int
		what string
	}{{len(a.Finished()), "finished"}, {len(a.InProgress()), "in progress"}, {len(a.Discarded()), "given up"}} {
		if one.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", chart.Number(float64(one.n)), one.what))
		}
	}
	if len(a.Lines) == 0 {
		return "no items: nothing was selected, or nothing of the types that count"
	}
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	return text
}

// rules says the policies in one sentence.
func rules(a *flow.Analysis) string {
	w := a.Workflow
	return fmt.Sprintf("Work starts at “%s” and is finished at “%s”. Times are %s, in %s.",
		picture.Name(w.Stages[w.Start].Name), picture.Name(w.Stages[w.Finish].Name), timesText(a.Policy), a.Policy.Zone)
}

func timesText(p flow.Policy) string {
	unit := p.Unit()
	switch p.Cycle {
	case flow.Hours:
		return "elapsed " + unit + " of 24 hours"
	case flow.Difference:
		return "whole " + unit + ", the first not counted"
	default:
		return "whole " + unit + ", first and last counted"
	}
}

// A stage is a row of the table of the workflow.
type stage struct{ Name, Statuses, Role, Limit string }

func stages(a *flow.Analysis) []stage {
	w := a.Workflow
	list, find := make([]stage, len(w.Stages)), a.Data.Finder()
	for k, s := range w.Stages {
		list[k] = stage{Name: picture.Name(s.Name), Statuses: strings.Join(statusNames(a.Data, find, s.Statuses), ", "), Role: role(w, k), Limit: "–"}
		if s.Limit > 0 {
			list[k].Limit = chart.Number(float64(s.Limit))
		}
	}
	return list
}

func role(w flow.Workflow, k int) string {
	switch {
	case k < w.Start:
		return "not started"
	case k >= w.Finish:
		return "finished"
	case w.Stages[k].Waiting:
		return "in progress, waiting"
	default:
		return "in progress"
	}
}

// statusNames are the names of statuses that a workflow names by id or name.
func statusNames(d flow.Data, find func(string) []int32, references []string) []string {
	var names []string
	seen := map[string]bool{}
	add := func(name string) {
		if name = picture.Name(name); !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	for _, r := range references {
		found := find(r)
		if len(found) == 0 {
			add(r)
		}
		for _, at := range found {
			add(d.Statuses[at].Name)
		}
	}
	return names
}

// unplaced says what became of statuses that no stage names.
func unplaced(a *flow.Analysis) string {
	var names []string
	for _, s := range a.Workflow.Unplaced(a.Data) {
		names = append(names, "“"+picture.Name(s.Name)+"”")
	}
	if len(names) == 0 {
		return ""
	}
	const most = 12
	text := strings.Join(names[:min(len(names), most)], ", ")
	if more := len(names) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return "In no stage, and placed by their category: " + text + "."
}
