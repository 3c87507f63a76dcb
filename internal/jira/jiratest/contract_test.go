package jiratest_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"weir/internal/jira/jiratest"
)

// A contract is what Atlassian's own documents say of Cloud's API.
type contract struct {
	operations map[string]operation // by the path with {} for what varies
	fault      *openapi3.Schema     // of Jira's collection of error messages
}

// An operation is a GET of a path.
type operation struct {
	doc  *openapi3.T
	path string
	item *openapi3.PathItem
}

// theContract reads the documents once for all tests: they are large.
var theContract = sync.OnceValues(func() (*contract, error) {
	c := &contract{operations: make(map[string]operation)}
	for _, name := range []string{"jira-cloud-v3.openapi.json", "jira-agile-1.0.openapi.json"} {
		text, err := os.ReadFile(filepath.Join(specs(), name))
		if err != nil {
			return nil, err
		}
		doc, err := openapi3.NewLoader().LoadFromData(text)
		if err != nil {
			return nil, err
		}
		for path, item := range doc.Paths.Map() {
			c.operations[shape(path)] = operation{doc, path, item}
		}
		if c.fault == nil {
			c.fault = doc.Components.Schemas["ErrorCollection"].Value
		}
	}
	return c, nil
})

func specs() string {
	if dir := os.Getenv("WEIR_SPECS"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "..", "..", "shared", "specs")
}

func contractHere(t *testing.T) *contract {
	t.Helper()
	c, err := theContract()
	switch {
	case errors.Is(err, os.ErrNotExist) && os.Getenv("WEIR_SPECS") == "":
		t.Skip("Atlassian's API documents are not here: WEIR_SPECS names their directory")
	case err != nil:
		t.Fatal(err)
	}
	return c
}

func shape(path string) string { return regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, "{}") }

// find returns the document's operation for a route of the simulator's.
func (c *contract) find(route string) (operation, bool) {
	// Cloud answers these two under both versions; the document is of the newer.
	route = strings.Replace(route, "/rest/api/2/", "/rest/api/3/", 1)
	op, ok := c.operations[shape(route)]
	return op, ok && op.item.Get != nil
}

// unlisted are the routes that the documents do not have, with the reason.
func unlisted() map[string]string {
	return map[string]string{"/_edge/tenant_info": "it belongs to Atlassian's edge, and only the community documents it"}
}

// bodiless reports whether the documents list an operation without saying what
// it answers.
func bodiless(route string) bool {
	return slices.Contains([]string{"/rest/agile/1.0/board/{board}/sprint", "/rest/agile/1.0/board/{board}/epic"}, route)
}

// gates are the statuses with which something in front of an operation answers;
// the documents do not list them everywhere, nor their bodies.
func gates() []int {
	return []int{http.StatusUnauthorized, http.StatusGone, http.StatusTooManyRequests, http.StatusServiceUnavailable}
}

// checkAnswer compares an answer with the documents.
func (c *contract) checkAnswer(route string, a answer) error {
	op, ok := c.find(route)
	if !ok {
		return fmt.Errorf("%s is not in the documents", route)
	}
	if kind := a.header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		if slices.Contains(gates(), a.status) {
			return nil
		}
		return fmt.Errorf("%s: %d is answered with %s", route, a.status, kind)
	}
	response := op.item.Get.Responses.Status(a.status)
	if response == nil && !slices.Contains(gates(), a.status) && a.status < http.StatusBadRequest {
		return fmt.Errorf("%s: the status %d is not in the documents", route, a.status)
	}
	var schema *openapi3.Schema
	if response != nil {
		if media := response.Value.Content.Get("application/json"); media != nil && media.Schema != nil {
			schema = media.Schema.Value
		}
	}
	switch {
	case a.status == http.StatusUnauthorized:
		return nil // who refuses has words of its own, whatever the documents say
	case schema != nil:
	case a.status >= http.StatusBadRequest:
		schema = c.fault
	case bodiless(route):
		return nil
	default:
		return fmt.Errorf("%s: the documents say nothing of the body", route)
	}
	return checkValue(schema, a.body)
}

