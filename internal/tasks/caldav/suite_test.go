package caldav_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"weir/internal/secret"
	"weir/internal/tasks"
	"weir/internal/tasks/caldav"
	"weir/internal/tasks/caldav/davtest"
	"weir/internal/tasks/targettest"
)

// A place is one list of a real server, and a user who reaches it with a client
// of her own.
type place struct {
	server *davtest.Server
	list   string // its address
}

func credentials() caldav.Credentials {
	return caldav.Credentials{User: davtest.User, Password: secret.New(davtest.Password)}
}

// newPlace makes a list.
func newPlace(t testing.TB, server *davtest.Server, name string) place {
	t.Helper()
	made, err := caldav.Server{URL: server.URL, Credentials: credentials()}.CreateList(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return place{server, made.URL}
}

func clock() time.Time { return time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC) }

func (p place) options() caldav.Options {
	return caldav.Options{URL: p.list, Credentials: credentials(), Tag: "Work:JIRA", Now: clock}
}

func open(t testing.TB, o caldav.Options) *caldav.Target {
	t.Helper()
	target, err := caldav.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// send is the user's own client: it asks for no condition.
func send(t testing.TB, method, address, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(davtest.User, davtest.Password)
	if method == http.MethodPut {
		r.Header.Set("Content-Type", "text/calendar; charset=utf-8")
	}
	if method != http.MethodPut && body != "" {
		r.Header.Set("Depth", "1")
		r.Header.Set("Content-Type", "text/xml")
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	resp, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.Body.Close() != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func (p place) get(t testing.TB, name string) string {
	t.Helper()
	status, text := send(t, http.MethodGet, p.list+name, "")
	if status != http.StatusOK {
		t.Fatalf("get %s: status %d", name, status)
	}
	return text
}

func (p place) put(t testing.TB, name, text string) {
	t.Helper()
	if status, answer := send(t, http.MethodPut, p.list+name, text); status/100 != 2 {
		t.Fatalf("put %s: status %d: %s\n%s", name, status, answer, text)
	}
}

// names lists the objects of the list, with their versions.
func (p place) names(t testing.TB) map[string]string {
	t.Helper()
	_, answer := send(t, "PROPFIND", p.list, `<d:propfind xmlns:d="DAV:"><d:prop><d:getetag/></d:prop></d:propfind>`)
	var found struct {
		Response []struct {
			Href string `xml:"href"`
			ETag string `xml:"propstat>prop>getetag"`
		} `xml:"response"`
	}
	if err := xml.Unmarshal([]byte(answer), &found); err != nil {
		t.Fatalf("%v: %s", err, answer)
	}
	names := map[string]string{}
	for _, r := range found.Response {
		if name := r.Href[strings.LastIndex(r.Href, "/")+1:]; name != "" {
			names[name] = r.ETag
		}
	}
	return names
}

// unfolded is an object's text with one line for each property.
func unfolded(text string) string {
	return strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\n ", "", "\n\t", "").Replace(text)
}

// change edits a task's object as another program would.
func (p place) change(t testing.TB, name string, edit func(lines []string) []string) {
	t.Helper()
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(unfolded(p.get(t, name)), "\r\n", "\n"), "\n"), "\n")
	p.put(t, name, strings.Join(edit(lines), "\r\n")+"\r\n")
}

// without leaves out the lines of a property.
func without(lines []string, property string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool {
		return strings.HasPrefix(l, property+":") || strings.HasPrefix(l, property+";")
	})
}

// within puts lines at the end of the task.
func within(lines []string, added ...string) []string {
	return slices.Insert(slices.Clone(lines), slices.Index(lines, "END:VTODO"), added...)
}

func escaped(s string) string {
	return strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\n", `\n`).Replace(s)
}

func (p place) user(t *testing.T, task tasks.Task, c tasks.Change) {
	p.change(t, task.ID+".ics", func(lines []string) []string {
		set := func(property, line string) { lines = within(without(lines, property), line) }
		if c.Name != nil {
			set("SUMMARY", "SUMMARY:"+escaped(*c.Name))
		}
		if c.Note != nil {
			set("DESCRIPTION", "DESCRIPTION:"+escaped(*c.Note))
		}
		if c.Due != nil {
			set("DUE", "DUE;VALUE=DATE:"+strings.ReplaceAll(c.Due.String(), "-", ""))
		}
		if c.State != nil {
			set("STATUS", "STATUS:"+map[tasks.State]string{tasks.Open: "NEEDS-ACTION", tasks.Completed: "COMPLETED", tasks.Dropped: "CANCELLED"}[*c.State])
		}
		return lines
	})
}

