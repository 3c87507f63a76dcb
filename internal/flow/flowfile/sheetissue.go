package flowfile

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"weir"
)

// Issues returns the issues of the sheet. The first date is when an issue was
// created, in the stage that it belongs to; each further one is a change of
// status to its stage. Of dates on one day, those of earlier stages come first.
// Dates out of order are kept, so that they look like moves backwards. The key is
// the id.
func (s *Sheet) Issues() iter.Seq[weir.Issue] {
	return func(yield func(weir.Issue) bool) {
		for i := range s.rows {
			if !yield(s.issue(&s.rows[i])) {
				return
			}
		}
	}
}

// A step is when an issue reached a stage.
type step struct {
	at    time.Time
	stage int
}

func (s *Sheet) steps(r *row) []step {
	steps := make([]step, 0, len(r.days))
	for i, d := range r.days {
		if d.isDate() {
			steps = append(steps, step{at: d.in(s.zone, s.order), stage: i})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at) })
	return steps
}

func (s *Sheet) issue(r *row) weir.Issue {
	steps := s.steps(r)
	last := steps[len(steps)-1]
	issue := weir.Issue{
		ID: r.id, Key: r.id, URL: r.link,
		Type:       weir.Type{ID: r.kind, Name: r.kind},
		Resolution: weir.Named{ID: r.resolution, Name: r.resolution},
		Created:    steps[0].at,
		Status:     s.Stages[last.stage],
		History:    weir.History{Complete: true, Changes: make([]weir.Change, 0, len(steps)-1)},
	}
	if last.stage == len(s.Stages)-1 {
		issue.Resolved = last.at
	}
	if r.flagged {
		issue.Fields = map[string]json.RawMessage{FlagField: json.RawMessage("true")}
	}
	for i := 1; i < len(steps); i++ {
		issue.History.Changes = append(issue.History.Changes, weir.Change{
			ID: strconv.Itoa(i), At: steps[i].at, Kind: weir.StatusChange,
			From: s.named(steps[i-1].stage), To: s.named(steps[i].stage),
		})
	}
	return issue
}

func (s *Sheet) named(stage int) weir.Named {
	return weir.Named{ID: s.Stages[stage].ID, Name: s.Stages[stage].Name}
}

// take reduces the rows to their stages.
func (s *Sheet) take(h *header, columns []int) {
	for n, i := range columns {
		category := weir.InProgress
		switch {
		case n == len(columns)-1:
			category = weir.Done
		case n == 0 && len(columns) > 2:
			category = weir.ToDo
		}
		title := h.columns[i].title
		s.Stages = append(s.Stages, weir.Status{ID: title, Name: title, Category: category})
	}
	for i := range s.rows {
		r := &s.rows[i]
		days := make([]day, len(columns))
		for n, column := range columns {
			if at := column - h.lead; at < len(r.days) {
				days[n] = r.days[at]
			}
		}
		r.days = days
	}
}

// settleOrder finds out whether days or months come first in dates that do not
// show it, by those that do.
func (s *Sheet) settleOrder() error {
	dayFirst, monthFirst, unknown := 0, 0, 0 // lines
	for i := range s.rows {
		for _, d := range s.rows[i].days {
			switch {
			case d.form == onlyDay:
				dayFirst = s.rows[i].place.Line
			case d.form == onlyMonth:
				monthFirst = s.rows[i].place.Line
			case d.form == open && d.first != d.second:
				unknown = s.rows[i].place.Line
			}
		}
	}
	switch {
	case dayFirst > 0 && monthFirst > 0:
		return bad(fmt.Sprintf("dates begin with the day on line %d and with the month on line %d", dayFirst, monthFirst),
			"export the dates as yyyy-mm-dd")
	case dayFirst > 0 && s.order == MonthFirst:
		return bad(fmt.Sprintf("the dates do not begin with the month: see line %d", dayFirst), "use --dates "+string(DayFirst))
	case monthFirst > 0 && s.order == DayFirst:
		return bad(fmt.Sprintf("the dates do not begin with the day: see line %d", monthFirst), "use --dates "+string(MonthFirst))
	case dayFirst > 0:
		s.order = DayFirst
	case monthFirst > 0:
		s.order = MonthFirst
	case unknown > 0 && s.order == "":
		return bad(fmt.Sprintf("nothing in the file shows whether its dates begin with the day or with the month: see line %d", unknown),
			fmt.Sprintf("say it: --dates %s or --dates %s; or export them as yyyy-mm-dd", DayFirst, MonthFirst))
	}
	return nil
}

// check reports what is odd about the rows, and drops those without a date.
func (s *Sheet) check(now time.Time) {
	s.rows = slices.DeleteFunc(s.rows, func(r row) bool {
		steps := s.steps(&r)
		if len(steps) == 0 {
			s.Report.add(NoDates, r.place)
			return true
		}
		last := steps[len(steps)-1]
		if !slices.IsSortedFunc(steps, func(a, b step) int { return a.stage - b.stage }) {
			s.Report.add(OutOfOrder, r.place)
		}
		if !now.IsZero() && last.at.After(now) {
			s.Report.add(FutureDate, r.place)
		}
		names := func(status weir.Status) bool { return strings.EqualFold(status.Name, r.status) }
		if r.status != "" && !names(s.Stages[last.stage]) && slices.ContainsFunc(s.Stages, names) {
			s.Report.add(OtherStatus, r.place)
		}
		return false
	})
	s.Report.Issues = len(s.rows)
}