// checkValue validates JSON, but for what real answers are known to have and
// the documents do not tell; see known.
func checkValue(schema *openapi3.Schema, body []byte) error {
	value, err := anyJSON(body)
	if err != nil {
		return err
	}
	err = schema.VisitJSON(value, openapi3.MultiErrors(), openapi3.VisitAsResponse(), openapi3.EnableFormatValidation(),
		openapi3.WithStringFormatValidator("date-time", openapi3.NewCallbackValidator(jiraTime)))
	seen := make(map[string]bool)
	var findings []error
	for _, finding := range each(err) {
		var told *openapi3.SchemaError
		if !errors.As(finding, &told) {
			return finding
		}
		where := "/" + strings.Join(told.JSONPointer(), "/")
		line := regexp.MustCompile(`/\d+`).ReplaceAllString(where, "/N") + ": " + told.Reason
		if !known(where, told) && !seen[line] {
			seen[line] = true
			findings = append(findings, errors.New(line))
		}
	}
	return errors.Join(findings...)
}

// known are the differences between the documents and real answers.
func known(where string, e *openapi3.SchemaError) bool {
	// A board's configuration tells its project in other words than the board
	// does; the documents have the board's words for both.
	if strings.HasPrefix(where, "/location") && strings.Contains(e.Reason, "is unsupported") {
		return true
	}
	if e.Value != nil || !strings.Contains(e.Reason, "nullable") {
		return false
	}
	// Both ends of a change can be null in real histories; the documents give
	// them as strings.
	if regexp.MustCompile(`/items/\d+/(from|fromString|to|toString)$`).MatchString(where) {
		return true
	}
	// The values of an issue's fields are "any type" in the documents, which the
	// library takes for any but null. Real fields without a value are null.
	return regexp.MustCompile(`^/issues/\d+/fields/[^/]+$`).MatchString(where)
}

// jiraTime accepts Jira's way to write a moment, which is not the one of RFC
// 3339 that the documents promise.
func jiraTime(text string) error {
	_, err := time.Parse(jiratest.TimeLayout, text)
	return err
}

// each returns the single errors of a validation.
func each(err error) []error {
	var several openapi3.MultiError
	if err == nil {
		return nil
	}
	if !errors.As(err, &several) {
		return []error{err}
	}
	var all []error
	for _, one := range several {
		all = append(all, each(one)...)
	}
	return all
}

// checkRequest compares a request with the documents: its path, and the names
// and types of its parameters.
func (c *contract) checkRequest(route string, r jiratest.Request) error {
	op, ok := c.find(route)
	if !ok {
		return fmt.Errorf("%s is not in the documents", route)
	}
	for name := range r.Query {
		if op.item.Get.Parameters.GetByInAndName("query", name) == nil && op.item.Parameters.GetByInAndName("query", name) == nil {
			return fmt.Errorf("%s: the parameter %q is not in the documents", route, name)
		}
	}
	request, err := http.NewRequest(r.Method, "https://jira.test"+r.Path+"?"+r.Query.Encode(), nil) //nolint:noctx // it is not sent
	if err != nil {
		return err
	}
	err = openapi3filter.ValidateRequest(request.Context(), &openapi3filter.RequestValidationInput{
		Request: request, QueryParams: r.Query, PathParams: pathParams(op.path, r.Path),
		Route:   &routers.Route{Spec: op.doc, Path: op.path, PathItem: op.item, Method: r.Method, Operation: op.item.Get},
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, MultiError: true},
	})
	if err != nil {
		return fmt.Errorf("%s: %w", route, err)
	}
	return nil
}

// pathParams are the values of the segments that vary.
func pathParams(template, path string) map[string]string {
	found := make(map[string]string)
	have := strings.Split(path, "/")
	for n, segment := range strings.Split(template, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok && n < len(have) {
			found[strings.TrimSuffix(name, "}")], _ = url.PathUnescape(have[n])
		}
	}
	return found
}
