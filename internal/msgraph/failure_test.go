package msgraph_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/msgraph"
)

func TestEveryFailureOfGraphSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		code   string
		class  msgraph.Class
		kind   weir.Kind
		next   string // a part of the next step
	}{
		{401, "40001", msgraph.ErrSignedOut, weir.Unauthorised, "weir report sign-in"},
		{401, "InvalidAuthenticationToken", msgraph.ErrSignedOut, weir.Unauthorised, "weir report sign-in"},
		{403, "40002", msgraph.ErrNoAccess, weir.Forbidden, "owner"},
		{403, "40003", msgraph.ErrNoAccess, weir.Forbidden, "owner"},
		{403, "40004", msgraph.ErrNoAccess, weir.Forbidden, "weir report sign-in"},
		{401, "40006", msgraph.ErrNoAccess, weir.Forbidden, "weir report sign-in"},
		{403, "40007", msgraph.ErrNoAccess, weir.Forbidden, "owner"},
		{403, "accessDenied", msgraph.ErrNoAccess, weir.Forbidden, "owner"},
		{403, "30104", msgraph.ErrNoAccess, weir.Forbidden, "browser"},
		{403, "30105", msgraph.ErrNoAccess, weir.Forbidden, "OneDrive"},
		{403, "30108", msgraph.ErrNoAccess, weir.Forbidden, "OneDrive"},
		{404, "20102", msgraph.ErrGone, weir.NotFound, "Deleted Notes"},
		{404, "20113", msgraph.ErrGone, weir.NotFound, "Deleted Notes"},
		{404, "itemNotFound", msgraph.ErrGone, weir.NotFound, "Deleted Notes"},
		{410, "", msgraph.ErrGone, weir.NotFound, "Deleted Notes"},
		{400, "20120", msgraph.ErrBadTarget, weir.BadInput, "again"},
		{400, "20133", msgraph.ErrBadTarget, weir.BadInput, "again"},
		{400, "20134", msgraph.ErrBadTarget, weir.BadInput, "again"},
		{400, "20135", msgraph.ErrBadTarget, weir.BadInput, "again"},
		{400, "20138", msgraph.ErrBadTarget, weir.BadInput, "again"},
		{400, "20141", msgraph.ErrBadTarget, weir.BadInput, "again"},
		{400, "20149", msgraph.ErrBadTarget, weir.BadInput, "again"},
		{507, "30102", msgraph.ErrSectionFull, weir.Storage, "another section"},
		{507, "30101", msgraph.ErrQuota, weir.Storage, "free space"},
		{507, "", msgraph.ErrQuota, weir.Storage, "free space"},
		{403, "10004", msgraph.ErrProtected, weir.Forbidden, "password"},
		{409, "10012", msgraph.ErrLocked, weir.Busy, "checked out"},
		{423, "", msgraph.ErrLocked, weir.Busy, "checked out"},
		{409, "20117", msgraph.ErrTaken, weir.BadInput, "another name"},
		{400, "20115", msgraph.ErrBadName, weir.BadInput, "without any of ? *"},
		{400, "20153", msgraph.ErrBadName, weir.BadInput, "without any of ? *"},
		{400, "20155", msgraph.ErrBadName, weir.BadInput, "without any of ? *"},
		{413, "20008", msgraph.ErrTooLarge, weir.BadInput, "fewer rows"},
		{403, "10008", msgraph.ErrListTooLong, weir.BadInput, "another library"},
		{403, "10013", msgraph.ErrListTooLong, weir.BadInput, "another library"},
		{400, "20266", msgraph.ErrListTooLong, weir.BadInput, "another library"},
		{500, "10006", msgraph.ErrFault, weir.BadInput, "repairs"},
		{500, "19999", msgraph.ErrFault, weir.ServerFault, "later"},
		{500, "10001", msgraph.ErrFault, weir.ServerFault, "later"},
		{502, "", msgraph.ErrFault, weir.ServerFault, "later"},
		{429, "20166", msgraph.ErrThrottled, weir.RateLimited, "after"},
		{429, "10007", msgraph.ErrThrottled, weir.RateLimited, "after"},
		{503, "10003", msgraph.ErrThrottled, weir.RateLimited, "after"},
		{503, "30103", msgraph.ErrThrottled, weir.RateLimited, "after"},
		{503, "30106", msgraph.ErrThrottled, weir.RateLimited, "after"},
		{503, "10015", msgraph.ErrThrottled, weir.RateLimited, "after"},
		{503, "", msgraph.ErrThrottled, weir.RateLimited, "after"},
		{400, "20109", "", weir.Unexpected, "report this"},
	} {
		t.Run(fmt.Sprintf("%d with %s", c.status, c.code), func(t *testing.T) {
			t.Parallel()
			p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { refuse(w, c.status, c.code) })
			_, err := client(t, p).Content(t.Context(), "1-p!1")
			wantKind(t, err, c.kind)
			if c.class != "" && !errors.Is(err, c.class) || errors.Is(err, msgraph.ErrUncertain) {
				t.Errorf("%v is not %q, or is uncertain", err, c.class)
			}
			var f *msgraph.Failure
			if !errors.As(err, &f) || f.Status != c.status || f.Code != c.code || f.RequestID != requestID {
				t.Errorf("failure %+v", f)
			}
			if !strings.Contains(weir.NextStep(err), c.next) {
				t.Errorf("next step %q", weir.NextStep(err))
			}
			clean(t, err)
		})
	}
}

