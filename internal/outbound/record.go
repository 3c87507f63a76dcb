package outbound

import (
	"sync"
	"time"

	"weir"
)

// A Record is what is remembered of one attempt: enough to show where Weir
// went and how it was answered, and nothing of what was said.
type Record struct {
	Time     time.Time     // when it began
	Peer     string        // as the policy names it
	Method   string        // the HTTP method
	Host     string        // host and port
	Path     string        // the policy's path template, without values
	Status   int           // HTTP status, 0 when there was no answer
	Duration time.Duration // until the body was read or given up
	Bytes    int64         // of the body, decompressed
	Attempt  int           // 1 for the first
	Fault    string        // kind of failure, empty where there was an answer
}

// A Sink hears of every attempt, also of those that were refused. Its method is
// called from several goroutines. When it fails, the client makes no further
// request: a trail with gaps proves nothing.
type Sink interface {
	Record(r Record) error
}

// unlisted stands for the path of a request that the policy refused, which may
// hold anything.
const unlisted = "(not listed)"

// A trail hands records to the sink and remembers when that failed.
type trail struct {
	sink Sink
	mu   sync.Mutex
	err  error
}

func (t *trail) broken() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

func (t *trail) write(r Record) error {
	if t.sink == nil {
		return nil
	}
	err := t.sink.Record(r)
	if err == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.err = &weir.Error{
		Kind: weir.Storage,
		Text: "cannot write the audit trail, so no further request is made",
		Next: "free space on the disk, or make the file writable, and run the command again",
		Err:  err,
	}
	return t.err
}
