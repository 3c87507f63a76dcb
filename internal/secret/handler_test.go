package secret_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/slogtest"
	"time"

	"weir/internal/secret"
)

// logged returns what both of slog's handlers print of what do logs.
func logged(do func(*slog.Logger)) string {
	var out bytes.Buffer
	opts := &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, opts), slog.NewJSONHandler(&out, opts)} {
		do(slog.New(secret.NewHandler(h)))
	}
	return out.String()
}

type stringer struct{ s string }

func (s stringer) String() string { return s.s }

type valuer struct{ v slog.Value }

func (v valuer) LogValue() slog.Value { return v.v }

type jsoner struct{ text string }

func (j jsoner) MarshalJSON() ([]byte, error) { return []byte(j.text), nil }

type namedBytes []byte

type settings struct {
	URL      string
	Password string
	Renamed  string `json:"api_token"`
	AccessID string `json:"-"`
	Token    string `json:"t"`
	Nested   *settings
	Headers  http.Header
	Raw      []byte
	Bytes    namedBytes
	Err      error
	unseen   string
}

type panicker struct{}

func (panicker) String() string { panic("cannot print token=" + planted) }

func TestHandlerHidesByName(t *testing.T) {
	t.Parallel()
	for _, key := range []string{
		"password", "passwd", "token", "access_token", "refreshToken", "api_token", "secret", "Authorization", "cookie",
		"set-cookie", "session", "private_key", "api_key", "client_secret", "assertion", "JIRA_TOKEN",
	} {
		t.Run(key+" is hidden wherever it stands", func(t *testing.T) {
			t.Parallel()
			got := logged(func(l *slog.Logger) {
				l.Info("x", key, planted)
				l.Info("x", slog.Group("g", slog.Group("h", key, planted)))
				l.Info("x", slog.Group(key, "id", planted))
				l.With(key, planted).Info("x")
				l.WithGroup("g").With(key, planted).Info("x", key, planted)
				l.WithGroup(key).With("id", planted).Info("x", "id", planted, slog.Group("g", "id", planted))
				l.Info("x", "any", map[string]any{key: planted, "list": []any{map[string]string{key: planted}}})
				l.Info("x", key, []byte(planted))
				l.Info("x", key, fmt.Errorf("%s", planted))
			})
			mustNotShow(t, "the log", got)
			if !strings.Contains(got, secret.Mask) {
				t.Errorf("no asterisks in %s", got)
			}
		})
	}
	t.Run("a number is hidden where the name ends in the secret", func(t *testing.T) {
		t.Parallel()
		got := logged(func(l *slog.Logger) { l.Info("x", "password", 13131313, "token_limit", 4242) })
		if strings.Contains(got, "13131313") || !strings.Contains(got, "4242") {
			t.Error(got)
		}
	})
	t.Run("what is no secret stays", func(t *testing.T) {
		t.Parallel()
		got := logged(func(l *slog.Logger) {
			//nolint:sloglint // the style of the keys is what is tested
			l.WithGroup("author").Info("OPS-123 of issueKey", "issueKey", "OPS-124", "issue_key", "OPS-125", "key", "OPS-126",
				"monkey", "m1", "tokenizer", "t1", "keyboard", "k1", "day", "2026-01-31", "n", 7, "f", 1.5, "ok", true,
				"token_ok", true, "took", 3*time.Second, "at", time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC),
				"token_expires", time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC), "id", "0f8fad5b-d9cb-469f-a165-70867728950e",
				"list", []string{"OPS-127"}, "none", nil, "err", errors.New("no field"), slog.Group("g", "u", uint(9)))
		})
		if strings.Contains(got, secret.Mask) {
			t.Errorf("something was hidden: %s", got)
		}
		for _, want := range []string{
			"OPS-123", "OPS-124", "OPS-125", "OPS-126", "OPS-127", "m1", "t1", "k1", "2026-01-31", "2027-01-31",
			"token_ok=true", "took=3s", "0f8fad5b", "no field", "author.g.u=9", `"u":9`, `"f":1.5`, `"none":null`, "handler_test.go",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("%s is missing in %s", want, got)
			}
		}
	})
}

