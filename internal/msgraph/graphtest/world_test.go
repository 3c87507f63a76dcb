package graphtest_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"weir/internal/msgraph/graphtest"
)

func TestRandomnessIsHandedIn(t *testing.T) {
	t.Parallel()
	seeded := func() string {
		w, err := graphtest.New(graphtest.Options{ClientID: clientID, Now: newClock().Now, Rand: rand.NewChaCha8([32]byte{1})})
		if err != nil {
			t.Fatal(err)
		}
		p := w.AddPage(w.AddSection(w.AddNotebook("N"), "S"), "A", "<p>x</p>")
		access, refresh := w.Grant()
		return strings.Join([]string{p.ID(), p.HTMLWithIDs(), access, refresh}, " ")
	}
	if one, two := seeded(), seeded(); one != two {
		t.Errorf("two worlds of one seed differ:\n%s\n%s", one, two)
	}
	w, err := graphtest.New(graphtest.Options{ClientID: clientID, Rand: bytes.NewReader(nil)})
	if err != nil {
		t.Fatal(err)
	}
	one, two := w.AddNotebook("N"), w.AddNotebook("N")
	if one.ID() == two.ID() {
		t.Error("a reader that has ended makes ids that are the same")
	}
}

func FuzzQuery(f *testing.F) {
	f.Add("$select=id,displayName&$expand=sections($select=id),sectionGroups($expand=sections;$select=id)")
	f.Add("$expand=sections(&$top=5&$orderby=displayName desc,createdDateTime")
	f.Add("$expand=)(;=,&$select=,")
	f.Fuzz(func(t *testing.T, query string) {
		s := newSite(t, graphtest.Options{})
		s.AddSection(s.AddGroup(s.notebook, "Archive"), "Old")
		r := request(t, s, "/notebooks")
		r.URL.RawQuery = query
		if a := s.do(r); a.status != 200 && (a.status != 400 || a.code() == "") {
			t.Errorf("%q is answered with %d: %s", query, a.status, a.body)
		}
	})
}
