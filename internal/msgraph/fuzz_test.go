package msgraph_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"weir/internal/msgraph"
	"weir/internal/secret"
)

// printable is what may stand in an error that came of foreign bytes.
var printable = regexp.MustCompile(`^[A-Za-z0-9_ ,.:'-]{0,400}$`)

func FuzzFailure(f *testing.F) {
	f.Add(404, "", []byte(`{"error":{"code":"20102","message":"x","innerError":{"date":"d","request-id":"`+requestID+`"}}}`))
	f.Add(429, requestID, []byte(`{"error":{"code":10007}}`))
	f.Add(500, "x\r\ny", []byte(`{"error":{"code":"a b@example.com"}}`))
	f.Add(400, "", []byte(`{"error":"x"}`))
	f.Add(0, "", []byte(nil))
	f.Fuzz(func(t *testing.T, status int, id string, body []byte) {
		failure := msgraph.ReadFailure(status, http.Header{"Request-Id": {id}}, body)
		if text := failure.Error(); !printable.MatchString(text) {
			t.Errorf("shows %q", text)
		}
	})
}

func FuzzRefusal(f *testing.F) {
	f.Add(400, []byte(`{"error":"invalid_grant","error_description":"AADSTS50173: someone@example.com Trace ID: `+requestID+` Correlation ID: x Timestamp: 2026-11-20 10:00:00Z","error_codes":[50173]}`))
	f.Add(400, []byte(`{"error":"invalid_grant","suberror":"consent_required","error_codes":[1,-5,99999999999],"trace_id":"someone@example.com","timestamp":"today@example.com"}`))
	f.Add(400, []byte(`{"error":"invalid_grant","suberror":"of someone@example.com"}`))
	f.Add(200, []byte(`null`))
	f.Add(500, []byte(`<html>`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		refusal := msgraph.ReadRefusal(status, body)
		if text := refusal.Error(); !printable.MatchString(text) {
			t.Errorf("shows %q", text)
		}
	})
}

func FuzzCallback(f *testing.F) {
	const state = "THESTATE"
	f.Add("code=x&state=THESTATE")
	f.Add("error=access_denied&error_description=AADSTS65004&state=THESTATE")
	f.Add("code=x&state=THESTATE&state=OTHER")
	f.Add("code=%zz&state=THESTATE")
	f.Add("code=x;state=THESTATE")
	f.Add("")
	f.Fuzz(func(t *testing.T, query string) {
		code, refusal, err := msgraph.ReadCallback(query, state)
		if _, _, other := msgraph.ReadCallback(query, state+"2"); other == nil && err == nil {
			t.Error("it answers two sign-ins")
		}
		switch {
		case err != nil:
			if code != "" || refusal != nil {
				t.Error("an error with a result")
			}
		case (code == "") == (refusal == nil):
			t.Error("both or neither of code and refusal")
		case !strings.Contains(query, "THESTATE") && !strings.Contains(query, "%") || strings.Count(query, "state=THESTATE") > 1:
			t.Errorf("took %q", query)
		case refusal != nil && !printable.MatchString(refusal.Error()):
			t.Errorf("shows %q", refusal.Error())
		}
	})
}

func FuzzDecodeGrant(f *testing.F) {
	f.Add(`{"v":1,"c":"` + registration + `","r":"tok"}`)
	f.Add(`{"v":1,"c":"` + registration + `","a":"https://login.example.com/x","g":"https://graph.example.com/v1.0","r":"tok"}`)
	f.Add(`{"v":1,"c":"` + registration + `","r":"tok","r":"t"}`)
	f.Add(``)
	f.Fuzz(func(t *testing.T, text string) {
		g, err := msgraph.DecodeGrant(secret.New(text))
		if err != nil {
			return
		}
		if again, err := msgraph.EncodeGrant(g); err != nil || again.Reveal() != text {
			t.Errorf("%q was taken, and is written as %q, %v", text, again.Reveal(), err)
		}
	})
}
