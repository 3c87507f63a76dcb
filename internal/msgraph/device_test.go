package msgraph_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/msgraph"
)

const device = `{"device_code":"the-device-code","user_code":"ABCD1234E","verification_uri":"https://login.example.com/device","expires_in":900,"interval":5,"message":"go there"}`

// A desk is a sign-in on another device, in a bubble of testing/synctest.
type desk struct {
	peer   *peer
	began  time.Time
	asked  []time.Duration // when the nth poll came
	shown  msgraph.DeviceCode
	learnt []string
}

// sit lets somebody sign in whose nth poll is answered by answer.
func sit(t *testing.T, ctx context.Context, code string, answer func(n int, w http.ResponseWriter)) (*desk, msgraph.Grant, error) { //nolint:revive // the context is the subject
	t.Helper()
	d := &desk{began: time.Now()}
	d.peer = serveInBubble(t, func(n int, h heard, w http.ResponseWriter) {
		if h.Path == "/common/oauth2/v2.0/devicecode" {
			say(w, 200, code)
			return
		}
		d.asked = append(d.asked, time.Since(d.began))
		answer(len(d.asked), w)
	})
	o := d.peer.options(newTimer())
	o.Now = time.Now
	grant, err := msgraph.SignIn{App: d.peer.app(), Outbound: o, Learn: learns(&d.learnt)}.Device(ctx, func(c msgraph.DeviceCode) error { d.shown = c; return nil })
	return d, grant, err
}

func pending(w http.ResponseWriter) { deny(w, "authorization_pending", 70016) }

func TestAPersonSignsInOnAnotherDevice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, grant, err := sit(t, t.Context(), device, func(n int, w http.ResponseWriter) {
			switch n {
			case 1:
				pending(w)
			case 2:
				deny(w, "slow_down", 70016)
			case 3:
				panic(http.ErrAbortHandler) // the network fails for a moment
			default:
				grants(n, w)
			}
		})
		if err != nil || grant.RefreshToken.Reveal() != "refresh-4" {
			t.Fatalf("got %v, %v", grant, err)
		}
		// 5 s apart, 5 s more after it was asked to slow down, and from then on; after
		// the network's failure it begins anew, with 5 s more than at first.
		if got := fmt.Sprint(d.asked); got != "[5s 10s 20s 30s]" {
			t.Errorf("asked after %s", got)
		}
		if want := []string{"the-device-code", "access-4", "refresh-4"}; !slices.Equal(d.learnt, want) {
			t.Errorf("the log was told %q", d.learnt)
		}
		if d.shown.Address != "https://login.example.com/device" || d.shown.Code != "ABCD1234E" || d.shown.Expires.Sub(d.began).Round(time.Minute) != 15*time.Minute {
			t.Errorf("shown %+v", d.shown)
		}
		for i, want := range []url.Values{
			{"client_id": {registration}, "scope": {"Notes.ReadWrite User.Read offline_access"}},
			{"client_id": {registration}, "scope": {"Notes.ReadWrite User.Read offline_access"}, "device_code": {"the-device-code"}, "grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}},
		} {
			form, err := url.ParseQuery(d.peer.heard()[i].Body)
			if diff := cmp.Diff(want, form); err != nil || diff != "" {
				t.Errorf("%v, form (-want +got):\n%s", err, diff)
			}
		}
	})
}

