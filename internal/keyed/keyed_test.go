package keyed_test

import (
	"testing"

	"weir/internal/keyed"
)

func TestHashesTellTextsKeysAndPlacesApart(t *testing.T) {
	t.Parallel()
	hash, other := keyed.Hasher([]byte("one")), keyed.Hasher([]byte("two"))
	same := hash("a", "bc")
	if len(same) != 16 || same != hash("a", "bc") {
		t.Fatalf("got %q, and then %q", same, hash("a", "bc"))
	}
	for name, got := range map[string]string{
		"another text": hash("a", "bd"), "another place": hash("ab", "c"), "another key": other("a", "bc"), "no text": hash(""),
	} {
		if got == same {
			t.Errorf("%s has the same hash", name)
		}
	}
}
