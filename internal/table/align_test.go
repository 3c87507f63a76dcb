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

// On a narrow terminal no column is out of sight: places give room first, of which the
// end is to be seen, then the widest columns; numbers and names are whole.
func TestTheWidestColumnsGiveRoom(t *testing.T) {
	t.Parallel()
	rows := [][]string{
		{"REPORT", "ROWS", "WHERE", "SCHEDULE", "DUE"},
		{"weekly", "12", "/home/ada/Documents/Reports/open-work-of-the-shop.html", "weekdays at 09:00", "tomorrow"},
		{"A heading over all of the columns, which is cut where the terminal ends"},
	}
	for width, want := range map[int]string{
		60: "REPORT  ROWS  WHERE              SCHEDULE           DUE\n" +
			"weekly    12  …of-the-shop.html  weekdays at 09:00  tomorrow\n" +
			"A heading over all of the columns, which is cut where the t…\n",
		51: "REPORT  ROWS  WHERE     SCHEDULE           DUE\n" +
			"weekly    12  …op.html  weekdays at 09:00  tomorrow\n" +
			"A heading over all of the columns, which is cut wh…\n",
		20: "REPORT  ROWS  WHERE…\nweekly    12  …op.h…\nA heading over all…\n",
	} {
		var out bytes.Buffer
		if err := table.Align(&out, rows, width); err != nil {
			t.Fatal(err)
		}
		if out.String() != want {
			t.Errorf("at %d got\n%swant\n%s", width, out.String(), want)
		}
	}
}
