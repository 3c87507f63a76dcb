package wiki_test

import "testing"

func TestTheCorpusIsReadAsByAtlassian(t *testing.T) {
	t.Parallel()
	needOracle(t)
	t.Run("small documents", func(t *testing.T) { compareAll(t, corpus(t, "small")) })
	t.Run("long descriptions", func(t *testing.T) { compareAll(t, corpus(t, "long")) })
}
