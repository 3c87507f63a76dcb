package wiki_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"weir/internal/adf"
	"weir/internal/adf/wiki"
	"weir/internal/testenv"
)

const oracleDir = "testdata/oracle"

// leastEqual is the share of documents, in percent, whose tree must be the one
// that Atlassian's reader makes.
const leastEqual = 95

// Atlassian's own reader, which runs in Node.js, is the oracle.
func TestGeneratedDocumentsAreReadAsByAtlassian(t *testing.T) {
	t.Parallel()
	needOracle(t)
	g := newGenerator(t)
	var texts []string
	for range 1500 * testenv.Rounds(t) {
		texts = append(texts, g.document().text)
	}
	compareAll(t, texts)
}

// compareAll fails for a difference that has no reason, and if there are too
// many that have one.
func compareAll(t *testing.T, texts []string) {
	t.Helper()
	counts := map[string]int{}
	equal, shown := 0, 0
	for i, want := range askOracle(t, texts) {
		text := texts[i]
		if want.Error != "" {
			counts["the oracle throws"]++
			continue
		}
		why, got, wanted := difference(text, wiki.Parse(text), want.node())
		switch {
		case why == same:
			equal++
		case why != "":
			counts[why]++
		default:
			counts["no reason is known"]++
			if shown++; shown <= 10 {
				t.Errorf("%q\n%s", text, apart(got, wanted))
			}
		}
	}
	for why, n := range counts {
		t.Logf("%5d of %d: %s", n, len(texts), why)
	}
	t.Logf("%d of %d are equal", equal, len(texts))
	if equal*100 < len(texts)*leastEqual {
		t.Errorf("only %d of %d documents are equal, less than %d %%", equal, len(texts), leastEqual)
	}
}

// apart shows where two texts begin to differ.
func apart(got, want string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	part := func(s string) string { return s[max(0, min(i-80, len(s))):min(len(s), i+160)] }
	return fmt.Sprintf(" got …%s…\nwant …%s…", part(got), part(want))
}

const same = "equal"

// difference compares the two trees of a text and gives the reason of their
// difference, or nothing if there is none.
func difference(text string, got, want *adf.Node) (why, gotShown, wantShown string) {
	got, want = normalise(got), normalise(want)
	gotShown, wantShown = show(got), show(want)
	if gotShown == wantShown {
		return same, "", ""
	}
	for _, r := range reasons {
		if r.equal(text, got, want) {
			return r.why, "", ""
		}
	}
	return "", gotShown, wantShown
}

func needOracle(t *testing.T) {
	t.Helper()
	const how = "run `make test`, which installs it"
	if _, err := exec.LookPath("node"); err != nil {
		testenv.Skip(t, "Node.js is missing: Atlassian's reader of wiki markup needs it")
	}
	if _, err := os.Stat(filepath.Join(oracleDir, "node_modules", "@atlaskit", "editor-wikimarkup-transformer")); err != nil {
		testenv.Skip(t, "Atlassian's reader of wiki markup is not installed: "+how)
	}
}

// askOracle starts the oracle once for all texts.
func askOracle(t *testing.T, texts []string) []jsonNode {
	t.Helper()
	// It can be very slow on odd input, and Node.js cannot interrupt itself.
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute+time.Duration(len(texts))*20*time.Millisecond)
	defer cancel()
	var input, out, stderr bytes.Buffer
	lines := json.NewEncoder(&input)
	lines.SetEscapeHTML(false)
	for _, text := range texts {
		if err := lines.Encode(text); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(ctx, "node", "oracle.js")
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = oracleDir, &input, &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("the oracle: %v\n%s", err, stderr.String())
	}
	var trees []jsonNode
	for answers := json.NewDecoder(&out); answers.More(); {
		var n jsonNode
		if err := answers.Decode(&n); err != nil {
			t.Fatal(err)
		}
		trees = append(trees, n)
	}
	if len(trees) != len(texts) {
		t.Fatalf("the oracle answered %d of %d texts\n%s", len(trees), len(texts), stderr.String())
	}
	return trees
}
