package msgraph

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Refusal is what Microsoft said against a sign-in or a refresh: by its own
// words, which can hold e-mail addresses and are left out, only the parts that
// its support asks for.
type Refusal struct {
	Class     Class
	Reason    string // OAuth's error, such as invalid_grant; may be empty
	Detail    string // Microsoft's suberror, such as consent_required; may be empty
	Code      int    // the number after AADSTS; 0 where there is none
	TraceID   string // may be empty
	Timestamp string // of Microsoft's clock, as Microsoft writes it; may be empty
	Status    int    // HTTP status; 0 where a browser brought the answer
}

// Error returns the parts on one line.
func (r *Refusal) Error() string {
	var parts []string
	if r.Reason != "" {
		parts = append(parts, r.Reason)
	} else if r.Status != 0 {
		parts = append(parts, "status "+itoa(r.Status))
	}
	if r.Code != 0 {
		parts = append(parts, "AADSTS"+itoa(r.Code))
	}
	if r.Detail != "" {
		parts = append(parts, r.Detail)
	}
	if r.TraceID != "" {
		parts = append(parts, "trace id "+r.TraceID)
	}
	if r.Timestamp != "" {
		parts = append(parts, "at "+r.Timestamp)
	}
	if len(parts) == 0 {
		return "no reason given"
	}
	return strings.Join(parts, ", ")
}

// Is reports whether target is this refusal's class.
func (r *Refusal) Is(target error) bool {
	class, ok := target.(Class)
	return ok && class == r.Class
}

// What of Microsoft's words may be printed.
var (
	reasonPattern = regexp.MustCompile(`^[a-z_]+$`)
	aadsts        = regexp.MustCompile(`\bAADSTS([0-9]{4,9})\b`)
	traceInWords  = regexp.MustCompile(`\bTrace ID: ([0-9A-Fa-f-]{36})\b`)
	timeInWords   = regexp.MustCompile(`\bTimestamp: ([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}Z)`)
	timePattern   = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}Z?$`)
)

// readRefusal reads the body of a refusal. One that is not Microsoft's leaves
// everything but the status empty.
// Source: Microsoft's page "Microsoft Entra authentication and authorization
// error codes", and RFC 6749 section 5.2.
func readRefusal(status int, body []byte) *Refusal {
	var said struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
		Codes       []int  `json:"error_codes"`
		Suberror    string `json:"suberror"`
		TraceID     string `json:"trace_id"`
		Timestamp   string `json:"timestamp"`
	}
	if json.Unmarshal(body, &said) != nil {
		return newRefusal(status, "", "", "", nil)
	}
	r := newRefusal(status, said.Error, said.Suberror, said.Description, said.Codes)
	if uuidPattern.MatchString(said.TraceID) {
		r.TraceID = strings.ToLower(said.TraceID)
	}
	if timePattern.MatchString(said.Timestamp) {
		r.Timestamp = said.Timestamp
	}
	return r
}

// newRefusal takes what may be kept of a refusal, and sorts it. Of several codes
// the first that Weir knows counts.
func newRefusal(status int, reason, detail, words string, codes []int) *Refusal {
	r := &Refusal{Status: status}
	if isWord(reasonPattern, reason) {
		r.Reason = reason
	}
	if isWord(reasonPattern, detail) {
		r.Detail = detail
	}
	for _, match := range aadsts.FindAllStringSubmatch(words, 4) {
		if n, err := strconv.Atoi(match[1]); err == nil {
			codes = append(codes, n)
		}
	}
	codes = slices.DeleteFunc(codes, func(n int) bool { return n < 1000 || n > 999999999 })
	if len(codes) > 0 {
		r.Code = codes[0]
	}
	if i := slices.IndexFunc(codes, func(n int) bool { return classOfCode(n) != "" }); i > 0 {
		r.Code = codes[i]
	}
	if m := traceInWords.FindStringSubmatch(words); m != nil && uuidPattern.MatchString(m[1]) {
		r.TraceID = strings.ToLower(m[1])
	}
	if m := timeInWords.FindStringSubmatch(words); m != nil {
		r.Timestamp = m[1]
	}
	r.Class = r.classify()
	return r
}

// classify goes by OAuth's error first, as Microsoft demands: the numbers can
// change. A number only says more within what the error has said, and never
// makes of a wrong registration a person who is signed out.
func (r *Refusal) classify() Class {
	hint := classOfCode(r.Code)
	switch r.Reason {
	case "temporarily_unavailable", "server_error":
		return ErrSignInBusy
	case "invalid_client", "unauthorized_client", "invalid_request", "invalid_scope", "invalid_resource", "invalid_tenant",
		"unsupported_grant_type", "unsupported_response_type":
		if hint == ErrSignInBusy {
			return hint
		}
		return ErrRegistration
	case "expired_token", "code_expired", "bad_verification_code":
		return ErrSignInExpired
	case "access_denied", "authorization_declined":
		return first(hint, ErrDeclined)
	case "consent_required":
		return first(hint, ErrNeedsConsent)
	case "invalid_grant", "interaction_required", "login_required":
		return first(hint, classOfDetail(r.Detail), ErrSignedOut)
	}
	if r.Status >= 500 || r.Status == 429 {
		return ErrSignInBusy
	}
	return ""
}

func first(classes ...Class) Class {
	for _, class := range classes {
		if class != "" {
			return class
		}
	}
	return ""
}

// classOfDetail reads Microsoft's suberror.
// Source: Microsoft's page "Handling errors and exceptions in MSAL".
func classOfDetail(detail string) Class {
	switch detail {
	case "consent_required":
		return ErrNeedsConsent
	case "basic_action", "additional_action":
		return ErrMultiFactor
	case "protection_policy_required", "device_authentication_failed":
		return ErrConditional
	default:
		return ""
	}
}

func classOfCode(code int) Class {
	for class, codes := range codeClasses {
		if slices.Contains(codes, code) {
			return class
		}
	}
	return ""
}

// codeClasses are the AADSTS codes that Weir has a hint for.
var codeClasses = map[Class][]int{
	ErrSignedOut:    {70008, 700082, 700084, 50173, 70000, 70043, 50055, 50057, 50089, 50132, 50133},
	ErrMultiFactor:  {50072, 50074, 50076, 50078, 50079, 50158, 500121},
	ErrConditional:  {53000, 53001, 53002, 53003, 53004, 530032},
	ErrNeedsConsent: {65001, 90008, 90093, 90094, 90095},
	ErrDeclined:     {65004},
	ErrNotAssigned:  {50105},
	ErrOtherAccount: {50020, 50034, 16000},
	ErrRegistration: {50011, 50194, 500208, 501481, 54005, 70002, 7000215, 7000218, 7000222, 700016, 700054, 90002, 900023},
	ErrSignInBusy:   {50196, 90033},
}
