package graphtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

// An answer is complete before the first byte of it is sent, so that a fault
// can strike after a request took effect.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func newAnswer(status int, contentType string, body []byte) *answer {
	a := &answer{status: status, header: http.Header{}, body: body}
	if contentType != "" {
		a.header.Set("Content-Type", contentType)
	}
	return a
}

// jsonAnswer writes a value as Graph does.
func jsonAnswer(status int, value any) *answer {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	// Maps, slices, strings and numbers are all that is written here.
	_ = encoder.Encode(value)
	return newAnswer(status, "application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8", b.Bytes())
}

// graphMessages are the texts of the codes, which no client may rely on.
var graphMessages = map[string]string{
	"10004": "The section is protected by a password.",
	"10006": "The section is corrupt.",
	"10007": "The server is too busy to handle the request. Try again later.",
	"10012": "The library requires items to be checked out before they can be edited.",
	"19999": "An undetermined error occurred.",
	"20008": "The request is too large.",
	"20100": "The syntax of the request is wrong.",
	"20101": "The property does not exist.",
	"20102": "The specified resource ID does not exist.",
	"20108": "The request contains unsupported OData query parameters.",
	"20109": "The PATCH payload is not constructed correctly.",
	"20112": "The entity ID is invalid.",
	"20113": "The resource was deleted.",
	"20115": "The name contains invalid characters.",
	"20117": "An item with this name already exists in this location.",
	"20120": "The PATCH target cannot be located.",
	"20121": "The PATCH argument is invalid.",
	"20122": "The PATCH action is not supported.",
	"20125": "The PATCH request contains no actions.",
	"20126": "The message body contains malformed JSON or fields that are not supported.",
	"20129": "The value of $top is too high.",
	"20130": "The URI points to a resource that cannot be found.",
	"20131": "The Content-Type is invalid.",
	"20132": "The request contains invalid content.",
	"20133": "The PATCH target is not supported.",
	"20134": "The PATCH target is an invalid element.",
	"20138": "The PATCH target does not support the append action.",
	"20139": "The data-tag attribute has an invalid value.",
	"20140": "The data-tag attribute has an invalid status.",
	"20141": "The PATCH target does not support the action.",
	"20145": "The select or expand expression contains an invalid term.",
	"20149": "The target element cannot be found.",
	"20152": "The name has to be given.",
	"20153": "The name contains invalid characters. It cannot contain ?*\\/:<>|&#\"%~",
	"20154": "The name cannot start with a space.",
	"20155": "The name is too long.",
	"20166": "The application has issued too many requests on behalf of the user.",
	"20266": "The number of maximum sections is exceeded for this request.",
	"30101": "The account exceeded its quota.",
	"30102": "The section has reached its maximum size.",
	"40001": "The request does not contain a valid authentication token.",
	"40004": "The token does not have the scope that is needed.",
}

// refuse is Graph's error body.
func (c *call) refuse(status int, code string) *answer {
	message := graphMessages[code]
	if message == "" {
		message = "The request failed."
	}
	return c.refuseWith(status, code, message)
}

func (c *call) refuseWith(status int, code, message string) *answer {
	id := c.r.Header.Get("Client-Request-Id")
	if id == "" {
		id = c.requestID
	}
	return jsonAnswer(status, map[string]any{"error": map[string]any{
		"code": code, "message": message,
		"innerError": map[string]any{
			"date": c.now.UTC().Format("2006-01-02T15:04:05"), "request-id": c.requestID, "client-request-id": id,
		},
	}})
}

// page is an HTML page of the simulator's own, under a policy that lets it
// load and run nothing.
func page(status int, title, body, formAction string) *answer {
	if formAction == "" {
		formAction = "'none'"
	}
	a := newAnswer(status, "text/html; charset=utf-8", []byte(strings.Join([]string{
		"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>",
		title, "</title><style>", pageStyle, "</style></head><body><main>", body, "</main></body></html>\n",
	}, "")))
	a.header.Set("Content-Security-Policy", "default-src 'none'; style-src-attr 'unsafe-inline'; style-src-elem '"+pageStyleHash()+
		"'; base-uri 'none'; frame-ancestors 'none'; form-action "+formAction)
	a.header.Set("X-Content-Type-Options", "nosniff")
	a.header.Set("Referrer-Policy", "no-referrer")
	a.header.Set("Cache-Control", "no-store")
	return a
}
