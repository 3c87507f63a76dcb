package page

import (
	"fmt"
	"strconv"

	"weir/internal/flow"
	"weir/internal/flow/picture"
)

// A tile is a headline number.
type tile struct {
	Name  string
	Value string // large
	Unit  string // small, behind it
	Note  string
	Href  string // where its chart is
}

// none is what stands for a number that is withheld.
const none = "–"

// tiles are the headline numbers.
func tiles(a *flow.Analysis, s flow.Summary, pictures []picture.Picture) []tile {
	list := []tile{sleTile(a, s), paceTile(s), wipTile(s), oldestTile(a), loadTile(s), balanceTile(s), efficiencyTile(s)}
	if p, ok := picture.Find(pictures, "forecast-how-many"); ok {
		list = append(list, forecastTile(a, p))
	}
	return list
}

func sleTile(a *flow.Analysis, s flow.Summary) tile {
	t := tile{Name: "Service level expectation", Value: none, Note: "nothing finished yet", Href: "cycle-time-scatter"}
	switch {
	case s.SLE.Days != nil:
		t.Value, t.Unit = picture.Number(*s.SLE.Days), a.Policy.Unit()
		t.Note = fmt.Sprintf("%d %% of items finished in this time or less", s.SLE.P)
	case s.SLE.Withheld != nil:
		t.Note = fmt.Sprintf("needs %d finished items, and there are %d", s.SLE.Withheld.Need, s.SLE.Withheld.Have)
	}
	return t
}

func paceTile(s flow.Summary) tile {
	t := tile{Name: "Throughput", Value: none, Note: "nothing finished yet", Href: "throughput"}
	if s.Finished > 0 {
		t.Value, t.Unit = picture.Number(s.PerWeek), "a week"
		t.Note = fmt.Sprintf("finished items, over the last %d days", s.Load.Days)
	}
	return t
}

func wipTile(s flow.Summary) tile {
	t := tile{Name: "Work in progress", Value: picture.Number(float64(s.WIP)), Unit: "items", Href: "ageing"}
	if s.WIP == 1 {
		t.Unit = "item"
	}
	switch {
	case s.SLE.Days != nil:
		t.Note = fmt.Sprintf("%d older than the expectation", s.PastSLE)
	case s.WIP > 0:
		t.Note = picture.Days(s.TotalAge, s.Unit) + " old together"
	}
	return t
}

func oldestTile(a *flow.Analysis) tile {
	t := tile{Name: "Oldest in progress", Value: none, Note: "nothing is in progress", Href: "ageing"}
	oldest := -1.0
	for _, line := range a.InProgress() {
		if age := a.Age(line, a.Last); age > oldest {
			oldest = age
			t.Value, t.Unit, t.Note = picture.Number(age), a.Policy.Unit(), picture.Name(line.Item.Key)
		}
	}
	return t
}

func loadTile(s flow.Summary) tile {
	t := tile{Name: "Load", Value: none, Note: "nothing finished lately", Href: "wip"}
	if s.Load.Ratio != nil {
		t.Value, t.Unit = picture.Number(*s.Load.Ratio), string(s.Load.Period)+"s"
		t.Note = "of work in progress, at the present pace"
	}
	return t
}

func balanceTile(s flow.Summary) tile {
	t := tile{Name: "Started : left", Value: none, Note: "nothing left yet", Href: "net-flow"}
	if s.Ratio != nil {
		t.Value, t.Unit = strconv.FormatFloat(*s.Ratio, 'f', 2, 64), ": 1"
		switch {
		case *s.Ratio > 1.05:
			t.Note = "more starts than leaves"
		case *s.Ratio < 0.95:
			t.Note = "more leaves than starts"
		default:
			t.Note = "about as much starts as leaves"
		}
	}
	return t
}

func efficiencyTile(s flow.Summary) tile {
	t := tile{Name: "Flow efficiency", Value: none, Note: "not configured: no waiting stage, no flag", Href: "flow-efficiency"}
	switch {
	case s.Efficiency.Ratio != nil:
		t.Value, t.Unit = picture.Number(100**s.Efficiency.Ratio), "%"
		t.Note = "of the time in progress is work"
	case s.Efficiency.Configured:
		t.Note = "nothing finished yet"
	}
	return t
}

func forecastTile(a *flow.Analysis, p picture.Picture) tile {
	t := tile{Name: fmt.Sprintf("Next %d days", picture.HorizonDays), Value: none, Note: p.Chart.Head().Desc, Href: p.ID}
	if p.Headline != "" {
		t.Value, t.Unit = p.Headline, "or more"
		t.Note = "items with 85 % confidence, by " + picture.Date(a.Today+picture.HorizonDays)
	}
	return t
}
