package outbound

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync/atomic"
)

// errUnanswered stands for the end of a connection that was used before.
var errUnanswered = errors.New("the connection ended before the answer began")

// withOneSend returns a context whose request is sent once.
func withOneSend(ctx context.Context) context.Context {
	return context.WithValue(ctx, sendKey, new(atomic.Bool))
}

// once makes a transport's Proxy function that also ends what the transport
// would send again by itself, unseen, because a used connection was closed
// without an answer. The transport asks for the proxy anew before each send, and
// that is the only place where it can be stopped. The trail and the count of
// attempts are wrong otherwise.
func once(proxy proxyFinder) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		if sent, ok := r.Context().Value(sendKey).(*atomic.Bool); ok && sent.Swap(true) {
			return nil, errUnanswered
		}
		return proxy(r.URL)
	}
}

// direct finds no proxy.
func direct(*url.URL) (*url.URL, error) { return nil, nil }
