package table_test

import (
	"bytes"
	"testing"

	"weir/internal/table"
)

// The heading of a group stands over all columns, however long it is.
func TestAHeadingWidensNoColumn(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	rows := [][]string{{"KEY", "STATUS"}, {"Waiting for the customer (1)"}, {"OPS-1", "Open"}}
	if err := table.Align(&out, rows, 0); err != nil {
		t.Fatal(err)
	}
	if want := "KEY    STATUS\nWaiting for the customer (1)\nOPS-1  Open\n"; out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}
