package report

import "weir/internal/keyed"

// settled finds out whether a run that did not come back has written the page. If
// so, what it was about to write is what was written last. Else a second run that
// fails would put its own intention in the place of the one that came true.
func (s State) settled(found Found) (settled State, came bool) {
	switch {
	case s.Intended.Run == "" || !found.Exists:
	case found.Run != "":
		came = found.Run == s.Intended.Run && found.Run != s.Last.Run
	default:
		came = s.fits(s.Intended, found) > s.fits(s.Last, found)
	}
	if came {
		s.Last, s.Intended = s.Intended, s.Last
	}
	return s, came
}

// fits counts the cells of a page that hold what a snapshot says.
func (s State) fits(of Snapshot, found Found) (n int) {
	hash := keyed.Hasher(s.Key)
	rows := make(map[string]RowHash, len(of.Rows))
	for _, row := range of.Rows {
		rows[row.Key] = row
	}
	columns := map[string]int{} // of the snapshot, by the hash of their heading
	for i, head := range of.Heads {
		columns[head] = i
	}
	for at, title := range found.Columns {
		column, ok := columns[hashed(hash, title)]
		if !ok {
			continue
		}
		n++
		for _, row := range found.Rows {
			known, ok := rows[row.Key]
			if !ok || at >= len(row.Cells) || column >= len(known.Cells) {
				continue
			}
			if known.Cells[column] == hashed(hash, row.Cells[at].Text) {
				n++
			}
		}
	}
	return n
}
