package e2e_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"weir/internal/app"
	"weir/internal/audit"
	"weir/internal/msgraph/graphtest"
)

// browseCommand makes this program a browser that a person has told to say yes:
// it follows an address to its end.
const browseCommand = "browse-for-a-test"

// browse opens an address: browse CA-FILE ADDRESS.
func browse(args []string) error {
	ca, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	client := http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, args[1], nil) //nolint:gosec // a browser opens what it is told to
	if err != nil {
		return err
	}
	answer, err := client.Do(request) //nolint:gosec // likewise
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return errors.Join(err, answer.Body.Close())
}

const simulatedClient = "00000000-0000-4000-8000-000000000001"

// world is the simulated OneNote of a script.
func world(ts *testscript.TestScript) *graphtest.Server {
	h := held(ts)
	if h.graph == nil {
		ts.Fatalf("there is no simulated OneNote: call graph first")
	}
	return h.graph
}

// startGraph starts a simulated OneNote, whose sign-in says yes to everybody:
// graph [-token N]. It has a notebook "Team notebook" with a section "Weekly". It
// sets the variables by which Weir finds it, and a browser.
func startGraph(ts *testscript.TestScript, _ bool, args []string) {
	flags := flag.NewFlagSet("graph", flag.ContinueOnError)
	size := flags.Int("token", 0, "characters of a refresh token")
	ts.Check(flags.Parse(args))
	s, err := graphtest.Start(graphtest.Options{
		ClientID: simulatedClient, AutoConsent: true, RefreshSize: *size, TitleLag: -1, SectionLag: -1, DeviceInterval: time.Second,
	})
	ts.Check(err)
	s.AddSection(s.AddNotebook("Team notebook"), "Weekly")
	ts.Defer(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_ = s.Close(ctx) // what is still running is cut off
		if v := s.Violations(); len(v) > 0 {
			ts.Fatalf("the simulated Graph was asked for more than it may be: %v", v)
		}
	})
	ca := ts.MkAbs("graph.pem")
	ts.Check(os.WriteFile(ca, s.CAPEM(), 0o600))
	ts.Setenv("WEIR_MICROSOFT_CLIENT_ID", simulatedClient)
	ts.Setenv("WEIR_MICROSOFT_LOGIN", s.URL())
	ts.Setenv("WEIR_MICROSOFT_GRAPH", s.URL())
	ts.Setenv("WEIR_MICROSOFT_CA_FILE", ca)
	ts.Setenv("BROWSER", os.Args[0]+" "+browseCommand+" "+ca)
	held(ts).graph = s
}

// person does what somebody does at a page of OneNote: person TITLE type ROW
// COLUMN TEXT, person TITLE above TEXT, person TITLE sort COLUMN, person TITLE
// delete.
func person(ts *testscript.TestScript, _ bool, args []string) {
	page := world(ts).Page(args[0])
	if page == nil {
		ts.Fatalf("there is no page %q", args[0])
	}
	number := func(i int) int {
		n, err := strconv.Atoi(args[i])
		ts.Check(err)
		return n
	}
	switch args[1] {
	case "type":
		ts.Check(page.TypeInCell(0, number(2), number(3), args[4]))
	case "above":
		ts.Check(page.TypeAbove(args[2]))
	case "sort":
		ts.Check(page.SortRows(0, number(2), true))
	case "delete":
		page.Delete()
	default:
		ts.Fatalf("nobody knows how to %s", args[1])
	}
}

// onenote checks the text of a page, in which cells are set apart by " | ":
// onenote [!] TITLE PATTERN.
func onenote(ts *testscript.TestScript, neg bool, args []string) {
	page := world(ts).Page(args[0])
	if page == nil {
		ts.Fatalf("there is no page %q", args[0])
	}
	text := strings.ReplaceAll(page.Text(), "\t", " | ")
	if regexp.MustCompile("(?m)"+args[1]).MatchString(text) == neg {
		ts.Fatalf("the page is\n%s", text)
	}
}

// graphAsked counts the requests to Graph since it was called last: graphasked N
// [REQUEST…] wants so many at most, among them these.
func graphAsked(ts *testscript.TestScript, _ bool, args []string) {
	asked := world(ts).GraphRequests()
	world(ts).Forget()
	most, err := strconv.Atoi(args[0])
	ts.Check(err)
	if len(asked) > most {
		ts.Fatalf("%d requests, want %d at most: %q", len(asked), most, asked)
	}
	for _, want := range args[1:] {
		if !strings.Contains(fmt.Sprint(asked), want) {
			ts.Fatalf("%q is not among %q", want, asked)
		}
	}
}

// listed checks that what was asked of Microsoft stands, word for word, in what an
// administrator has approved: listed TRAIL ACCESS, both as Weir's JSON.
func listed(ts *testscript.TestScript, _ bool, args []string) {
	var access []app.Access
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &access))
	may := map[string]bool{}
	for _, job := range access {
		for _, target := range job.Targets {
			for _, path := range target.Paths {
				methods, address, _ := strings.Cut(path, " ")
				for method := range strings.SplitSeq(methods, "|") {
					may[method+" "+address] = true
				}
			}
		}
	}
	peers := map[string]bool{}
	for trail := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0]))); trail.More(); {
		var e audit.Entry
		ts.Check(trail.Decode(&e))
		if !strings.HasPrefix(e.Peer, "Microsoft ") {
			continue
		}
		peers[e.Peer] = true
		host, _, _ := strings.Cut(e.Host, ":")
		if !may[e.Method+" "+host+e.Path] {
			ts.Fatalf("weir audit has %s %s%s, and weir access has no such path", e.Method, host, e.Path)
		}
	}
	if len(peers) != 2 {
		ts.Fatalf("the trail knows %d peers at Microsoft, want the sign-in and Graph", len(peers))
	}
}

// revoke makes every sign-in to Microsoft worthless.
func revoke(ts *testscript.TestScript, _ bool, _ []string) {
	world(ts).Revoke()
	world(ts).ExpireAccess()
}

// noteInMarkdown types into the last cell of an issue's row: note FILE KEY TEXT.
func noteInMarkdown(ts *testscript.TestScript, _ bool, args []string) {
	lines, found := strings.SplitAfter(ts.ReadFile(args[0]), "\n"), false
	for i, line := range lines {
		if strings.HasPrefix(line, "| ["+args[1]+"]") && strings.HasSuffix(line, "| |\n") {
			lines[i], found = strings.TrimSuffix(line, "|\n")+args[2]+" |\n", true
		}
	}
	if !found {
		ts.Fatalf("%s has no row of %s with an empty note", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(lines, "")), 0o600))
}
