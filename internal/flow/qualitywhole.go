package flow

import "strconv"

// familyFindings compares items with those below them, as far as both count.
func (a *Analysis) familyFindings(p QualityParams) []Finding {
	open := Finding{
		ID: FindingOpenChildren, Severity: Suspect, What: unitItems, Title: "Finished, while items below it are open",
		Why:  "it is not finished, or those below it are forgotten",
		Done: "each item counts by itself",
		Next: "close the items below it, or open it again",
	}
	early := Finding{
		ID: FindingEarlyChildren, Severity: Suspect, What: unitItems, Title: "Not started, while items below it are",
		Why:  "the work on it began before it says so",
		Done: "each item counts by itself",
		Next: "start an item when the first item below it is started",
	}
	parents := a.parents(p.Parents)
	hasOpen, hasEarly := map[*Timeline]bool{}, map[*Timeline]bool{}
	for i := range a.Lines {
		child := &a.Lines[i]
		parent := parents(child.Item)
		if parent == nil || child.Item.Created > a.Now.UnixMilli() {
			continue
		}
		unfinished := child.Outcome == NotStarted || child.Outcome == InProgress
		if unfinished && parent.Outcome == Finished && !hasOpen[parent] {
			hasOpen[parent] = true
			open.add(parent.Item.Key, p.Examples)
		}
		if child.Start != 0 && parent.Outcome == NotStarted && !hasEarly[parent] {
			hasEarly[parent] = true
			early.add(parent.Item.Key, p.Examples)
		}
	}
	open.Of, early.Of = len(a.Lines), len(a.Lines)
	return []Finding{open, early}
}

// parents returns how to find the item above an item, or nil.
func (a *Analysis) parents(given map[string]string) func(*Item) *Timeline {
	above := func(item *Item) string {
		if item.Parent != "" {
			return item.Parent
		}
		return given[item.Key]
	}
	wanted := map[string]*Timeline{}
	for i := range a.Lines {
		if key := above(a.Lines[i].Item); key != "" {
			wanted[key] = nil
		}
	}
	if len(wanted) > 0 {
		for i := range a.Lines {
			t := &a.Lines[i]
			if _, ok := wanted[t.Item.Key]; ok {
				wanted[t.Item.Key] = t
			}
		}
	}
	return func(item *Item) *Timeline {
		if parent := wanted[above(item)]; parent != nil && parent.Item != item {
			return parent
		}
		return nil
	}
}

// statusFindings looks at the statuses that occur.
func (a *Analysis) statusFindings(examples int) []Finding {
	unplaced := Finding{
		ID: FindingUnplaced, Severity: Suspect, Title: "A status is in no stage",
		Why:  "items in it are placed by a rule that may not be yours",
		Done: "its status category decides: done is finished, to do is not started, in progress stays in the stage where it was",
		Next: "put the status into a stage",
	}
	guessed := Finding{
		ID: FindingGuessed, Severity: Suspect, Title: "Nobody said which category a status is of",
		Why:  "the site does not know it any more, or no issue that was read is in it",
		Done: "its category is that of a status of the same name; to do, where most items begin; done, by its name; or else in progress. A stage that names it comes first",
		Next: "put the status into a stage",
	}
	contradicted := Finding{
		ID: FindingContradicted, Severity: Note, Title: "Issues disagree about the category of a status",
		Why:  "the category was changed while the issues were read, or files of different times were put together",
		Done: "most issues have their way, unless the site was asked",
		Next: "read the issues again",
	}
	list := []*Finding{&unplaced, &guessed, &contradicted}
	nowhere := a.Workflow.unplaced(a.Data)
	places := occurring(a.Data)
	for _, at := range places {
		s := &a.Data.Statuses[at]
		for i, is := range []bool{nowhere[at], s.Guessed, s.Contradicted} {
			if is {
				list[i].add(s.label(), examples)
			}
		}
	}
	var findings []Finding
	for _, f := range list {
		f.Of, f.What = len(places), "statuses"
		findings = append(findings, *f)
	}
	return findings
}

// label is how people know the status.
func (s Status) label() string {
	if s.Name != "" {
		return s.Name
	}
	return s.ID
}

// typeFinding tells which issue types were left out.
func (a *Analysis) typeFinding(examples int) Finding {
	types := a.Data.Types()
	left := len(a.Data.Items) - len(a.Lines)
	f := Finding{
		ID: FindingTypes, Severity: Note, Of: len(types), What: "types", Title: "Items of some types are left out",
		Why:  "no figure knows of these " + strconv.Itoa(left) + " items",
		Done: "only the types that were chosen count",
		Next: "nothing, where these types are the right ones",
	}
	for _, name := range types {
		if !a.Policy.counts(name) {
			f.add(name, examples)
		}
	}
	return f
}

// startFinding looks whether the stage at which work starts is one that items come
// to.
func (a *Analysis) startFinding() Finding {
	stage := a.Workflow.Stages[a.Workflow.Start].Name
	f := Finding{
		ID: FindingStartUnreached, Severity: Wrong, Of: len(a.Workflow.Stages), What: "stages", Title: "No item was ever in the stage at which work starts",
		Why:  "the stage is empty, or its statuses are not those that are used: work starts at a later one",
		Done: "items start when they come to a later stage",
		Next: "check which statuses are in the stage, and at which stage work starts",
	}
	moved := false
	seen := make([]bool, len(a.Data.Statuses))
	for i := range a.Lines {
		t := &a.Lines[i]
		if t.Start == 0 {
			continue
		}
		moved = true
		seen[t.Item.Initial] = true
		for _, move := range t.Item.Moves {
			seen[move.Status] = true
		}
	}
	if !moved || a.reached(a.Workflow.Start, seen) {
		return f
	}
	f.add(stage, 1)
	return f
}

// reached reports whether one of the statuses that were seen leads to a stage, for
// any type.
func (a *Analysis) reached(stage int, seen []bool) bool {
	asked := map[*placement]bool{}
	for i := range a.Lines {
		p := a.Lines[i].placement
		if asked[p] {
			continue
		}
		asked[p] = true
		for status, is := range seen {
			if is && (int(p.stage[status]) == stage || p.stage[status] == stays && int(p.start) == stage) {
				return true
			}
		}
	}
	return false
}
