package export_test

import (
	"encoding/json"
	"strings"
	"testing"

	"weir/internal/flow"
	"weir/internal/flow/export"
)

func TestListsOfNothingAreEmptyAndNotNull(t *testing.T) {
	t.Parallel()
	ageing := flow.Ageing{Bands: []flow.PaceBand{{Stage: "Build"}}}
	epic := flow.Epic{When: &flow.When{}}
	for _, v := range []any{export.Lists(ageing), export.Lists(epic), export.Lists([]flow.Finding(nil)), export.Lists(export.Answer{})} {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"items", "percentiles", "levels", "counts", "examples", "health", "quality", "stages", "throughput"} {
			if key == "percentiles" && strings.Contains(string(text), `"schema"`) {
				continue // there it is an object
			}
			if strings.Contains(string(text), `"`+key+`":null`) {
				t.Errorf("%s is null in %s", key, text)
			}
		}
		if string(text) == "null" {
			t.Error("no findings are null")
		}
	}
	if ageing.Items != nil {
		t.Error("the value of the caller was changed")
	}
}
