package file_test

import (
	"testing"

	"weir/internal/report/file"
)

func TestFormulasAreFilled(t *testing.T) {
	t.Parallel()
	for formula, want := range map[string]string{
		`A1+$A1+A$1+$A$1`:                      `B3+$A3+B$1+$A$1`,
		`SUM(A1:B2)&"A1"&'it''s A1'!C3`:        `SUM(B3:C4)&"A1"&'it''s A1'!D5`,
		`Sheet1!A1:Sheet1!B2`:                  `Sheet1!B3:Sheet1!C4`,
		`SUM(A:A)+SUM($B:C)+SUM(1:$2)`:         `SUM(B:B)+SUM($B:D)+SUM(3:$2)`,
		`LOG10(A1)*1.5E3+TRUE+x1y+é1+A1048577`: `LOG10(B3)*1.5E3+TRUE+x1y+é1+A1048577`,
		`Table1[[#This Row],[A1]]*A1`:          `Table1[[#This Row],[A1]]*B3`,
		`OFFSET(A1,3,4):B2+A1:INDEX(B:B,3)`:    `OFFSET(B3,3,4):C4+B3:INDEX(C:C,3)`,
		`[1]Data!A1+'[1]Data'!A1+A:Z!A1`:       `[1]Data!B3+'[1]Data'!B3+A:Z!B3`,
		`XFD1+A1048576&"unclosed`:              `#REF!+#REF!&"unclosed`,
		`#REF!+A1#+{1,2;3}`:                    `#REF!+B3#+{1,2;3}`,
		``:                                     ``,
	} {
		if got := file.Translated(formula, 2, 1); got != want {
			t.Errorf("%s: got %s, want %s", formula, got, want)
		}
	}
}

// Of another workbook's sheet with the same name nothing is known.
func TestReferencesToOtherSheetsStay(t *testing.T) {
	t.Parallel()
	edit := func(token string) string { return "<" + token + ">" }
	ours := func(sheet string) bool { return sheet == "" || sheet == "My sheet" || sheet == "Mine" }
	for formula, want := range map[string]string{
		`A1+'My sheet'!A1+Mine!$B$2`: `<A1>+'My sheet'!<A1>+Mine!<$B$2>`,
		`Other!A1+'Other one'!A1:B2`: `Other!A1+'Other one'!A1:B2`,
		`[2]Mine!A1+A1`:              `[2]Mine!A1+<A1>`,
		`"A1"&Mine!A1&"Mine!A1"`:     `"A1"&Mine!<A1>&"Mine!A1"`,
		`'[2]Mine'!A1`:               `'[2]Mine'!A1`,
		`First:Mine!A1+A1`:           `<First>:Mine!A1+<A1>`,
		`Mine!A1:Mine!B2`:            `Mine!<A1>:Mine!<B2>`,
		`Other!A1:B2,C3`:             `Other!A1:B2,<C3>`,
	} {
		if got := file.References(formula, ours, edit); got != want {
			t.Errorf("%s: got %s, want %s", formula, got, want)
		}
	}
}

func FuzzFormula(f *testing.F) {
	for _, formula := range []string{`SUM(A1:$B$2)&"x""y"&'a''b'!C3`, "A:A", "1:2", `[`, `'`, `"`, "A1:", "é!A1"} {
		f.Add(formula, 1, 1)
	}
	f.Fuzz(func(t *testing.T, formula string, rows, columns int) {
		same := func(token string) string { return token }
		if got := file.References(formula, func(string) bool { return true }, same); got != formula {
			t.Errorf("%q became %q", formula, got)
		}
		file.Translated(formula, rows%100, columns%100)
	})
}

// A formula in a row of the table goes with it, unless it looks at another one.
func TestFormulasGoWithTheirRows(t *testing.T) {
	t.Parallel()
	for formula, want := range map[string]string{
		`a5*1.5E3+$B5&C$1&"A6[1]"`:             `A9*1.5E3+$B9&C$1&"A6[1]"`,
		`SUM(A5:C5)+SUM($D$1:D$6)+SUM(A:$C)+3`: `SUM(A9:C9)+SUM($D$1:D$6)+SUM(A:$C)+3`,
		`LOG10(A5)+Sums!A1:B2+'A [6]'!A6+name`: `LOG10(A9)+Sums!A1:B2+'A [6]'!A6+name`,
		`A5:INDEX(B:B,3)`:                      `A9:INDEX(B:B,3)`,
		`A5+A6`:                                ``,
		`SUM(A$1:A6)`:                          ``,
		`SUM(5:5)`:                             ``,
		`SUM($1:$3)`:                           ``,
		`Table1[Points]`:                       ``,
		`[2]Sums!A1`:                           ``,
		`A5+[`:                                 ``,
	} {
		if got, ok := file.Moved(formula, 5, 9); ok != (want != "") || ok && got != want {
			t.Errorf("%s: got %s, %v, want %s", formula, got, ok, want)
		}
	}
}
