package msgraph_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/outbound"
	"weir/internal/secret"
)

func TestThePoliciesAreShort(t *testing.T) {
	t.Parallel()
	graph := msgraph.Policy(mustURL(t, msgraph.DefaultGraph))
	if diff := cmp.Diff([]any{
		[]string{"graph.microsoft.com"},
		[]string{"GET", "POST", "PATCH"},
		"",
		[]string{
			"/v1.0/me", "/v1.0/me/onenote/notebooks", "/v1.0/me/onenote/notebooks/{id}/sections", "/v1.0/me/onenote/notebooks/{id}/sectionGroups",
			"/v1.0/me/onenote/sectionGroups/{id}/sections", "/v1.0/me/onenote/sectionGroups/{id}/sectionGroups",
			"/v1.0/me/onenote/sections/{id}/pages", "/v1.0/me/onenote/pages/{id}/content",
		},
	}, []any{graph.Hosts, graph.Methods, graph.Base, graph.Paths}); diff != "" {
		t.Errorf("Graph (-want +got):\n%s", diff)
	}
	methods := map[string]string{}
	for _, path := range graph.Paths {
		methods[path] = strings.Join(graph.MethodsOf(path), " ")
	}
	if diff := cmp.Diff(map[string]string{
		"/v1.0/me": "GET", "/v1.0/me/onenote/notebooks": "GET POST",
		"/v1.0/me/onenote/notebooks/{id}/sections": "GET POST", "/v1.0/me/onenote/notebooks/{id}/sectionGroups": "GET",
		"/v1.0/me/onenote/sectionGroups/{id}/sections": "GET POST", "/v1.0/me/onenote/sectionGroups/{id}/sectionGroups": "GET",
		"/v1.0/me/onenote/sections/{id}/pages": "GET POST", "/v1.0/me/onenote/pages/{id}/content": "GET PATCH",
	}, methods); diff != "" {
		t.Errorf("Graph's methods (-want +got):\n%s", diff)
	}
	signIn := msgraph.SignInPolicy(mustURL(t, msgraph.DefaultAuthority))
	if diff := cmp.Diff([]any{
		[]string{"login.microsoftonline.com"}, []string{"POST"}, "", []string{"/common/oauth2/v2.0/token", "/common/oauth2/v2.0/devicecode"},
	}, []any{signIn.Hosts, signIn.Methods, signIn.Base, signIn.Paths}); diff != "" {
		t.Errorf("sign-in (-want +got):\n%s", diff)
	}
	if graph.MaxBody != 32<<20 || signIn.MaxBody != 1<<20 {
		t.Errorf("an answer may have %d bytes, and one of the sign-in %d", graph.MaxBody, signIn.MaxBody)
	}
	if slices.Contains(signIn.Headers, "Authorization") || graph.Loopback || signIn.Loopback {
		t.Errorf("sign-in sends %v, or one of them needs no TLS", signIn.Headers)
	}
}

func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for name, to := range map[string]func(*peer) string{
			"another host":     func(*peer) string { return "https://login.example.com/v1.0/me" },
			"a listed path":    func(p *peer) string { return p.url.String() + "/v1.0/me" },
			"the token's path": func(p *peer) string { return p.url.String() + "/common/oauth2/v2.0/token" },
			"plain http":       func(p *peer) string { return "http://" + p.url.Host + "/v1.0/me" },
			"nonsense":         func(*peer) string { return "http://%zz" },
		} {
			t.Run(fmt.Sprint(status, " to ", name), func(t *testing.T) {
				t.Parallel()
				var p *peer
				p = serve(t, func(_ int, _ heard, w http.ResponseWriter) {
					w.Header().Set("Location", to(p))
					w.WriteHeader(status)
				})
				if _, err := client(t, p).Me(t.Context()); err == nil || weir.NextStep(err) == "" {
					t.Errorf("Graph: got %v", err)
				}
				_, err := newTokens(t, p, newTimer(), &vault{grant: p.grant(t, "refresh-0")}).Token(t.Context())
				if err == nil || weir.NextStep(err) == "" {
					t.Errorf("sign-in: got %v", err)
				}
				clean(t, err)
				if n := len(p.heard()); n != 2 {
					t.Errorf("%d requests were sent, want one to each", n)
				}
			})
		}
	}
}

