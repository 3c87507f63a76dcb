package caldav_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/secret"
	"weir/internal/tasks"
	"weir/internal/tasks/caldav"
	"weir/internal/tasks/caldav/davtest"
)

// run runs a program of another's, with a home of its own.
func run(t *testing.T, home, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "TZ=UTC", "XDG_CONFIG_HOME=" + home, "XDG_CACHE_HOME=" + home, "XDG_DATA_HOME=" + home}
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", program, args, err, out, complaint.String())
	}
	return string(out)
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestOtherProgramsReadOurTasks fetches a list with vdirsyncer, reads it with
// todoman, completes a task there, and brings that back.
func TestOtherProgramsReadOurTasks(t *testing.T) {
	t.Parallel()
	davtest.Need(t, "vdirsyncer", "todoman")
	for name, start := range map[string]func(testing.TB) *davtest.Server{"Radicale": davtest.Radicale, "Xandikos": davtest.Xandikos} {
		t.Run("from "+name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, start(t), "Jira tasks")
			first := creating(1, "[OPS-1] Mend the pump, now; 👩‍🔧 "+strings.Repeat("long ", 30))
			first.Change.Note = new("Status: To Do\n\n* a point\n* \"quoted\", and; more")
			first.Change.Due = &tasks.Date{Year: 2024, Month: 3, Day: 31}
			first.Change.Extras = map[string]string{"priority": "High"}
			finished, second := creating(2, "[OPS-2] Finished"), creating(3, "[OPS-3] Open")
			finished.Change.State = new(tasks.Completed)
			made := done(t, open(t, p.options()), first, finished, second)

			home := t.TempDir()
			collection := p.list[strings.LastIndex(strings.TrimSuffix(p.list, "/"), "/")+1 : len(p.list)-1]
			writeFile(t, home+"/vdirsyncer/config", fmt.Sprintf("[general]\nstatus_path = \"%s/status/\"\n\n[pair jira]\na = \"here\"\nb = \"there\"\ncollections = [\"%s\"]\n"+
				"conflict_resolution = \"a wins\"\n\n[storage here]\ntype = \"filesystem\"\npath = \"%s/lists/\"\nfileext = \".ics\"\n\n[storage there]\ntype = \"caldav\"\nurl = \"%s\"\nusername = \"%s\"\npassword = \"%s\"\n",
				home, collection, home, p.server.URL, davtest.User, davtest.Password))
			writeFile(t, home+"/todoman/config.py", fmt.Sprintf("path = %q\ndate_format = \"%%Y-%%m-%%d\"\ntime_format = \"%%H:%%M\"\n", home+"/lists/*"))
			writeFile(t, home+"/lists/"+collection+"/displayname", "Jira tasks") // vdirsyncer asks before it makes a folder
			config := "--config=" + home + "/vdirsyncer/config"
			run(t, home, "vdirsyncer", config, "discover", "--no-list")
			run(t, home, "vdirsyncer", config, "sync")

			type row struct {
				ID          int
				Summary     string
				Description string
				Due         *float64
				Completed   bool
				Priority    int
			}
			read := func() map[string]row {
				var rows []row
				out := run(t, home, "todoman", "--config="+home+"/todoman/config.py", "--porcelain", "list", "--status", "ANY")
				if err := json.Unmarshal([]byte(out), &rows); err != nil {
					t.Fatalf("%v: %s", err, out)
				}
				found := map[string]row{}
				for _, r := range rows {
					found[r.Summary] = r
				}
				return found
			}
			found := read()
			one := found[made[0].Name]
			if len(found) != 3 || one.Description != made[0].Note || one.Due == nil || int64(*one.Due) != 1711843200 || one.Completed || one.Priority != 3 {
				t.Errorf("todoman reads %+v", found)
			}
			if !found["[OPS-2] Finished"].Completed || found["[OPS-3] Open"].Completed {
				t.Errorf("todoman reads %+v", found)
			}
			// The user completes a task there, and it comes back.
			run(t, home, "todoman", "--config="+home+"/todoman/config.py", "done", fmt.Sprint(found["[OPS-3] Open"].ID))
			run(t, home, "vdirsyncer", config, "sync")
			back, err := open(t, p.options()).Tasks(t.Context(), nil)
			i := slices.IndexFunc(back, func(task tasks.Task) bool { return task.ID == made[2].ID })
			if err != nil || i < 0 || back[i].State != tasks.Completed || back[i].Closed.IsZero() || back[i].Mark != made[2].Mark {
				t.Fatalf("got %+v, %v", back, err)
			}
			// And is reopened from here, without a conflict for vdirsyncer.
			done(t, open(t, p.options()), updating(back[i], tasks.Change{State: new(tasks.Open)}))
			run(t, home, "vdirsyncer", config, "sync")
			if found := read(); found["[OPS-3] Open"].Completed {
				t.Errorf("todoman reads %+v", found)
			}
		})
	}
}

