package jira

import (
	"bytes"
	"strconv"
)

// A place is where a member of an object goes.
type place struct {
	name   string
	text   *string
	yes    *bool
	number *int
	part   *[]byte // as it is written
}

func named(name string, to *string) place { return place{name: name, text: to} }
func yes(name string, to *bool) place     { return place{name: name, yes: to} }
func number(name string, to *int) place   { return place{name: name, number: to} }
func part(name string, to *[]byte) place  { return place{name: name, part: to} }

// object reads an object from valid JSON, as encoding/json would, but at once:
// members that have no place are skipped, and null leaves a place as it is. It
// reports false where there is no object, or a member is of another kind than its
// place.
func object(raw []byte, places ...place) bool {
	if !isObject(raw) {
		return false
	}
	for name, value := range members(raw) {
		name = bare(name)
		for _, p := range places {
			if string(name) == p.name && string(value) != "null" && !p.take(value) {
				return false
			}
		}
	}
	return true
}

// isObject reports whether valid JSON is an object, or nothing.
func isObject(raw []byte) bool { return len(raw) == 0 || raw[0] == '{' || string(raw) == "null" }

// isArray reports whether valid JSON is an array, or nothing.
func isArray(raw []byte) bool { return len(raw) == 0 || raw[0] == '[' || string(raw) == "null" }

func (p place) take(value []byte) bool {
	switch {
	case p.part != nil:
		*p.part = value
		return true
	case p.number != nil:
		n, err := strconv.Atoi(string(value))
		*p.number = n
		return err == nil
	case p.yes != nil:
		*p.yes = string(value) == "true"
		return *p.yes || string(value) == "false"
	}
	return setText(value, p.text)
}

// setText sets to to a string.
func setText(raw []byte, to *string) bool {
	if raw[0] != '"' {
		return false
	}
	*to = plainString(raw)
	return true
}

// bare is a name without its quotes.
func bare(name []byte) []byte {
	if bytes.IndexByte(name, '\\') < 0 {
		return name[1 : len(name)-1]
	}
	return []byte(plainString(name))
}
