package table_test

import (
	"runtime"
	"strings"
	"testing"

	"weir"
)

// A page holds many descriptions. This test runs alone, since it counts what is
// allocated.
func TestADescriptionIsReadInLittleMemory(t *testing.T) { //nolint:paralleltest // see above
	paragraph := `{"type":"paragraph","attrs":{"localId":"0f3c"},"content":[{"type":"text","text":"some words","marks":[{"type":"strong"},{"type":"link","attrs":{"href":"https://a.example"}}]}]}`
	source := `{"version":1,"type":"doc","content":[` + strings.Repeat(paragraph+",", 2000) + paragraph + `]}`
	issue := weir.Issue{Description: weir.Document{Format: weir.ADF, Source: source}}
	column := columns(t, "description")[0]

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	value := column.Value(issue)
	runtime.ReadMemStats(&after)
	if text, _ := value.(string); strings.Count(text, "some words") != 2001 || strings.Count(text, "\n") != 2000 {
		t.Errorf("the text is %.60q", value)
	}
	if used, most := after.TotalAlloc-before.TotalAlloc, uint64(6*len(source)); used > most {
		t.Errorf("%d bytes for a description of %d, at most %d are right", used, len(source), most)
	}
}
