package davtest

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Fake starts a server of one list in memory, which needs no program, and returns
// it with the list's path. It knows tasks only, and gives no sync-token.
func Fake(t testing.TB) (s *Server, list string) {
	t.Helper()
	f := &fake{objects: map[string]object{}}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return &Server{URL: server.URL + "/", home: "/" + User + "/"}, fakeList
}

const fakeList = "/" + User + "/jira/"

type object struct {
	data    string
	version int
}

func (o object) etag() string { return fmt.Sprintf(`"v%d"`, o.version) }

type fake struct {
	mu      sync.Mutex
	objects map[string]object // by path
	version int
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil || !strings.HasPrefix(r.URL.Path, fakeList) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	o, there := f.objects[r.URL.Path]
	switch r.Method {
	case "PROPFIND":
		f.multistatus(w, f.names())
	case "REPORT":
		f.report(w, string(body))
	case http.MethodGet:
		if !there {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("ETag", o.etag())
		_, _ = io.WriteString(w, o.data)
	case http.MethodPut, http.MethodDelete:
		f.write(w, r, string(body))
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// write changes an object, if the conditions of the request hold.
func (f *fake) write(w http.ResponseWriter, r *http.Request, body string) {
	o, there := f.objects[r.URL.Path]
	match := r.Header.Get("If-Match")
	switch {
	case r.Header.Get("If-None-Match") == "*" && there, match != "" && (!there || match != o.etag()):
		w.WriteHeader(http.StatusPreconditionFailed)
	case r.Method == http.MethodDelete:
		delete(f.objects, r.URL.Path)
		w.WriteHeader(http.StatusNoContent)
	default:
		f.version++
		o = object{body, f.version}
		f.objects[r.URL.Path] = o
		w.Header().Set("ETag", o.etag())
		w.WriteHeader(http.StatusCreated)
	}
}

func (f *fake) paths() []string {
	paths := make([]string, 0, len(f.objects))
	for path := range f.objects {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

func (f *fake) names() string {
	all := response(fakeList, `<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>`)
	for _, path := range f.paths() {
		all += response(path, `<d:resourcetype/><d:getetag>`+f.objects[path].etag()+`</d:getetag><d:getcontenttype>text/calendar; component=vtodo</d:getcontenttype>`)
	}
	return all
}

func (f *fake) report(w http.ResponseWriter, question string) {
	all := ""
	for _, path := range f.paths() {
		o := f.objects[path]
		var data strings.Builder
		if err := xml.EscapeText(&data, []byte(o.data)); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		if strings.Contains(question, "calendar-query") || strings.Contains(question, path+"</") {
			all += response(path, `<d:getetag>`+o.etag()+`</d:getetag><c:calendar-data>`+data.String()+`</c:calendar-data>`)
		}
	}
	for part := range strings.SplitSeq(question, "<d:href>") {
		if path, _, ends := strings.Cut(part, "</d:href>"); ends && f.objects[path].version == 0 {
			all += `<d:response><d:href>` + path + `</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>`
		}
	}
	f.multistatus(w, all)
}

func response(path, props string) string {
	return `<d:response><d:href>` + path + `</d:href><d:propstat><d:prop>` + props + `</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`
}

func (f *fake) multistatus(w http.ResponseWriter, responses string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusMultiStatus)
	_, _ = io.WriteString(w, `<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">`+responses+`</d:multistatus>`)
}
