package msgraph

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"

	"weir"
)

// The longest names that OneNote takes, in characters as Microsoft counts them:
// UTF-16 units. That of titles is Weir's own.
const (
	maxNotebookName = 128
	maxSectionName  = 50
	maxTitle        = 200
)

// forbidden are the characters that no name of a notebook, a section or a group
// may hold.
const forbidden = `?*\/:<>|&#"%~`

// CheckNotebookName reports why OneNote would not take a notebook's name, as a
// *weir.Error of kind BadInput.
func CheckNotebookName(name string) error { return checkName("notebook", name, maxNotebookName) }

// CheckSectionName reports why OneNote would not take a section's name.
func CheckSectionName(name string) error { return checkName("section", name, maxSectionName) }

// CheckTitle reports why Weir would not give a page that title.
func CheckTitle(title string) error { return checkText("the page's title", title, maxTitle) }

func checkName(of, name string, longest int) error {
	what := "the " + of + "'s name"
	if err := checkText(what, name, longest); err != nil {
		return err
	}
	if i := strings.IndexAny(name, forbidden); i >= 0 {
		return badName(fmt.Sprintf("%s holds %q, which OneNote does not allow", what, name[i:i+1]),
			"leave out all of these: "+spaced(forbidden))
	}
	return nil
}

func spaced(marks string) string { return strings.Join(strings.Split(marks, ""), " ") }

func checkText(what, text string, longest int) error {
	switch n := len(utf16.Encode([]rune(text))); {
	case strings.TrimSpace(text) == "":
		return badName(what+" is empty", "give one")
	case strings.TrimSpace(text) != text:
		return badName(what+" begins or ends with a space", "leave it out")
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }):
		return badName(what+" holds a character that cannot be printed", "leave it out")
	case n > longest:
		return badName(fmt.Sprintf("%s has %d characters; the limit is %d", what, n, longest), "shorten it")
	}
	return nil
}

func badName(text, next string) error {
	return &weir.Error{Kind: weir.BadInput, Text: text, Next: next}
}
