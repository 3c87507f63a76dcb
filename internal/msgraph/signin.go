package msgraph

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"golang.org/x/oauth2"

	"weir"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// defaultLimit is how long a person has to come back from the browser.
const defaultLimit = 10 * time.Minute

// A SignIn lets a person sign in, and returns what is to be kept of that.
type SignIn struct {
	App      App
	Outbound outbound.Options
	Limit    time.Duration        // how long Browser waits for the person; 0: 10 minutes
	Learn    func(...secret.Text) // as in TokensParams
}

// Browser lets the person sign in with a browser on this computer, which open
// is to show the given address, which leads to Microsoft once: authorization code with PKCE (RFC 7636), and an
// answer that the browser brings to a port of the loopback interface (RFC 8252).
func (s SignIn) Browser(ctx context.Context, open func(address string) error) (Grant, error) {
	a, err := newAuthority(s.App, s.Outbound, s.Learn)
	if err != nil {
		return Grant{}, err
	}
	defer a.http.CloseIdleConnections()
	back, err := listen(ctx)
	if err != nil {
		return Grant{}, err
	}
	defer back.close()
	config, err := a.config(back.redirect())
	if err != nil {
		return Grant{}, err
	}
	verifier := oauth2.GenerateVerifier()
	a.learn(secret.New(verifier))
	address := config.AuthCodeURL(back.state, oauth2.S256ChallengeOption(verifier),
		oauth2.SetAuthURLParam("prompt", "select_account"), oauth2.SetAuthURLParam("response_mode", "query"))
	if err := open(back.lead(address)); err != nil {
		return Grant{}, &weir.Error{
			Kind: weir.Unexpected, Text: "the browser cannot be opened", Err: err,
			Next: "sign in without one on this computer: " + signInElsewhere,
		}
	}
	came, err := s.await(ctx, back)
	if err != nil {
		return Grant{}, err
	}
	switch {
	case came.twice:
		return Grant{}, &weir.Error{
			Kind: weir.Refused, Text: "the sign-in was opened twice, so one of those who did is not your browser, and it has been ended",
			Next: "run it again; if that happens again, sign in on another device: " + signInElsewhere,
		}
	case came.refusal != nil:
		return Grant{}, a.app.advise(came.refusal)
	}
	a.learn(came.code)
	token, err := config.Exchange(a.with(ctx), came.code.Reveal(), oauth2.VerifierOption(verifier))
	if err != nil {
		return Grant{}, a.explain(err)
	}
	return a.granted(token)
}

// signInElsewhere is the command by which a person signs in on another device.
const signInElsewhere = signIn + " --device"

func (s SignIn) await(ctx context.Context, back *loopback) (outcome, error) {
	limit := s.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	waiting, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	select {
	case came := <-back.came:
		return came, nil
	case <-waiting.Done():
		if err := ctx.Err(); err != nil {
			return outcome{}, err
		}
		return outcome{}, unended()
	}
}

// A DeviceCode is what a person types, and where.
type DeviceCode struct {
	Address string // an https address
	Code    string
	Expires time.Time
}

// longestDevice bounds the wait for a person whose code never expires.
const longestDevice = 15 * time.Minute

// Device lets the person sign in on any device, for which show is to show them
// an address and a code (RFC 8628).
func (s SignIn) Device(ctx context.Context, show func(DeviceCode) error) (Grant, error) {
	a, err := newAuthority(s.App, s.Outbound, s.Learn)
	if err != nil {
		return Grant{}, err
	}
	defer a.http.CloseIdleConnections()
	config, err := a.config("")
	if err != nil {
		return Grant{}, err
	}
	device, err := a.deviceCode(ctx, config)
	if err != nil {
		return Grant{}, err
	}
	if err := show(DeviceCode{Address: device.VerificationURI, Code: device.UserCode, Expires: device.Expiry}); err != nil {
		return Grant{}, err
	}
	waiting, cancel := context.WithDeadline(ctx, device.Expiry)
	defer cancel()
	token, err := a.poll(waiting, config, device)
	switch {
	case err == nil:
		return a.granted(token)
	case ctx.Err() != nil:
		return Grant{}, ctx.Err()
	case waiting.Err() != nil, errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, weir.Unreachable):
		return Grant{}, unended()
	default:
		return Grant{}, err
	}
}

// deviceCode asks for a code. The library lets that request run on when the
// context ends; it is bounded by the policy.
func (a *authority) deviceCode(ctx context.Context, config *oauth2.Config) (*oauth2.DeviceAuthResponse, error) {
	type result struct {
		device *oauth2.DeviceAuthResponse
		err    error
	}
	done := make(chan result, 1)
	go func() {
		defer func() {
			// The library falls over an answer that is the word null.
			if recover() != nil {
				done <- result{nil, errors.New("the answer is empty")}
			}
		}()
		device, err := config.DeviceAuth(a.with(context.WithoutCancel(ctx)))
		done <- result{device, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			return nil, a.explain(r.err)
		}
		return a.soundDevice(r.device)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// maxDeviceFaults is how many times in a row polling goes on after the network
// has failed.
const maxDeviceFaults = 3

// poll waits for the person. The library knows when to ask and when to slow
// down; a network that fails for a moment does not end the sign-in.
func (a *authority) poll(ctx context.Context, config *oauth2.Config, device *oauth2.DeviceAuthResponse) (*oauth2.Token, error) {
	a.learn(secret.New(device.DeviceCode))
	for faults := 0; ; faults++ {
		token, err := config.DeviceAccessToken(a.with(ctx), device)
		if err == nil {
			return token, nil
		}
		if err = a.explain(err); !errors.Is(err, weir.Unreachable) || faults >= maxDeviceFaults || ctx.Err() != nil {
			return nil, err
		}
		device.Interval += 5 // as RFC 8628 section 3.5 wants after a time-out
	}
}

// newState returns 130 random bits as text.
func newState() string { return rand.Text() }