func TestListsAreFoundFromAnyAddressOfTheServer(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB) *davtest.Server{"Radicale": davtest.Radicale, "Xandikos": davtest.Xandikos} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := start(t)
			odd, plain := newPlace(t, server, "Büro & <Söhne>"), newPlace(t, server, "Jira")
			if status, answer := send(t, "MKCALENDAR", server.URL+server.Home()[1:]+"events/", `<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop><D:displayname>Events</D:displayname>`+
				`<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>`); status != 201 {
				t.Fatal(status, answer)
			}
			for _, address := range []string{server.URL, strings.TrimSuffix(server.URL, "/"), server.URL + server.Home()[1:], plain.list} {
				lists, err := caldav.Server{URL: address, Credentials: credentials()}.Lists(t.Context())
				if err != nil {
					t.Fatal(address, err)
				}
				// Xandikos makes a calendar of its own, and says of none that it holds no tasks.
				lists = slices.DeleteFunc(lists, func(l caldav.List) bool {
					return name == "Xandikos" && (strings.HasSuffix(l.URL, "/calendar/") || l.Name == "Events")
				})
				want := []caldav.List{{Name: "Büro & <Söhne>", URL: odd.list}, {Name: "Jira", URL: plain.list}}
				if d := cmp.Diff(want, lists); d != "" {
					t.Errorf("from %s (-want +got):\n%s", address, d)
				}
			}
			task := done(t, open(t, caldav.Options{URL: server.URL, List: "Büro & <Söhne>", Credentials: credentials()}), creating(1, "[OPS-1] x"))[0]
			if len(odd.names(t)) != 1 || !task.Tagged {
				t.Errorf("got %+v in %v", task, odd.names(t))
			}
			for given, kind := range map[string]weir.Kind{"Jira": weir.BadInput, "Events!": ""} {
				_, err := caldav.Server{URL: server.URL, Credentials: credentials()}.CreateList(t.Context(), given)
				if kind != "" && weir.KindOf(err) != kind {
					t.Errorf("make %q: %v", given, err)
				}
			}
			_, err := open(t, caldav.Options{URL: server.URL, List: "No such list", Credentials: credentials()}).Tasks(t.Context(), nil)
			if weir.KindOf(err) != weir.NotFound || weir.NextStep(err) == "" {
				t.Errorf("got %v", err)
			}
			_, err = open(t, caldav.Options{URL: server.URL + server.Home()[1:] + "events/", Credentials: credentials()}).Tasks(t.Context(), nil)
			if name != "Xandikos" && (weir.KindOf(err) != weir.BadConfig || weir.NextStep(err) == "") {
				t.Errorf("a calendar without tasks: %v", err)
			}
		})
	}
}

func TestAWrongPasswordIsToldAndNothingElse(t *testing.T) {
	t.Parallel()
	p := newPlace(t, davtest.Radicale(t), "Jira")
	o := p.options()
	o.Credentials.Password = secret.New("not-the-right-one")
	_, listed := caldav.Server{URL: p.server.URL, Credentials: o.Credentials}.Lists(t.Context())
	_, read := open(t, o).Tasks(t.Context(), nil)
	_, wrote := apply(t, open(t, o), creating(1, "x"), creating(2, "y"))
	for what, err := range map[string]error{"listing": listed, "reading": read, "writing": wrote} {
		if weir.KindOf(err) != weir.Unauthorised || weir.NextStep(err) == "" || strings.Contains(fmt.Sprintf("%+v %s", err, weir.NextStep(err)), "not-the-right-one") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