func TestASignInOnAnotherDeviceCanEndWithoutAGrant(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		code   string
		answer func(int, http.ResponseWriter)
		class  msgraph.Class
		within time.Duration
	}{
		"the person says no":        {device, func(_ int, w http.ResponseWriter) { deny(w, "authorization_declined", 70017) }, msgraph.ErrDeclined, 6 * time.Second},
		"Microsoft says it expired": {device, func(_ int, w http.ResponseWriter) { deny(w, "expired_token", 70020) }, msgraph.ErrSignInExpired, 6 * time.Second},
		"nobody ever comes":         {device, func(_ int, w http.ResponseWriter) { pending(w) }, msgraph.ErrSignInExpired, 901 * time.Second},
		"a code without an end":     {`{"device_code":"d","user_code":"ABCD1234E","verification_uri":"https://login.example.com/device"}`, func(_ int, w http.ResponseWriter) { pending(w) }, msgraph.ErrSignInExpired, 901 * time.Second},
		"a code that lasts a day":   {strings.Replace(device, "900", "86400", 1), func(_ int, w http.ResponseWriter) { pending(w) }, msgraph.ErrSignInExpired, 901 * time.Second},
		"a policy forbids it":       {device, func(_ int, w http.ResponseWriter) { deny(w, "access_denied", 53003) }, msgraph.ErrConditional, 6 * time.Second},
		"the network stays away":    {device, func(int, http.ResponseWriter) { panic(http.ErrAbortHandler) }, "", time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d, _, err := sit(t, t.Context(), c.code, c.answer)
				if err == nil || c.class != "" && !errors.Is(err, c.class) || weir.NextStep(err) == "" || time.Since(d.began) > c.within {
					t.Errorf("got %v after %s", err, time.Since(d.began))
				}
				clean(t, err)
			})
		})
	}
	t.Run("the user stops it", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			d, _, err := sit(t, ctx, device, func(n int, w http.ResponseWriter) {
				if n == 2 {
					cancel()
				}
				pending(w)
			})
			if !errors.Is(err, context.Canceled) || len(d.asked) != 2 {
				t.Errorf("got %v after %v", err, d.asked)
			}
		})
	})
}

func TestNoAnswerMakesTheTerminalObeyOrTheWaitAbsurd(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]string{
		"a code with an escape":   `{"device_code":"d","user_code":"AB\u001b[2JCD","verification_uri":"https://login.example.com/device","expires_in":900}`,
		"a code that is a text":   `{"device_code":"d","user_code":"call 0900 1234","verification_uri":"https://login.example.com/device","expires_in":900}`,
		"a plain address":         `{"device_code":"d","user_code":"ABCD1234","verification_uri":"http://login.example.com/device","expires_in":900}`,
		"an address of a script":  `{"device_code":"d","user_code":"ABCD1234","verification_uri":"javascript:alert(1)","expires_in":900}`,
		"an address with an user": `{"device_code":"d","user_code":"ABCD1234","verification_uri":"https://login.example.com@evil.example.com/","expires_in":900}`,
		"no device code":          `{"user_code":"ABCD1234","verification_uri":"https://login.example.com/device","expires_in":900}`,
		"nothing":                 `null`,
		"half of it":              `{"device_code":`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d, _, err := sit(t, t.Context(), code, func(int, http.ResponseWriter) { t.Error("it went on") })
				wantKind(t, err, weir.Truncated)
				if d.shown != (msgraph.DeviceCode{}) {
					t.Errorf("shown %+v", d.shown)
				}
			})
		})
	}
	for _, interval := range []string{"-1", "-9223372036854775808", "9223372036854775807", "0"} {
		t.Run("an interval of "+interval, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d, _, err := sit(t, t.Context(), `{"device_code":"d","user_code":"ABCD1234","verification_uri":"https://login.example.com/device","expires_in":900,"interval":`+interval+`}`,
					func(n int, w http.ResponseWriter) { grants(n, w) })
				if err != nil || d.asked[0] < 5*time.Second || d.asked[0] > time.Minute {
					t.Errorf("got %v after %v", err, d.asked)
				}
			})
		})
	}
}

func TestWaitingForADeviceCodeCanBeStopped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		release := make(chan struct{})
		p := serveInBubble(t, func(_ int, _ heard, w http.ResponseWriter) {
			cancel()
			<-release
			say(w, 200, device)
		})
		_, err := msgraph.SignIn{App: p.app(), Outbound: p.options(newTimer())}.Device(ctx, func(msgraph.DeviceCode) error { return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		close(release)
	})
}