func TestTheTrailHoldsNoSecretAndNoContent(t *testing.T) {
	t.Parallel()
	sink, clock := &memory{}, newTimer()
	p := serve(t, func(n int, h heard, w http.ResponseWriter) {
		switch {
		case strings.HasSuffix(h.Path, "/token"):
			grants(n, w)
		case h.Method == "GET":
			refuse(w, 404, "20102")
		default:
			w.WriteHeader(204)
		}
	})
	o := p.options(clock)
	o.Sink = sink
	var waits []string
	o.OnWait = func(w outbound.Wait) { waits = append(waits, fmt.Sprintf("%+v", w)) }
	grant, err := msgraph.SignIn{App: p.app(), Outbound: o}.Browser(t.Context(), answers(t, "code=the-code"))
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := msgraph.NewTokens(msgraph.TokensParams{App: p.app(), Vault: &vault{grant: grant}, Outbound: o})
	if err != nil {
		t.Fatal(err)
	}
	c := client(t, p, func(params *msgraph.Params) { params.Tokens, params.Outbound = tokens, o })
	if err := c.Patch(t.Context(), "1-p!1", []msgraph.Change{{Target: "title", Action: "replace", Content: "Salaries"}}); err != nil {
		t.Fatal(err)
	}
	_, err = c.Content(t.Context(), "1-p!1")
	clean(t, err)
	var got []string
	for _, r := range sink.all() {
		got = append(got, fmt.Sprint(r.Peer, " ", r.Method, " ", r.Path, " ", r.Status))
		if text := fmt.Sprintf("%+v", r); strings.Contains(text, "refresh-") || strings.Contains(text, "the-code") || strings.Contains(text, "1-p!1") || strings.Contains(text, "includeIDs") {
			t.Errorf("the trail shows %s", text)
		}
	}
	if diff := cmp.Diff([]string{
		"Microsoft sign-in POST /common/oauth2/v2.0/token 200",
		"Microsoft sign-in POST /common/oauth2/v2.0/token 200",
		"Microsoft Graph PATCH /v1.0/me/onenote/pages/{id}/content 204",
		"Microsoft Graph GET /v1.0/me/onenote/pages/{id}/content 404",
	}, got); diff != "" || len(waits) > 0 {
		t.Errorf("trail (-want +got):\n%s\nwaits %v", diff, waits)
	}
	for _, shown := range []string{fmt.Sprintf("%v %+v %#v", grant, grant, grant), fmt.Sprintf("%+v", tokens), fmt.Sprintf("%+v", c)} {
		if strings.Contains(shown, "refresh-") || strings.Contains(shown, "access-") {
			t.Errorf("printed, it shows %s", shown)
		}
	}
}

func TestWhatWouldSlipPastAScrubberIsNeverWritten(t *testing.T) {
	t.Parallel()
	// Short secrets in prose are what no rule of shape finds: so they must not get
	// into an error at all, and where a library's text holds an answer, it is not
	// passed on.
	p := serve(t, func(_ int, _ heard, w http.ResponseWriter) {
		say(w, 418, `{"refresh_token":"refresh-9","note":"someone@example.com"}`)
	})
	_, err := newTokens(t, p, newTimer(), &vault{grant: p.grant(t, "refresh-0")}).Token(t.Context())
	if err == nil {
		t.Fatal("no error")
	}
	clean(t, err)
	if scrubbed := secret.Scrub(err.Error()); scrubbed != err.Error() {
		t.Errorf("the scrubber had to take something out of %q", err)
	}
}
