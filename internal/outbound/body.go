package outbound

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"weir"
)

// A body reads an answer within the policy's limits and writes the attempt's
// record once it is done.
type body struct {
	inner   io.ReadCloser
	attempt *attempt
	caller  context.Context // of the request, to tell its end from our own limits
	cancel  context.CancelFunc

	mu     sync.Mutex // Close may come while Read waits
	record Record
	done   bool
	err    error // how reading ended
}

func (b *body) Read(p []byte) (int, error) {
	if err := b.ended(); err != nil {
		return 0, err
	}
	silence := time.AfterFunc(b.attempt.policy.Stall, b.cancel)
	n, err := b.inner.Read(p)
	stalled := !silence.Stop()
	if b.count(n) > b.attempt.policy.MaxBody {
		return n, b.end(b.tooLarge())
	}
	switch err {
	case nil:
		return n, nil
	case io.EOF: // exactly this one: io.Reader's word for a whole answer
		return n, b.end(io.EOF)
	default:
		return n, b.end(b.broken(err, stalled))
	}
}

func (b *body) ended() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

func (b *body) count(n int) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.record.Bytes += int64(n)
	return b.record.Bytes
}

// end makes err the result of this and every later Read, unless the record of
// the attempt cannot be written, which is graver.
func (b *body) end(err error) error {
	cause := ""
	if err != io.EOF { //nolint:errorlint // set above, never wrapped
		cause = fault(err)
	}
	if recordErr := b.finish(cause); recordErr != nil {
		err = recordErr
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
	return err
}

func (b *body) tooLarge() error {
	return &weir.Error{
		Kind: weir.BadInput,
		Text: fmt.Sprintf("%s's answer is larger than %s", b.attempt.policy.Peer, size(b.attempt.policy.MaxBody)),
		Next: "ask for fewer fields or fewer issues at a time",
	}
}

func size(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d bytes", bytes)
	}
	return fmt.Sprintf("%d MiB", bytes>>20)
}

func (b *body) broken(cause error, stalled bool) error {
	if err := b.caller.Err(); err != nil {
		return err
	}
	text := "%s's answer ended early"
	if stalled {
		text = "%s fell silent in the middle of its answer"
	}
	return &weir.Error{
		Kind: weir.Truncated,
		Text: fmt.Sprintf(text, b.attempt.policy.Peer),
		Next: "try again; if it happens every time, look at the proxy or VPN between this computer and the site",
		Err:  cause,
	}
}

// Close ends the attempt. What was not read is not waited for.
func (b *body) Close() error {
	err := b.inner.Close()
	if recordErr := b.finish(""); recordErr != nil {
		return recordErr
	}
	return err
}

// finish writes the attempt's record, once.
func (b *body) finish(fault string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.done {
		return nil
	}
	b.done = true
	b.cancel()
	b.record.Duration = b.attempt.now().Sub(b.record.Time)
	b.record.Fault = fault
	return b.attempt.trail.write(b.record)
}
