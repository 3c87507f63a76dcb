package flow

// A Verdict is what a health card advises.
type Verdict string

// The verdicts.
const (
	Act       Verdict = "act"
	Observe   Verdict = "observe"
	Sustain   Verdict = "sustain"
	NoVerdict Verdict = "none" // there is too little to judge: see Card.Reason
)

// A Card is a question about health, and its answer.
type Card struct {
	ID      string   `json:"id"`    // stable
	Title   string   `json:"title"` // a question
	Verdict Verdict  `json:"verdict"`
	Rule    string   `json:"rule"`             // in words, with its thresholds
	Reason  string   `json:"reason,omitempty"` // why there is no verdict
	Numbers []Number `json:"numbers"`          // that the verdict was made of
	Keys    []string `json:"keys,omitempty"`   // of items that it is about, at most ten
}

// Health returns all cards, in an order of reading.
func (a *Analysis) Health(p ForecastParams) []Card { return nil }
