package adf

// widest and tallest are how many columns and rows a cell may span. A document
// can claim any number; people do not.
const (
	widest  = 100
	tallest = 1000
)

// A cell is a place in a table. One that another cell reaches into has no node.
type cell struct {
	node          *Node
	header        bool
	across, along int // how many columns and rows it spans
}

// grid returns a table's rows with each cell in its column, and the number of
// columns. Rows may be shorter than that. Where spans would make a table far larger than
// its cells are many, they are not kept to.
func grid(table *Node) ([][]cell, int) {
	var rows [][]cell
	var covered []int // for each column, the number of the row that no cell above reaches
	columns, spare := 0, 1000
	for _, r := range table.Content {
		if r == nil {
			continue
		}
		nodes := r.Content
		if r.Type != "tableRow" {
			nodes = only(r)
		}
		var row []cell
		under := func() { // fills what cells above reach into
			for len(row) < len(covered) && covered[len(row)] > len(rows) && spare > 0 {
				row = append(row, cell{})
				spare--
			}
		}
		for _, n := range nodes {
			if n == nil {
				continue
			}
			under()
			spare += 4
			c := newCell(n)
			for i := range c.across {
				if i > 0 && spare <= 0 {
					break
				}
				for len(covered) <= len(row) {
					covered = append(covered, 0)
				}
				covered[len(row)] = len(rows) + c.along
				if i == 0 {
					row = append(row, c)
				} else {
					row = append(row, cell{header: c.header})
					spare--
				}
			}
		}
		under()
		rows = append(rows, row)
		columns = max(columns, len(row))
	}
	return rows, columns
}

func newCell(n *Node) cell {
	return cell{
		node:   n,
		header: n.Type == "tableHeader",
		across: n.whole("colspan", 1, widest),
		along:  n.whole("rowspan", 1, tallest),
	}
}

// headed reports whether a row is one of headers.
func headed(row []cell) bool {
	for _, c := range row {
		if !c.header {
			return false
		}
	}
	return len(row) > 0
}