func TestHandlerHidesByShape(t *testing.T) {
	t.Parallel()
	header := "Authorization: Bearer " + planted
	u := &url.URL{Scheme: "https", Host: "jira.example.com", User: url.UserPassword("me", planted)}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://h/?token="+planted, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Basic "+planted)
	full := settings{
		URL: "https://a:" + planted + "@h/", Password: planted, Renamed: planted, AccessID: planted, Token: planted,
		Headers: req.Header, Raw: []byte(header), Bytes: namedBytes(header), Err: errors.New(header), unseen: planted,
	}
	full.Nested = &settings{Password: planted}
	cyclic := &settings{Password: planted}
	cyclic.Nested = cyclic
	for name, v := range map[string]any{
		"a text": header, "an error": fmt.Errorf("get: %w", errors.New(header)), "a Stringer": stringer{header},
		"a pointer to a Stringer": &stringer{header}, "a URL": u, "a URL by value": *u, "user info": u.User, "a struct with user info": struct{ User *url.Userinfo }{u.User}, "bytes": []byte(header), "named bytes": namedBytes(header),
		"raw JSON": json.RawMessage(`{"token":"` + planted + `"}`), "broken raw JSON": json.RawMessage(header),
		"a JSON marshaler": jsoner{`{"a":[{"password":"` + planted + `"}]}`}, "a broken JSON marshaler": jsoner{header},
		"a struct": full, "a pointer to a struct": &full, "a slice of structs": []any{full, &full}, "a struct that holds itself": cyclic,
		"a header": req.Header, "a request": req, "a map with a secret for a key": map[string]int{header: 1},
		"a LogValuer": valuer{slog.StringValue(header)}, "a LogValuer of a group": valuer{slog.GroupValue(slog.String("token", planted))},
		"a nested LogValuer":           []any{valuer{slog.GroupValue(slog.String("token", planted), slog.Any("x", header))}},
		"attributes in a slice":        []slog.Attr{slog.String("token", planted)},
		"a value that panics":          panicker{},
		"a secret text":                secret.New(planted),
		"a holder of secret texts":     newHolder(),
		"a function":                   func() string { return planted },
		"a pointer to a pointer":       func() any { s := header; p := &s; return &p }(),
		"a map from numbers to errors": map[int]error{1: errors.New(header)},
		"an array of bytes":            [4]byte{'h', 'u', 'n', 't'},
	} {
		t.Run(name+" is clean", func(t *testing.T) {
			t.Parallel()
			got := logged(func(l *slog.Logger) {
				l.Info("x", "value", v)
				l.With("value", v).WithGroup("g").Info("x", slog.Group("h", "value", v))
				l.Error(header, "value", v) //nolint:sloglint // a message that was put together is what is tested
				l.Info("x", header, 1)
			})
			mustNotShow(t, "the log", got)
		})
	}
	t.Run("hosts and names around a secret stay", func(t *testing.T) {
		t.Parallel()
		got := logged(func(l *slog.Logger) { l.Info("ask someone@example.com", "to", u, "all", full) })
		for _, want := range []string{"jira.example.com", "https://***@h/", "Authorization", "ask ***"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s is missing in %s", want, got)
			}
		}
		if strings.Contains(got, "someone") {
			t.Error(got)
		}
	})
	t.Run("a huge value is cut short", func(t *testing.T) {
		t.Parallel()
		deep := map[string]any{"deep": make([]string, 1<<20)}
		got := logged(func(l *slog.Logger) { l.Info("x", "n", make([]int, 1<<20), "m", deep) })
		if len(got) > 1<<17 {
			t.Errorf("%d bytes", len(got))
		}
	})
}

func TestHandlerIsASlogHandler(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	slogtest.Run(t, func(*testing.T) slog.Handler {
		out.Reset()
		return secret.NewHandler(slog.NewJSONHandler(&out, nil))
	}, func(t *testing.T) map[string]any {
		var m map[string]any
		if err := json.Unmarshal(out.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		return m
	})
	t.Run("it keeps the level of the inner handler", func(t *testing.T) {
		t.Parallel()
		h := secret.NewHandler(slog.NewTextHandler(&bytes.Buffer{}, &slog.HandlerOptions{Level: slog.LevelWarn}))
		if h.Enabled(t.Context(), slog.LevelInfo) || !h.Enabled(t.Context(), slog.LevelError) {
			t.Error("the level is not the inner handler's")
		}
	})
}

func BenchmarkHandler(b *testing.B) {
	var out bytes.Buffer
	l := slog.New(secret.NewHandler(slog.NewTextHandler(&out, nil)))
	for b.Loop() {
		out.Reset()
		l.Info("request to Jira", "method", "GET", "path", "/rest/api/3/search/jql", "status", 200, "err", errors.New("dial tcp: timeout"))
	}
}
