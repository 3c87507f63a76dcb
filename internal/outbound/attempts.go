package outbound

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// Attempts counts the attempts at one piece of work, so that a request which is
// repeated because its body broke off is not repeated more often than one that
// failed at once. Give each piece of work its own, by WithAttempts.
type Attempts struct {
	mu     sync.Mutex
	made   int
	waited time.Duration
	budget time.Duration  // of the client that made the last attempt
	random func() float64 // likewise
	sleep  sleepFunc      // likewise
}

// WithAttempts returns a context whose requests share one count of attempts.
func WithAttempts(ctx context.Context) (context.Context, *Attempts) {
	tries := &Attempts{budget: defaultBudget, random: rand.Float64, sleep: sleep}
	return context.WithValue(ctx, attemptsKey, tries), tries
}

func (a *Attempts) next() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.made++
	return a.made
}

// Made returns how many attempts were made.
func (a *Attempts) Made() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.made
}

// follow takes over a client's rule, for Again.
func (a *Attempts) follow(policy Policy, options Options) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.budget, a.random, a.sleep = policy.Budget, options.Rand, options.Sleep
}

// wait waits as the client does.
func (a *Attempts) wait(ctx context.Context, delay time.Duration) error {
	a.mu.Lock()
	sleep := a.sleep
	a.mu.Unlock()
	return sleep(ctx, delay)
}

// backoff returns how long to wait after the attempts made so far.
func (a *Attempts) backoff() time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return backoff(a.made, a.random())
}

// spend takes a wait out of the budget; it reports false when there is no
// repetition or no time left.
func (a *Attempts) spend(delay time.Duration) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.made > maxRepeats || a.waited+delay > a.budget {
		return false
	}
	a.waited += delay
	return true
}

// Again waits before a request is repeated whose answer broke off after its
// headers, by the same rule and count. It reports false when no repetition is
// left, and the context's error when that ended the wait.
func Again(ctx context.Context, onWait func(Wait), peer string, cause error) (bool, error) {
	tries, ok := ctx.Value(attemptsKey).(*Attempts)
	if !ok {
		return false, nil
	}
	delay := tries.backoff()
	if !tries.spend(delay) {
		return false, nil
	}
	if onWait != nil {
		onWait(Wait{Peer: peer, Delay: delay, Repeat: tries.Made(), Reason: cause.Error()})
	}
	return true, tries.wait(ctx, delay)
}
