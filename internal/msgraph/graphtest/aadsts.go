package graphtest

import (
	"net/http"
	"strconv"
)

// A refusal is how the sign-in says one AADSTS code.
type refusal struct {
	status   int    // 400 unless set
	error    string // by which clients branch
	suberror string
	text     string
}

// refusals are the codes that are worth telling apart. Which error belongs to
// a code is documented for a few only; FailSignIn can send another.
var refusals = map[int]refusal{
	16000:   {0, "interaction_required", "", "User account does not exist in the tenant and cannot access the application."},
	50011:   {0, "invalid_grant", "", "The redirect URI specified in the request does not match the redirect URIs configured for the application."},
	50020:   {0, "invalid_grant", "", "User account from the identity provider does not exist in the tenant."},
	50034:   {0, "invalid_grant", "", "The user account does not exist in the directory."},
	50058:   {0, "login_required", "", "A silent sign-in request was sent but no user is signed in."},
	50074:   {0, "interaction_required", "basic_action", "Strong authentication is required."},
	50076:   {0, "interaction_required", "basic_action", "Due to a configuration change made by your administrator, you must use multi-factor authentication."},
	50078:   {0, "interaction_required", "basic_action", "Presented multi-factor authentication has expired due to policies configured by your administrator."},
	50079:   {0, "interaction_required", "basic_action", "Due to a configuration change made by your administrator, you must enroll in multi-factor authentication."},
	50105:   {0, "access_denied", "", "Your administrator has configured the application to block users unless they are specifically granted access."},
	50158:   {0, "interaction_required", "basic_action", "External security challenge was not satisfied."},
	50173:   {0, "invalid_grant", "bad_token", "The provided grant has expired due to it being revoked. A fresh auth token is needed."},
	50194:   {0, "unauthorized_client", "", "Application is not configured as a multi-tenant application. Usage of the /common endpoint is not supported."},
	50196:   {0, "invalid_grant", "", "The server terminated an operation because it encountered a loop while processing a request."},
	53000:   {0, "interaction_required", "message_only", "Device is not in required device state."},
	53001:   {0, "interaction_required", "message_only", "Device is not domain joined."},
	53002:   {0, "interaction_required", "message_only", "The application used is not an approved application."},
	53003:   {0, "interaction_required", "message_only", "Access has been blocked by Conditional Access policies."},
	54005:   {0, "invalid_grant", "", "OAuth2 authorization code was already redeemed, please retry with a new valid code."},
	65001:   {0, "consent_required", "consent_required", "The user or administrator has not consented to use the application."},
	65004:   {0, "access_denied", "", "User declined to consent to access the app."},
	70000:   {0, "invalid_grant", "", "The provided value for the grant is not valid."},
	70002:   {http.StatusUnauthorized, "invalid_client", "", "Error validating credentials."},
	70008:   {0, "invalid_grant", "", "The provided authorization code or refresh token has expired due to inactivity."},
	70016:   {0, "authorization_pending", "", "OAuth 2.0 device flow error. Authorization is pending. Continue polling."},
	70018:   {0, "bad_verification_code", "", "Invalid verification code."},
	70020:   {0, "expired_token", "", "The provided value for the device code is not valid. It has expired."},
	70043:   {0, "invalid_grant", "token_expired", "The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access."},
	90033:   {http.StatusServiceUnavailable, "temporarily_unavailable", "", "A transient error has occurred. Please try again."},
	500208:  {0, "invalid_request", "", "The domain is not a valid login domain for the account type."},
	501481:  {0, "invalid_grant", "", "The Code_Verifier does not match the code_challenge supplied in the authorization request."},
	700016:  {0, "unauthorized_client", "", "Application was not found in the directory."},
	700025:  {http.StatusUnauthorized, "invalid_client", "", "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."},
	700082:  {0, "invalid_grant", "", "The refresh token has expired due to inactivity."},
	700084:  {0, "invalid_grant", "", "The refresh token was issued to a single page app, and therefore has a fixed, limited lifetime."},
	900144:  {0, "invalid_request", "", "The request body must contain a parameter that is missing."},
	7000215: {http.StatusUnauthorized, "invalid_client", "", "Invalid client secret provided."},
	7000218: {http.StatusUnauthorized, "invalid_client", "", "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."},
	7000222: {http.StatusUnauthorized, "invalid_client", "", "The provided client secret keys are expired."},
	9002313: {0, "invalid_request", "", "Invalid request. Request is malformed or invalid."},
	9002325: {0, "invalid_request", "", "Proof Key for Code Exchange is required."},
}

