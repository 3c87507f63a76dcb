package jira_test

import (
	"bytes"
	"encoding/json"
	"runtime/pprof"
)

type jsonText = json.RawMessage

// workers counts the goroutines of this process that read issues by their ids.
func workers() int {
	var b bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&b, 2); err != nil {
		return -1
	}
	return bytes.Count(b.Bytes(), []byte("jira.(*crew).work("))
}
