package report

import (
	"context"
	"time"

	"weir"
)

// Memory is what Weir remembers of a report from run to run: ids, keys and keyed
// hashes, no text of an issue or of a page. It is for one report, and used by one
// run at a time. Errors are *weir.Error.
type Memory interface {
	// Load returns everything. Of a report that has never run it is a State with
	// a Key.
	Load(ctx context.Context) (State, error)
	// Intend keeps what is about to be written, all or nothing. When it returns,
	// that outlasts the death of the process. stands, where it is not nil, is what
	// a run that did not come back has left on the page: it takes the place of the
	// last snapshot. Of trouble, nobody knows from then on whether it is told.
	Intend(ctx context.Context, stands *Snapshot, next Snapshot) error
	// Finish notes that a run ended, all or nothing: it writes the run into the
	// history and counts its failure, or forgets the former ones, with the pause that
	// they made. Where done is
	// not nil it takes the place of the last snapshot and of what was intended, and
	// no trouble is told any more.
	Finish(ctx context.Context, run Run, done *Snapshot) error
}

// A State is what Memory holds.
type State struct {
	// Key is random, made with the database, and goes into each hash, so that
	// nobody can find out a short text by trying.
	Key      []byte
	Last     Snapshot // as it was last written; zero: never
	Intended Snapshot // of a run that did not come back; zero: none

	Failures  int       // runs in a row that failed
	Paused    bool      // by its user, or after too many failures
	Why       string    // of a pause that nobody asked for: a Run's Trouble
	NotBefore time.Time // put off until then; zero: not
	// Told is the trouble that the line above the table tells of, as far as is
	// known: a Run's Trouble.
	Told string
}

// A Snapshot is what a page showed, as hashes.
type Snapshot struct {
	Run     string    // see View.Run
	At      time.Time // see View.Begun; by this computer's clock, in UTC, to the millisecond
	Digest  string    // of all that the view showed, save the line
	Columns []string  // ids of the columns that Weir made
	Heads   []string  // the hashes of their headings
	// Layout are all columns of the table in their order, people's as well: the id of
	// one that Weir made; of another one = and the hash of its heading.
	Layout []string
	Rows   []RowHash // in order
	// Made are the hashes of what tells rows that are of no issue: headings,
	// totals, and the keys that people have begun rows of their own with.
	Made []string
}

// A RowHash is a row, as hashes.
type RowHash struct {
	Issue string   // Jira's id
	Key   string   // as it then was
	Cells []string // one for each of the Snapshot's Columns; empty for a blank cell and for a note
}

// A Run is one entry of the history.
type Run struct {
	ID             string
	Started, Ended time.Time // by this computer's clock
	Counts         Counts
	// Result is empty for success, else the kind of the error. Trouble are a few
	// words for everybody, without a text of an issue.
	Result  weir.Kind
	Trouble string
	// PutOff says that the run is no failure of the report: it was throttled, and
	// is due again at Again.
	PutOff bool
	Again  time.Time
	// Paused says that the report paused itself after this run.
	Paused bool
	// Told says that the line above the table tells of the trouble now.
	Told bool
}

// Counts are the statistics of a run. They count rows, but for Cells (changed
// ones) and Kept (passages in the list below the table).
type Counts struct {
	Rows  int `json:"rows"`
	New   int `json:"new"`
	Cells int `json:"cells"`
	Left  int `json:"left"`
	Notes int `json:"notes"`
	Kept  int `json:"kept"`
	// Rescued counts what people wrote where Weir writes, and what went into the
	// list in this run.
	Rescued int `json:"rescued"`
}
