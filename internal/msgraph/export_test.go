package msgraph

import "net/http"

// Doors for the fuzz tests of this package's reading of what others sent.

// ReadFailure reads an error of Graph.
func ReadFailure(status int, h http.Header, body []byte) *Failure {
	return readFailure(status, h, body)
}

// ReadRefusal reads an error of an authority.
func ReadRefusal(status int, body []byte) *Refusal { return readRefusal(status, body) }

// ReadCallback reads what a browser brought, as code or refusal.
func ReadCallback(rawQuery, state string) (code string, refusal *Refusal, err error) {
	came, err := readCallback(rawQuery, state)
	return came.code.Reveal(), came.refusal, err
}

// Classes are the classes of all codes that the package knows.
func Classes() (graph, signIn map[Class][]int) { return classCodes, codeClasses }
