package msgraph_test

import (
	"net/http"
	"strings"
	"testing"

	"weir"
	"weir/internal/msgraph"
)

func TestNamesAreWhatOneNoteTakes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		check func(string) error
		good  []string
		bad   []string
	}{
		"of notebooks": {msgraph.CheckNotebookName, []string{"Team", "Ä ö 漢 (1) - x.y", strings.Repeat("x", 128)}, []string{strings.Repeat("x", 129), strings.Repeat("😀", 65)}},
		"of sections":  {msgraph.CheckSectionName, []string{"Weekly", strings.Repeat("x", 50), strings.Repeat("😀", 25)}, []string{strings.Repeat("x", 51), strings.Repeat("😀", 26)}},
		"of pages":     {msgraph.CheckTitle, []string{"Open & late: 50 % <done>", strings.Repeat("x", 200)}, []string{strings.Repeat("x", 201)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, text := range c.good {
				if err := c.check(text); err != nil {
					t.Errorf("%q: %v", text, err)
				}
			}
			for _, text := range append(c.bad, "", "  ", " x", "x ", "a\nb", "a\x00", "a\x1b[2J", "a\xffb") {
				wantKind(t, c.check(text), weir.BadInput)
			}
			for _, mark := range strings.Split(`? * \ / : < > | & # " % ~`, " ") {
				err := c.check("a" + mark + "b")
				if name == "of pages" {
					if err != nil {
						t.Errorf("%q: %v", mark, err)
					}
					continue
				}
				wantKind(t, err, weir.BadInput)
				if !strings.Contains(weir.NextStep(err), `? * \ / : < > | & # " % ~`) {
					t.Errorf("next step %q", weir.NextStep(err))
				}
			}
		})
	}
	t.Run("and nothing else is sent", func(t *testing.T) {
		t.Parallel()
		p := serve(t, func(int, heard, http.ResponseWriter) { t.Error("something was sent") })
		_, err := client(t, p).CreateSection(t.Context(), msgraph.Parent{NotebookID: "1-n!1"}, "a/b")
		wantKind(t, err, weir.BadInput)
	})
}
