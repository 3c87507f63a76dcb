package tasks

import (
	"cmp"
	"slices"
	"time"

	"weir"
)

// Input is all that a plan depends on.
type Input struct {
	Settings     Settings
	Capabilities Capabilities
	Hash         func(texts ...string) string // keyed; see Memory.Key
	Now          time.Time                    // Jira's clock

	Issues  []weir.Issue // in the result, read in this run, in the query's order
	Outside []weir.Issue // linked and read by id, but not in the result
	Gone    []string     // linked, not in the result, and not visible by id
	// Result holds the ids of all issues in the result, whether they were read
	// in this run or not.
	Result map[string]bool
	Links  []Link
	Tasks  []Task
	// Stranger says that another account is signed in than in the runs before.
	Stranger bool
	// Confirmed allows to close as many tasks as the plan would.
	Confirmed bool
}

// A Plan is what is to be done.
type Plan struct {
	Steps  []Step
	Notes  []Link   // links to be kept without a deed
	Forget []string // issues whose links are of no use any more
	Report Report   // what is known before anything is done
}

// A Step is one deed on one task, and what is to be remembered of it.
type Step struct {
	Key  string
	Deed Deed
	Op   Op
	Kept []Kept

	before *Link                   // as it was remembered
	link   *Link                   // as it is to be, apart from what the target makes of it
	again  func(Task) (Step, bool) // makes the step anew for a task that was changed meanwhile
}

// A Deed is what a step means to the user.
type Deed string

// The deeds, as the statistics count them.
const (
	Creates   Deed = "create"
	Updates   Deed = "update"
	Completes Deed = "complete"
	Reopens   Deed = "reopen"
	Drops     Deed = "drop"
	Moves     Deed = "move"
)

// NewPlan compares what Jira says, what was remembered, and what the target holds.
// It is a pure function: the same input makes the same plan.
func NewPlan(in Input) *Plan {
	p := &planner{Input: in, plan: &Plan{}, waits: make(map[string]bool)}
	p.Settings = in.Settings.complete()
	p.collect()
	p.findLoops()
	p.match()
	p.findProjects()
	p.guard()
	for _, it := range p.order {
		p.decide(it)
	}
	p.waitForChildren()
	p.sort()
	p.count()
	return p.plan
}

// A planner is one making of a plan.
type planner struct {
	Input
	plan *Plan

	links map[string]*Link // by issue
	items map[string]*item // by issue
	order []*item
	held  bool // what would close too many tasks is left alone

	loops       map[*item]bool    // issues that are, by some way, their own parents
	hasChildren map[string]bool   // issues with something to lie in them
	waits       map[string]bool   // issues whose tasks must not be closed yet
	parents     map[string]string // of tasks: where each lies, or is to lie
}

// An item is one issue with its task.
type item struct {
	id    string
	where where
	want  *want // nil if the issue was not read
	link  *Link // as it was remembered, never changed; with an empty Task if there is none
	task  *Task
	holds string // the name of the project that is made for others
}

// where is where an issue was found.
type where int

const (
	nowhere where = iota // linked, and neither in the result nor asked for
	inside               // in the result
	outside              // read by id, not in the result
	gone                 // not visible
	above                // only known as the parent of others, for which there is a project
)

// key is how people call the issue.
func (it *item) key() string {
	if it.want != nil {
		return it.want.key
	}
	return cmp.Or(it.link.Key, it.id)
}

// mark is the identity of the issue.
func (p *planner) mark(id string) string { return Identity{Site: p.Settings.Site, Issue: id}.Mark() }

// sort puts the steps in an order in which parents are made before what lies in
// them, and closed after it.
func (p *planner) sort() {
	rank := make(map[string]int, len(p.plan.Steps))
	for _, s := range p.plan.Steps {
		state, r := s.Op.Change.State, 0
		switch {
		case s.Op.Kind == Create:
			for it := p.place(p.items[s.link.Issue]); it != nil && r < maxDepth; it = p.place(it) {
				r++
			}
		case state != nil && state.Closed():
			r = 2*maxDepth + 2
			for id := s.Op.Task.Parent; id != "" && r > maxDepth+1; id = p.parents[id] {
				r--
			}
		default:
			r = maxDepth + 1
		}
		rank[s.link.Issue] = r
	}
	slices.SortStableFunc(p.plan.Steps, func(a, b Step) int { return cmp.Compare(rank[a.link.Issue], rank[b.link.Issue]) })
}

// count fills in the statistics that need no deed.
func (p *planner) count() {
	r := &p.plan.Report
	busy := make(map[string]bool, len(p.plan.Steps))
	for _, s := range p.plan.Steps {
		busy[s.link.Issue] = true
	}
	for _, it := range p.order {
		if it.task == nil || it.where != inside && it.where != outside {
			continue
		}
		if !busy[it.id] {
			r.Counts.Unchanged++
		}
	}
	r.Counts.Kept += len(r.Kept)
	r.Counts.Held, r.Counts.Unseen = len(r.Held), len(r.Unseen)
	r.Stranger = p.foreign() && len(r.Held)+len(r.Foreign) > 0
}