func TestACodeThatIsANumberCounts(t *testing.T) {
	t.Parallel()
	p := serve(t, func(_ int, _ heard, w http.ResponseWriter) {
		say(w, 400, `{"error":{"code":30102,"innerError":{"requestId":"`+requestID+`"}}}`)
	})
	_, err := client(t, p).Content(t.Context(), "1-p!1")
	if !errors.Is(err, msgraph.ErrSectionFull) || !strings.HasSuffix(err.Error(), requestID) {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsNotGraphsIsNotBelieved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ kind, body string }{
		"a login page": {"text/html", "<html>sign in</html>"},
		"half a list":  {"application/json", `{"value":[{"id":"1-n`},
		"no list":      {"application/json", `{}`},
		"another list": {"application/json", `[]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := serve(t, func(_ int, _ heard, w http.ResponseWriter) {
				w.Header().Set("Content-Type", c.kind)
				_, _ = w.Write([]byte(c.body))
			})
			_, err := client(t, p).Notebooks(t.Context())
			wantKind(t, err, weir.BadInput)
		})
	}
}

func TestARefusedAccessTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	t.Run("and the request repeated once", func(t *testing.T) {
		t.Parallel()
		p := serve(t, func(n int, _ heard, w http.ResponseWriter) {
			if n == 1 {
				refuse(w, 401, "40001")
				return
			}
			say(w, 201, `{"id":"1-p!1"}`)
		})
		tokens := &fixedTokens{}
		if _, err := client(t, p, func(params *msgraph.Params) { params.Tokens = tokens }).CreatePage(t.Context(), "1-s!1", []byte("<html/>")); err != nil {
			t.Fatal(err)
		}
		asked := p.heard()
		if len(asked) != 2 || asked[0].Auth != "Bearer token-0" || asked[1].Auth != "Bearer token-1" || asked[1].Body != "<html/>" || tokens.renewed != 1 {
			t.Errorf("asked %+v, renewed %d times", asked, tokens.renewed)
		}
	})
	t.Run("and then it is over", func(t *testing.T) {
		t.Parallel()
		p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { refuse(w, 401, "40001") })
		tokens := &fixedTokens{}
		_, err := client(t, p, func(params *msgraph.Params) { params.Tokens = tokens }).Me(t.Context())
		wantKind(t, err, weir.Unauthorised)
		if len(p.heard()) != 2 || tokens.renewed != 1 {
			t.Errorf("asked %d times, renewed %d times", len(p.heard()), tokens.renewed)
		}
	})
	t.Run("with a token that others have renewed meanwhile", func(t *testing.T) {
		t.Parallel()
		// Graph knows access-2 alone. The clocks of both computers differ, so nobody
		// can know that access-1 has ended.
		p := serve(t, func(n int, h heard, w http.ResponseWriter) {
			switch {
			case h.Method == "POST":
				grants(n, w)
			case h.Auth == "Bearer access-1":
				refuse(w, 401, "InvalidAuthenticationToken")
			default:
				say(w, 200, `{"id":"u","displayName":"Someone"}`)
			}
		})
		clock := newTimer()
		tokens := newTokens(t, p, clock, &vault{grant: p.grant(t, "refresh-0")})
		c := client(t, p, func(params *msgraph.Params) { params.Tokens = tokens; params.Outbound = p.options(clock) })
		for range 2 {
			if me, err := c.Me(t.Context()); err != nil || me != (msgraph.Account{ID: "u", Name: "Someone"}) {
				t.Fatalf("got %v, %v", me, err)
			}
		}
		var methods []string
		for _, h := range p.heard() {
			methods = append(methods, h.Method)
		}
		if got := strings.Join(methods, " "); got != "POST GET POST GET GET" {
			t.Errorf("asked %s", got)
		}
	})
}

func TestAChangeWhoseOutcomeIsUnknownIsNotRepeated(t *testing.T) {
	t.Parallel()
	lost := map[string]func(http.ResponseWriter){
		"no answer":            func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"half an answer":       func(w http.ResponseWriter) { w.Header().Set("Content-Length", "99"); say(w, 201, `{"id":"1-`) },
		"an internal error":    func(w http.ResponseWriter) { refuse(w, 500, "19999") },
		"a bad gateway":        func(w http.ResponseWriter) { refuse(w, 502, "") },
		"a gateway's time-out": func(w http.ResponseWriter) { refuse(w, 504, "10002") },
		"a gateway's own 503":  func(w http.ResponseWriter) { w.WriteHeader(503) },
		"a redirect elsewhere": func(w http.ResponseWriter) {
			w.Header().Set("Location", "https://login.example.com/")
			w.WriteHeader(307)
		},
		"a page of a proxy": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("sign in"))
		},
		"half an internal page": func(w http.ResponseWriter) { w.Header().Set("Content-Length", "99"); w.WriteHeader(500) },
	}
	for name, answer := range lost {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { answer(w) })
			c := client(t, p)
			for what, change := range map[string]func() error{
				"a page": func() error { _, err := c.CreatePage(t.Context(), "1-s!1", []byte("<html/>")); return err },
				"a section": func() error {
					_, err := c.CreateSection(t.Context(), msgraph.Parent{GroupID: "1-g!1"}, "x")
					return err
				},
				"a change": func() error {
					return c.Patch(t.Context(), "1-p!1", []msgraph.Change{{Target: "title", Action: "replace"}})
				},
			} {
				before := len(p.heard())
				err := change()
				if !errors.Is(err, msgraph.ErrUncertain) || len(p.heard()) != before+1 {
					t.Errorf("%s: got %v after %d requests", what, err, len(p.heard())-before)
				}
				if weir.NextStep(err) == "" || weir.KindOf(err) == weir.Unexpected {
					t.Errorf("%s: %v does not say what to do", what, err)
				}
			}
		})
	}
	t.Run("a success that is not Graph's", func(t *testing.T) {
		t.Parallel()
		for _, body := range []string{"<html>sign in</html>", "{", "{}"} {
			p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { say(w, 200, body) })
			if _, err := client(t, p).CreatePage(t.Context(), "1-s!1", nil); !errors.Is(err, msgraph.ErrUncertain) {
				t.Errorf("%s: got %v", body, err)
			}
		}
	})
	t.Run("but what was refused, or never sent, is certain", func(t *testing.T) {
		t.Parallel()
		for _, status := range []int{400, 403, 404, 409, 413, 507} {
			p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { refuse(w, status, "20109") })
			if _, err := client(t, p).CreatePage(t.Context(), "1-s!1", nil); err == nil || errors.Is(err, msgraph.ErrUncertain) {
				t.Errorf("%d: got %v", status, err)
			}
		}
		p := serve(t, func(int, heard, http.ResponseWriter) {})
		c := client(t, p, func(params *msgraph.Params) { params.Outbound.CA = nil }) // no certificate that is trusted
		if _, err := c.CreatePage(t.Context(), "1-s!1", nil); err == nil || errors.Is(err, msgraph.ErrUncertain) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAReadThatFailsIsRepeatedThreeTimes(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(http.ResponseWriter){
		"no answer":     func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"half a page":   func(w http.ResponseWriter) { w.Header().Set("Content-Length", "99"); say(w, 200, `{"id":`) },
		"a server's":    func(w http.ResponseWriter) { refuse(w, 500, "19999") },
		"a bad gateway": func(w http.ResponseWriter) { w.WriteHeader(502) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := newTimer()
			p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { answer(w) })
			_, err := client(t, p, func(params *msgraph.Params) { params.Outbound = p.options(clock) }).Me(t.Context())
			if err == nil || errors.Is(err, msgraph.ErrUncertain) || len(p.heard()) != 4 {
				t.Errorf("got %v after %d requests", err, len(p.heard()))
			}
			if got := fmt.Sprint(clock.waited(500 * time.Millisecond)); got != "[1s 2s 4s]" {
				t.Errorf("waited %s", got)
			}
		})
	}
}

func TestAChangeThatIsStoppedMayHaveBeenMade(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { cancel(); panic(http.ErrAbortHandler) })
	err := client(t, p).Patch(ctx, "1-p!1", []msgraph.Change{{Target: "title", Action: "replace"}})
	if !errors.Is(err, msgraph.ErrUncertain) || !errors.Is(err, context.Canceled) || weir.KindOf(err) != weir.Interrupted {
		t.Errorf("got %v (%s)", err, weir.KindOf(err))
	}
}

func TestEachCodeHasOneClass(t *testing.T) {
	t.Parallel()
	graph, signIn := msgraph.Classes()
	for _, classes := range []map[msgraph.Class][]int{graph, signIn} {
		seen := map[int]msgraph.Class{}
		for class, codes := range classes {
			for _, code := range codes {
				if before, twice := seen[code]; twice {
					t.Errorf("%d is %q and %q", code, before, class)
				}
				seen[code] = class
			}
		}
	}
}
