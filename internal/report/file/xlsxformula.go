package file

import "strings"

// tokenOf finds the first thing in a formula that is more than one character: a
// text, the name of a sheet with its mark, a function with its bracket, what is in
// square brackets, or a word, which may be a reference. There is none where from and
// to are the same.
func tokenOf(formula string) (from, to int) {
	for i := 0; i < len(formula); i++ {
		switch c := formula[i]; {
		case c == '"':
			return i, quotedEnd(formula, i)
		case c == '\'':
			end := quotedEnd(formula, i)
			if strings.HasPrefix(formula[end:], "!") {
				end++
			}
			return i, end
		case c == '[':
			if end := strings.IndexByte(formula[i:], ']'); end >= 0 {
				return i, i + end + 1
			}
			return i, len(formula) // like a text that does not end: to look on from each bracket would take for ever
		case inWord(c):
			return i, wordEnd(formula, i)
		}
	}
	return len(formula), len(formula)
}

// hasBrackets reports whether a formula has a square bracket but in a text or a name:
// it looks at a table of the spreadsheet's, or at another workbook.
func hasBrackets(formula string) bool {
	for formula != "" {
		from, to := tokenOf(formula)
		if strings.Contains(formula[:min(from+1, to)], "[") {
			return true
		}
		formula = formula[to:]
	}
	return false
}

// quotedEnd is where a text ends, in which the quote itself is doubled.
func quotedEnd(formula string, from int) int {
	quote := formula[from]
	for i := from + 1; i < len(formula); i++ {
		if formula[i] != quote {
			continue
		}
		if i+1 == len(formula) || formula[i+1] != quote {
			return i + 1
		}
		i++
	}
	return len(formula)
}

func inWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '$' || c == '\\' || c >= 0x80
}

// wordEnd is where a word ends, with the second one of an area, and with what says
// that it is a sheet or a function.
func wordEnd(formula string, from int) int {
	end := func(i int) int {
		for i < len(formula) && inWord(formula[i]) {
			i++
		}
		return i
	}
	follows := func(i int, what string) bool { return i < len(formula) && strings.IndexByte(what, formula[i]) >= 0 }
	first := end(from)
	if follows(first, "!(") {
		return first + 1
	}
	if second := end(first + 1); follows(first, ":") && second > first+1 && !follows(second, "!(") {
		return second
	}
	return first
}

// references writes a formula with other references: those to sheets that are
// asked for. A reference without the name of a sheet is to the one called "". A sheet
// of another workbook, and the last one of several (First:Last!A1 is as much of the
// others, which do not move), have a bracket or a colon before their names, as none has.
func references(formula string, asked func(sheet string) bool, edit func(reference string) string) string {
	var b strings.Builder
	own, cell := asked(""), false // whether what came last is a cell
	for edits := own; ; {
		from, to := tokenOf(formula)
		b.WriteString(formula[:from])
		if from == to {
			return b.String()
		}
		if from > 0 {
			edits = own
		}
		token := formula[from:to]
		formula = formula[to:]
		switch last := token[len(token)-1]; {
		case last == '!':
			sheet := unquotedSheet(token[:len(token)-1])
			if before := b.String(); strings.HasSuffix(before, "]") || strings.HasSuffix(before, ":") && !cell {
				sheet = before[len(before)-1:] + sheet
			}
			b.WriteString(token)
			edits = asked(sheet)
			continue
		case token[0] == '"' || token[0] == '[' || last == '(' || !edits:
			b.WriteString(token)
		default:
			b.WriteString(edit(token))
		}
		edits, cell = own, spellingOf(token).isCell()
	}
}

// edited is a token of a formula in which cells, and both ends of an area, are others.
// Alone, letters are a name, and digits a number.
func edited(token string, edit func(s spelling) string) string {
	words := strings.Split(token, ":")
	area := len(words) == 2 && spellingOf(words[0]).like(spellingOf(words[1]))
	for i, word := range words {
		if s := spellingOf(word); area || s.isCell() {
			words[i] = edit(s)
		}
	}
	return strings.Join(words, ":")
}

// translated is a formula as it is where it is filled into another cell: what is not
// fixed goes with it.
func translated(formula string, rows, columns int) string {
	fill := func(s spelling) string {
		to := s.at
		if s.column && !s.fixedColumn {
			to.column += columns
		}
		if s.row && !s.fixedRow {
			to.row += rows
		}
		if to.row < 0 || to.column < 0 || !to.fits() {
			return "#REF!"
		}
		return s.of(to)
	}
	return references(formula, func(string) bool { return true }, func(token string) string { return edited(token, fill) })
}

// xlsxFormula is a formula as it is stored: cells below one another share one.
type xlsxFormula struct {
	Type  string `xml:"t,attr"`
	Ref   string `xml:"ref,attr"`
	Index string `xml:"si,attr"`
	Text  string `xml:",chardata"`
}

// xlsxShared are the formulas that cells share.
type xlsxShared struct {
	first map[string]xlsxFirst
	size  int
}

type xlsxFirst struct {
	at      xlsxAt
	formula string
}

// formula is that of a cell.
func (s *xlsxShared) formula(f xlsxFormula, at xlsxAt) (string, error) {
	if f.Type != "shared" {
		return f.Text, nil
	}
	if f.Text != "" {
		if s.first == nil {
			s.first = map[string]xlsxFirst{}
		}
		s.first[f.Index] = xlsxFirst{at, f.Text}
		return f.Text, nil
	}
	first, ok := s.first[f.Index]
	if s.size += len(first.formula); s.size > maxTheirs {
		return "", errTheirs
	}
	if !ok {
		return "", nil
	}
	return translated(first.formula, at.row-first.at.row, at.column-first.at.column), nil
}
