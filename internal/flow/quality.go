package flow

// A Severity is how much a finding of the data-quality report matters.
type Severity string

// The severities.
const (
	Wrong   Severity = "wrong"   // figures are wrong or missing because of it
	Suspect Severity = "suspect" // figures may mislead
	Note    Severity = "note"    // worth knowing
)

// A Finding is something about the data, or the workflow, by which figures are
// not what they seem.
type Finding struct {
	ID       string   `json:"id"` // stable
	Severity Severity `json:"severity"`
	Title    string   `json:"title"`
	Why      string   `json:"why"`   // it matters
	Done     string   `json:"done"`  // what was done with it
	Next     string   `json:"next"`  // what to do
	Count    int      `json:"count"` // items, or statuses, or types
	Of       int      `json:"of"`
	What     string   `json:"what"`     // what is counted: "items", "statuses", "types", "stages"
	Examples []string `json:"examples"` // keys or names
}

// QualityParams says how to report.
type QualityParams struct {
	Examples int // at most so many of each; 0: 10
	// Parents says which key is below which, for those items whose source did not
	// tell; Item.Parent comes first.
	Parents map[string]string
}

// Quality returns what is found, the worst first; findings of nothing are left
// out.
func (a *Analysis) Quality(p QualityParams) []Finding { return nil }
