package secret_test

import (
	"strings"
	"testing"

	"weir/internal/secret"
)

func TestARedactorTakesOutWhatItKnowsWhateverItLooksLike(t *testing.T) {
	t.Parallel()
	var r secret.Redactor
	token := "MDAz/NzA1+OTk0=" //nolint:gosec // obviously fake, and of no shape that Scrub alone would notice
	r.LearnLogin(secret.New("ana"), secret.New(token))
	r.Learn(secret.New("correct horse"), secret.New("correct horse battery"), secret.New(""))
	for _, text := range []string{
		"token " + token + " lacks permission", "a " + token + token, "Basic YW5hOk1EQXovTnpBMStPVGswPQ==", "passphrase correct horse battery!",
	} {
		got := r.Scrub(text)
		for _, planted := range []string{token, "YW5hOk1E", "correct horse", "battery"} {
			if strings.Contains(got, planted) {
				t.Errorf("Scrub(%q) = %q", text, got)
			}
		}
	}
	if got := r.Scrub("an analysis of OPS-1 by ana"); got != "an analysis of OPS-1 by ana" {
		t.Errorf("a short name cost ordinary words: %q", got)
	}
	var nobody *secret.Redactor
	if got := nobody.Scrub("write to a@example.com"); strings.Contains(got, "a@example.com") {
		t.Errorf("a redactor that knows nothing does not scrub: %q", got)
	}
}
