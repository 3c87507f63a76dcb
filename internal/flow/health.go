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

// maxKeys bounds the keys of a card.
const maxKeys = 10

// without takes the verdict back.
func (c Card) without(reason string) Card {
	c.Verdict, c.Reason = NoVerdict, reason
	return c
}

// An examiner has the figures that several cards are made of.
type examiner struct {
	a           *Analysis
	p           ForecastParams
	first, last Day // what is judged by its recent pace
	ageing      Ageing
	blocked     Blocked
	stages      StageTimes
	efficiency  Efficiency
	score       Predictability
	findings    []Finding
}

func (a *Analysis) examine(p ForecastParams) (*examiner, error) {
	x := &examiner{
		a: a, p: p, ageing: a.Ageing(), blocked: a.Blocked(), stages: a.StageTimes(),
		efficiency: a.Efficiency(), findings: a.Quality(QualityParams{}),
	}
	x.first, x.last = a.recent()
	var err error
	x.score, err = a.Predictability(p)
	return x, err
}

// Health returns all cards, in an order of reading: what is in progress now, how
// it flows, and what can be said of it. The error is for parameters that make no
// sense.
func (a *Analysis) Health(p ForecastParams) ([]Card, error) {
	x, err := a.examine(p)
	if err != nil {
		return nil, err
	}
	return x.cards(), nil
}

func (x *examiner) cards() []Card {
	return []Card{
		x.load(), x.totalAge(), x.pastSLE(), x.blockedNow(), x.limits(),
		x.balance(), x.zeroRuns(), x.bottleneck(), x.flowEfficiency(),
		x.signals(), x.predictability(), x.quality(),
	}
}
