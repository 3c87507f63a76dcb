package jira

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
)

// FuzzMembers holds the walk over an object's members against encoding/json.
func FuzzMembers(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":1}`, ` { "a" : "b\"}" , "c":[1,{"d":"]"}],"e":null}`, `{"a":-1.5e3,"b":true }`, `[1]`, ` [ "]," , {"a":[]}, [ ] ,null , -1e3 ] `, `[]`, `"x"`, `{"\u0061\\":{}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var want map[string]json.RawMessage
		valid := json.Unmarshal(text, &want) == nil
		got := make(map[string][]byte)
		for name, value := range members(text) {
			if !valid {
				continue // nothing is promised but that it ends
			}
			var plain string
			if err := json.Unmarshal(name, &plain); err != nil {
				t.Fatalf("name %q: %v", name, err)
			}
			got[plain] = value
		}
		holdElements(t, text)
		if !valid {
			return
		}
		if len(got) != len(want) {
			t.Fatalf("%d members, want %d", len(got), len(want))
		}
		for name, value := range want {
			if !bytes.Equal(got[name], value) {
				t.Errorf("member %q is %q, want %q", name, got[name], value)
			}
		}
	})
}

// holdElements does the same for an array's elements.
func holdElements(t *testing.T, text []byte) {
	t.Helper()
	var want []json.RawMessage
	valid := json.Unmarshal(text, &want) == nil
	var got []json.RawMessage
	for value := range elements(text) {
		got = append(got, value)
	}
	if valid && !slices.EqualFunc(got, want, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
		t.Errorf("elements are %q, want %q", got, want)
	}
}