// alarm is what a user's program keeps in a task and Weir knows nothing of.
const alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Ring\r\nTRIGGER;RELATED=END:-PT15M\r\nX-WR-ALARMUID:1\r\nEND:VALARM"

// plant adds what is awkward, and reports whether it is all there.
func (p place) plant(t *testing.T, task tasks.Task) func() bool {
	name := task.ID + ".ics"
	planted := append([]string{
		"X-COLOUR;X-P=\"a;b:c\";X-Q=1:very\\, blue; indeed", "CATEGORIES:Own tag,with\\,comma", "LOCATION:Shed", "X-LONG:" + strings.Repeat("déjà vu 👩‍🔧 ", 40),
	}, strings.Split(alarm, "\r\n")...)
	p.change(t, name, func(lines []string) []string { return within(lines, planted...) })
	// As the server gives it back, which may write it another way.
	before := slices.DeleteFunc(p.foreign(t, name), func(l string) bool { return strings.HasPrefix(l, "PRODID") })
	for _, sign := range []string{"X-COLOUR", "Own tag", "VALARM", "TRIGGER", "X-LONG", "LOCATION"} {
		if !strings.Contains(strings.Join(before, "\n"), sign) {
			t.Fatalf("the server keeps no %s: %q", sign, before)
		}
	}
	return func() bool {
		after := p.foreign(t, name)
		for _, line := range before {
			if !slices.Contains(after, line) {
				t.Logf("missing: %s\nin: %q", line, after)
				return false
			}
		}
		return true
	}
}

// foreign are the lines of an object that Weir has nothing to do with.
func (p place) foreign(t testing.TB, name string) []string {
	own := regexp.MustCompile(`^(SUMMARY|DESCRIPTION|DUE|STATUS|COMPLETED|PERCENT-COMPLETE|DTSTAMP|LAST-MODIFIED|SEQUENCE|URL|PRIORITY)\b`)
	lines := strings.Split(strings.ReplaceAll(unfolded(p.get(t, name)), "\r\n", "\n"), "\n")
	return slices.DeleteFunc(lines, func(l string) bool { return own.MatchString(l) && l != "DESCRIPTION:Ring" })
}

// others adds what is none of ours: a task, an event, a journal.
func (p place) others(t *testing.T) func() string {
	theirs := map[string]string{
		"shopping list.ics": "BEGIN:VTODO\r\nUID:other-1\r\nDTSTAMP:20240101T000000Z\r\nSUMMARY:[OPS-1] BEGIN:VTODO \\n not\\, ours\r\nX-A;B=\"c:d\":e\r\n" + alarm + "\r\nEND:VTODO",
		"a@b+c.ics":         "BEGIN:VTODO\r\nUID:other@2\r\nDTSTAMP:20240101T000000Z\r\nSTATUS:COMPLETED\r\nCATEGORIES:Work\r\nEND:VTODO",
	}
	for name, text := range theirs {
		p.put(t, strings.ReplaceAll(name, " ", "%20"), "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\n"+text+"\r\nEND:VCALENDAR\r\n")
	}
	return func() string {
		var all []string
		for name := range theirs {
			all = append(all, p.get(t, strings.ReplaceAll(name, " ", "%20")))
		}
		slices.Sort(all)
		return strings.Join(all, "\n")
	}
}

// raw is what the server stores and says of the list.
func (p place) raw(t *testing.T) string {
	var all []string
	for name, version := range p.names(t) {
		all = append(all, name+" "+version)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func (p place) harness(broken func()) targettest.Harness {
	return targettest.Harness{
		Open: func(t *testing.T) tasks.Target { return open(t, p.options()) },
		User: p.user,
		Delete: func(t *testing.T, task tasks.Task) {
			if status, _ := send(t, http.MethodDelete, p.list+task.ID+".ics", ""); status/100 != 2 {
				t.Fatalf("delete: status %d", status)
			}
		},
		Plant:  p.plant,
		Others: p.others,
		Raw:    p.raw,
		Break:  func(*testing.T) { broken() },
	}
}

func runSuite(t *testing.T, server *davtest.Server) {
	var n atomic.Int64
	targettest.Run(t, func(t *testing.T) targettest.Harness {
		p := newPlace(t, server, fmt.Sprintf("List %d", n.Add(1)))
		return p.harness(func() {
			if status, _ := send(t, http.MethodDelete, p.list, ""); status/100 != 2 {
				t.Fatalf("delete the list: status %d", status)
			}
		})
	})
}

func TestRadicaleIsATarget(t *testing.T) {
	t.Parallel()
	runSuite(t, davtest.Radicale(t))
}

func TestXandikosIsATarget(t *testing.T) {
	t.Parallel()
	runSuite(t, davtest.Xandikos(t))
}
