package msgraph

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"weir"
)

// maxSkew is how far this computer's clock may be from Microsoft's before that
// is worth a word: tokens are good for a time.
const maxSkew = 5 * time.Minute

// skew is how far this computer's clock is ahead of a server's, or 0 where the
// server does not tell its own.
func skew(h http.Header, now time.Time) time.Duration {
	server, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return now.Sub(server)
}

// hint adds to the advice of a refused sign-in that the clock is wrong, where
// it is.
func (c clock) hint(err error, h http.Header) error {
	var told *weir.Error
	off := skew(h, c.now())
	if !errors.As(err, &told) || told.Kind != weir.Unauthorised || off.Abs() <= maxSkew {
		return err
	}
	direction := "ahead of"
	if off < 0 {
		direction = "behind"
	}
	hinted := *told
	hinted.Next = fmt.Sprintf("set this computer's clock: it is %d minutes %s Microsoft's; then %s", off.Abs().Round(time.Minute)/time.Minute, direction, told.Next)
	return &hinted
}
