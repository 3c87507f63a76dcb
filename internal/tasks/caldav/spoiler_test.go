package caldav_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// The questions that a client asks of a list.
const (
	askNames   = "names"   // PROPFIND
	askQuery   = "query"   // all tasks
	askSome    = "some"    // objects by their names
	askChanges = "changes" // since a token
)

// A spoiler says what becomes of a server's answers. What is not set stays.
type spoiler struct {
	// Answer changes the responses of a multistatus to a question, each of them as
	// the server wrote it.
	Answer func(question string, responses []string) []string
	// Status answers a question, or a method, in place of the server; 0: it does.
	Status func(questionOrMethod, path string) int
	// ETag changes the tags that come with a PROPFIND, a REPORT, a GET or a PUT.
	ETag func(method, etag string) string
}

// A hostile stands before a server and spoils what it says. It notes what is
// written without a condition.
type hostile struct {
	front string // its address, with a slash at its end

	mu      sync.Mutex
	spoils  spoiler
	unbound []string
	asked   map[string]int
}

// newHostile puts a hostile before the server at address.
func newHostile(t testing.TB, address string) *hostile {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	h := &hostile{asked: map[string]int{}}
	proxy := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: h.modify,
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		question := questionOf(r.Method, string(body))
		if status := h.note(r, question); status != 0 {
			w.WriteHeader(status)
			return
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		r.Header.Set("Accept-Encoding", "identity")
		r.Header.Set("X-Question", question)
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	h.front = front.URL + "/"
	return h
}

// will makes it spoil what comes from now on.
func (h *hostile) will(s spoiler) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.spoils, h.unbound, h.asked = s, nil, map[string]int{}
}

// writtenUnbound lists what was written without a condition.
func (h *hostile) writtenUnbound() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.unbound
}

// timesAsked says how often a question was asked, or a method used, since will.
func (h *hostile) timesAsked(questionOrMethod string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.asked[questionOrMethod]
}

func questionOf(method, body string) string {
	for sign, question := range map[string]string{"calendar-query": askQuery, "calendar-multiget": askSome, "sync-collection": askChanges} {
		if method == "REPORT" && strings.Contains(body, sign) {
			return question
		}
	}
	if method == "PROPFIND" {
		return askNames
	}
	return method
}

func (h *hostile) note(r *http.Request, question string) (status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked[question]++
	writes := r.Method == http.MethodPut || r.Method == http.MethodDelete
	if match := r.Header.Get("If-Match"); writes && !strings.HasPrefix(match, `"`) && r.Header.Get("If-None-Match") != "*" {
		h.unbound = append(h.unbound, r.Method+" "+r.URL.Path+" "+match)
	}
	if h.spoils.Status == nil {
		return 0
	}
	return h.spoils.Status(question, r.URL.Path)
}

var (
	oneResponse = regexp.MustCompile(`(?s)<(\w+:)?response[ >].*?</(\w+:)?response>`)
	oneETag     = regexp.MustCompile(`(<(?:\w+:)?getetag[^>]*>)([^<]*)(<)`)
)

func (h *hostile) modify(r *http.Response) error {
	h.mu.Lock()
	s := h.spoils
	h.mu.Unlock()
	if s.ETag != nil && r.StatusCode/100 == 2 {
		if tag := s.ETag(r.Request.Method, r.Header.Get("ETag")); tag == "" {
			r.Header.Del("ETag")
		} else {
			r.Header.Set("ETag", tag)
		}
	}
	if r.StatusCode != http.StatusMultiStatus {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	text := string(body)
	if s.ETag != nil {
		text = oneETag.ReplaceAllStringFunc(text, func(found string) string {
			part := oneETag.FindStringSubmatch(found)
			return part[1] + s.ETag(r.Request.Method, strings.ReplaceAll(part[2], "&quot;", `"`)) + part[3]
		})
	}
	if s.Answer != nil {
		text = respond(text, s.Answer(r.Request.Header.Get("X-Question"), oneResponse.FindAllString(text, -1)))
	}
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
	r.Header.Del("Content-Length")
	return nil
}

// respond puts other responses into a multistatus.
func respond(text string, responses []string) string {
	at := oneResponse.FindAllStringIndex(text, -1)
	if len(at) == 0 {
		end := strings.LastIndex(text, "</")
		return text[:end] + strings.Join(responses, "") + text[end:]
	}
	return text[:at[0][0]] + strings.Join(responses, "") + text[at[len(at)-1][1]:]
}
