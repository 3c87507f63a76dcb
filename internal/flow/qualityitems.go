package flow

// Identifiers of the findings.
const (
	FindingTruncated      = "truncated_history"
	FindingWrongEnd       = "wrong_end"
	FindingUncertain      = "uncertain"
	FindingGap            = "gap"
	FindingBeforeCreation = "before_creation"
	FindingFuture         = "future"
	FindingSkipped        = "finished_without_start"
	FindingStoppedFirst   = "stopped_before_started"
	FindingReopened       = "reopened"
	FindingCreatedStarted = "created_started"
	FindingBackStage      = "back_through_stages"
	FindingBackCategory   = "back_through_categories"
	FindingHidden         = "not_on_board"
	FindingDiscarded      = "discarded"
	FindingOpenChildren   = "open_children"
	FindingEarlyChildren  = "early_children"
	FindingUnplaced       = "unmapped_status"
	FindingGuessed        = "unknown_status"
	FindingContradicted   = "contradicted_category"
	FindingTypes          = "excluded_types"
	FindingStartUnreached = "start_never_reached"
)

// backDone says what the policy does with items that move back.
func (p Policy) backDone() string {
	switch p.Backward {
	case FirstEntry:
		return "the first time that an item came to a stage counts"
	case PauseOnReturn:
		return "the first time that an item came to a stage counts, and its clock stands while it is back before the start"
	default:
		return "only the last time that an item came to a stage counts, and its time in the stages that it moved back from counts for the one that it moved back to"
	}
}

// itemFindings are the questions that are asked of each item.
func (a *Analysis) itemFindings() []itemFinding {
	return append(append(faultFindings(), a.pathFindings()...), a.endFindings()...)
}

func faultFindings() []itemFinding {
	has := func(f Fault) func(*Timeline, *trail) bool {
		return func(t *Timeline, _ *trail) bool { return t.Item.Faults.Has(f) }
	}
	return []itemFinding{
		{Finding{
			ID: FindingTruncated, Severity: Wrong, Title: "The oldest changes are missing",
			Why:  "when the work started cannot be told where that is among what is missing",
			Done: "an item whose start is not certain has no cycle time; its age is a lower bound",
			Next: "read the issues again with their whole histories",
		}, has(Truncated)},
		{Finding{
			ID: FindingWrongEnd, Severity: Wrong, Title: "The history does not end in the status that the issue has",
			Why:  "when it came to its status is not known",
			Done: "the resolution date was taken, or the last change; unless it is the resolution date, the item has no cycle time",
			Next: "look whether the issue was imported or moved between projects",
		}, has(WrongEnd)},
		{Finding{
			ID: FindingGap, Severity: Suspect, Title: "A change begins in another status than the one before it ended in",
			Why:  "a change is missing, so that time is counted for the wrong stage",
			Done: "each change counts from its moment on, whatever it says that it began in",
			Next: "look whether the issue was imported, moved between projects, or its workflow was replaced",
		}, has(Gap)},
		{Finding{
			ID: FindingBeforeCreation, Severity: Suspect, Title: "A change is older than the issue",
			Why:  "imported issues keep the dates of their changes, but were created at the import",
			Done: "what happened before the creation counts as if it happened at the creation",
			Next: "leave out items from before the import, with a later first day",
		}, has(BeforeCreation)},
	}
}

func (a *Analysis) pathFindings() []itemFinding {
	return []itemFinding{
		{Finding{
			ID: FindingFuture, Severity: Suspect, Title: "Something is dated in the future",
			Why:  "a clock was wrong, or the moment of the analysis is in the past",
			Done: "what is later than the moment of the analysis has not happened yet",
			Next: "nothing, where you look at the past; else look at the dates of these issues",
		}, func(_ *Timeline, r *trail) bool { return r.future }},
		{Finding{
			ID: FindingStoppedFirst, Severity: Suspect, Title: "Finished before it was ever started",
			Why:  "it was finished, taken up again and only then in progress: what happened before was not recorded as work",
			Done: a.Policy.backDone(),
			Next: "move items through the stages while they are worked on",
		}, func(_ *Timeline, r *trail) bool { return r.stoppedBeforeStart }},
		{Finding{
			ID: FindingReopened, Severity: Suspect, Title: "Moved on after it was finished",
			Why:  "it counted as finished and does not any more, or finished later than it first seemed: past throughput changes",
			Done: "it is finished when it came to the finish to stay; " + a.Policy.backDone(),
			Next: "make a new issue for what is found later",
		}, func(_ *Timeline, r *trail) bool { return r.reopened }},
		{Finding{
			ID: FindingBackStage, Severity: Note, Title: "Moved back to an earlier stage",
			Why:  "how long a stage took depends on the rule for such moves",
			Done: a.Policy.backDone(),
			Next: "compare the rules: last entry, first entry, pause",
		}, func(t *Timeline, _ *trail) bool { return t.Backward > 0 }},
		{Finding{
			ID: FindingBackCategory, Severity: Note, Title: "Moved back to an earlier status category",
			Why:  "work went from done to in progress, or back to to do",
			Done: a.Policy.backDone(),
			Next: "look whether work is started too early, or called done too early",
		}, func(_ *Timeline, r *trail) bool { return r.backByCategory }},
		{Finding{
			ID: FindingCreatedStarted, Severity: Note, Title: "Created in a stage that is already started",
			Why:  "its start is its creation, which may be later than the work",
			Done: "it counts as started when it was created",
			Next: "create issues in the backlog, or check at which stage work starts",
		}, func(_ *Timeline, r *trail) bool { return r.createdStarted }},
		{Finding{
			ID: FindingHidden, Severity: Suspect, Title: "In a status that is not on the board",
			Why:  "nobody sees it there",
			Done: "its status category decides: done is finished, to do is not started, in progress stays in the stage where it was",
			Next: "put the status into a column, or into a stage",
		}, func(_ *Timeline, r *trail) bool { return r.hidden }},
	}
}

func (a *Analysis) endFindings() []itemFinding {
	return []itemFinding{
		{Finding{
			ID: FindingUncertain, Severity: Wrong, Title: "Finished, but without a cycle time",
			Why:  "cycle times, percentiles and the SLE are of fewer items than finished",
			Done: "it counts for throughput, and is left out wherever a cycle time is needed",
			Next: "see the findings about histories",
		}, func(t *Timeline, _ *trail) bool { return t.Outcome == Finished && !t.Certain }},
		{Finding{
			ID: FindingSkipped, Severity: Suspect, Title: "Finished without having been started",
			Why:  "its cycle time is the shortest that there is, which makes all percentiles better than they are",
			Done: "it counts as started at the moment at which it was finished",
			Next: "move items through the stages while they are worked on, or name the resolutions by which work is given up",
		}, func(t *Timeline, _ *trail) bool { return t.Outcome == Finished && t.Skipped }},
		{Finding{
			ID: FindingDiscarded, Severity: Note, Title: "Given up",
			Why:  "it left without having been finished",
			Done: "it counts as a departure if it had started, and for no throughput and no cycle time",
			Next: "nothing, where these resolutions are the right ones",
		}, func(t *Timeline, _ *trail) bool { return t.Outcome == Discarded }},
	}
}