// declined and slowDown are no AADSTS codes: the sign-in answers with the error
// alone.
const (
	declined = -1 // of a device code
	slowDown = -2
)

// A SignInFault is what the next requests for tokens answer.
type SignInFault struct {
	Code     int    // an AADSTS code
	Times    int    // how often; 0: once; negative: for ever
	Error    string // instead of the one that belongs to the code
	Suberror string // likewise
	Status   int    // likewise
	// Grant is the grant_type that it is about; empty: every one.
	Grant string
}

// FailSignIn lets the next requests for tokens fail. Faults are used up in the
// order in which they were given.
func (w *World) FailSignIn(list ...SignInFault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.signIn.faults = append(w.signIn.faults, list...)
}

// tokenFault answers with the fault that is next, or nil.
func (c *call) tokenFault(grant string) *answer {
	for n, f := range c.signIn.faults {
		if f.Grant != "" && f.Grant != grant {
			continue
		}
		if f.Times >= 0 {
			if f.Times <= 1 {
				c.signIn.faults = append(c.signIn.faults[:n:n], c.signIn.faults[n+1:]...)
			} else {
				c.signIn.faults[n].Times--
			}
		}
		how := c.refusalOf(f.Code)
		if f.Error != "" {
			how.error = f.Error
		}
		if f.Suberror != "" {
			how.suberror = f.Suberror
		}
		if f.Status != 0 {
			how.status = f.Status
		}
		return c.refuseToken(f.Code, how)
	}
	return nil
}

func (c *call) refusalOf(code int) refusal {
	switch how, known := refusals[code]; {
	case known:
		return how
	case code == declined:
		return refusal{error: c.opts.Quirks.DeniedError, text: "The end user denied the authorization request."}
	case code == slowDown:
		return refusal{error: "slow_down", text: "The device polls too often."}
	default:
		return refusal{error: "invalid_grant", text: "The request failed."}
	}
}

// denied answers a request for tokens with a code.
func (c *call) denied(code int) *answer { return c.refuseToken(code, c.refusalOf(code)) }

// refuseToken is the error body of the sign-in.
func (c *call) refuseToken(code int, how refusal) *answer {
	fill(&how.status, http.StatusBadRequest)
	body := map[string]any{
		"error": how.error, "error_description": c.describe(code, how.text), "error_codes": []int{},
		"timestamp": c.now.UTC().Format("2006-01-02 15:04:05Z"), "trace_id": c.requestID, "correlation_id": c.requestID,
	}
	if code > 0 {
		body["error_codes"] = []int{code}
		body["error_uri"] = c.base + "/error?code=" + strconv.Itoa(code)
	}
	if how.suberror != "" {
		body["suberror"] = how.suberror
	}
	return plainJSON(how.status, body)
}

func (c *call) describe(code int, text string) string {
	if code > 0 {
		text = "AADSTS" + strconv.Itoa(code) + ": " + text
	}
	return text + " Trace ID: " + c.requestID + " Correlation ID: " + c.requestID + " Timestamp: " + c.now.UTC().Format("2006-01-02 15:04:05Z")
}

func plainJSON(status int, value any) *answer {
	a := jsonAnswer(status, value)
	a.header.Set("Content-Type", "application/json; charset=utf-8")
	a.header.Set("Cache-Control", "no-store, no-cache")
	a.header.Set("Pragma", "no-cache")
	return a
}
