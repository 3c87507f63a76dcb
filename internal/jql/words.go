package jql

import "strings"

// The words of the grammar. "cf" opens a custom field, as in cf[10010].
const keywords = " in is and or not empty null was changed before after from to by on during order asc desc cf "

// The words that Jira refuses outside quotes although they mean nothing to it.
// Its parser was asked about each: some words on its published list, such as
// "the" or "all", are in fact allowed.
const reservedWords = " abort access add alias alter any as audit avg begin between boolean break byte catch char " +
	"character check checkpoint collate collation column commit connect continue count create current date " +
	"decimal declare decrement default defaults define delete delimiter difference distinct divide do double " +
	"drop else encoding end equals escape exclusive exec execute exists explain false fetch file field first " +
	"float for function go goto grant greater group having identified if immediate increment index initial " +
	"inner inout input insert int integer intersect intersection into isempty isnull join last left less like " +
	"limit lock long max min minus mode modify modulo more multiply next noaudit notin nowait number object of " +
	"option outer output power previous prior privileges public raise raw remainder rename resource return " +
	"returns revoke right row rowid rownum rows select session set share size sqrt start strict string subtract " +
	"sum synonym table then trans transaction trigger true uid union unique update user validate values view " +
	"when whenever where while with "

// listed reports whether list, words between spaces, holds the lower-case word.
func listed(list, word string) bool {
	return word != "" && strings.Contains(list, " "+word+" ")
}

// lower folds ASCII letters alone: Jira's keywords know no other letters, and
// Unicode folding would make `ıs` or the Kelvin sign match.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// IsReserved reports whether word must be quoted to stand for itself in a
// query, because it is a keyword or because Jira reserves it.
func IsReserved(word string) bool {
	w := lower(word)
	return listed(keywords, w) || listed(reservedWords, w)
}

// isNumber reports whether s is digits after an optional minus sign.
func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s != "" && strings.Trim(s, "0123456789") == ""
}
