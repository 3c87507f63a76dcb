package secret

import (
	"regexp"
	"strings"
)

// Scrub returns s with everything that looks like a secret or an e-mail
// address replaced by ***:
//
//   - private keys in PEM and age form,
//   - the user info of URLs; the host stays,
//   - the values of Authorization, Proxy-Authorization, Cookie and Set-Cookie
//     header lines, and of whatever else is called like a secret (see
//     NamesSecret) in a query, in JSON, in a printed struct or as name=value,
//   - what follows Basic or Bearer,
//   - Atlassian's API tokens, JSON Web Tokens, and long random runs such as
//     Microsoft's refresh tokens,
//   - e-mail addresses.
//
// Issue keys, dates, UUIDs and hexadecimal digests stay. Scrub takes time
// linear in the length of s, and scrubbing twice changes nothing more.
func Scrub(s string) string {
	if strings.Contains(s, "PRIVATE KEY") || strings.Contains(s, "KEY-") || strings.Contains(s, "key-") {
		s = privateKey.ReplaceAllLiteralString(s, Mask)
	}
	s = scrubUserInfo(s)
	s = scrubPairs(s)
	s = scrubSchemes(s)
	if strings.Contains(s, "TT") {
		s = atlassianToken.ReplaceAllString(s, "${1}"+Mask)
	}
	if strings.Contains(s, "eyJ") {
		s = webToken.ReplaceAllLiteralString(s, Mask)
	}
	s = scrubOpaque(s)
	if strings.ContainsAny(s, "@%\\") {
		s = email.ReplaceAllLiteralString(s, Mask)
	}
	return s
}

var (
	privateKey = regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z)` +
		`|(?:AGE-SECRET-KEY-|age-secret-key-)[0-9A-Za-z-]{6,}`)

	// Atlassian's tokens begin with a kind in five letters. The character after
	// it is never a hyphen, which keeps the keys of a project named ATATT.
	atlassianToken = regexp.MustCompile(`(^|[^A-Za-z0-9])A[TO][A-Z]TT[A-Za-z0-9_][A-Za-z0-9_=.-]{5,}|ATATT3[A-Za-z0-9_=.-]{4,}`)

	// A JSON Web Token is base64url of `{"…` and at least one more part.
	webToken = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)*\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*)*`)

	// The last label of the domain must begin with a letter, so that a Go
	// module's path@v1.2.3 stays. %40 and \u0040 are how an @ looks in a query
	// and in JSON. The asterisk is left out, or the rule would take the host
	// of a URL whose user info is masked.
	email = regexp.MustCompile(`(?:"[^"\n*]{1,64}"|[\p{L}\p{N}._%+'!#$^~{|}&-]+)(?:@|%40|\\u0040)` +
		`(?:(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}(?:[\p{L}\p{N}-]*[\p{L}\p{N}])?|\[[0-9A-Fa-f:.]+\])`)

	scheme = regexp.MustCompile(`(?i)\b(basic|bearer)((?:[ \t+]|%20)+\\*["']?)([^\s"'<>,;]+)`)
)

// scrubSchemes hides what follows Basic and Bearer, unless it is prose.
func scrubSchemes(s string) string {
	var b strings.Builder
	last := 0
	for _, m := range scheme.FindAllStringSubmatchIndex(s, -1) {
		name, value := s[m[2]:m[3]], strings.TrimRight(s[m[6]:m[7]], `)]}.:\`)
		if value == "" || isProse(name, value) {
			continue
		}
		b.WriteString(s[last:m[6]])
		b.WriteString(Mask)
		last = m[6] + len(value)
	}
	b.WriteString(s[last:])
	return b.String()
}

// isProse tells "basic authentication failed" and "the bearer of bad news"
// from a scheme and its credentials.
func isProse(scheme, value string) bool {
	lower := strings.ToLower(value)
	switch lower {
	case "auth", "authentication", "authorization", "authorisation", "access", "credential", "credentials",
		"scheme", "token", "tokens", "header", "headers", "challenge", "realm":
		return true
	}
	if strings.HasPrefix(lower, "realm=") {
		return true
	}
	return scheme == strings.ToLower(scheme) && len(value) < 8 && strings.Trim(value, "abcdefghijklmnopqrstuvwxyz") == ""
}

// lookAhead bounds every search for the end of something, so that a long line
// without that end costs no more than a short one.
const lookAhead = 1024

// scrubUserInfo hides what stands before the @ in scheme://user:password@host,
// and in //user:password@host.
func scrubUserInfo(s string) string {
	var b strings.Builder
	last := 0
	for i := 0; i < len(s); {
		start := authorityAt(s, i)
		if start < 0 {
			break
		}
		end := userInfoEnd(s, start)
		if end > start {
			b.WriteString(s[last:start])
			b.WriteString(Mask)
			last = end
		}
		i = max(start, end)
	}
	b.WriteString(s[last:])
	return b.String()
}

// authorityAt returns the index after the next // (or \/\/, as some write it
// in JSON) at or after i, or -1.
func authorityAt(s string, i int) int {
	for ; i < len(s); i++ {
		if s[i] != '/' {
			continue
		}
		rest := s[i+1:]
		if strings.HasPrefix(rest, "/") {
			return i + 2
		}
		if strings.HasPrefix(rest, `\/`) {
			return i + 3
		}
	}
	return -1
}

// userInfoEnd returns the index of the @ that ends the user info at start, or
// start where there is none. A password with an unescaped slash ends the
// authority too early; it shows as a port that is no number, and then the last
// @ of the word counts.
func userInfoEnd(s string, start int) int {
	end := start
	for end < len(s) && strings.IndexByte("/?#\\ \t\r\n\"<>`", s[end]) < 0 {
		end++
	}
	authority := s[start:end]
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		return start + at
	}
	_, port, found := strings.Cut(authority, ":")
	if !found || port != "" && strings.Trim(port, "0123456789") == "" {
		return start
	}
	run := s[start:min(len(s), end+lookAhead)]
	if n := strings.IndexAny(run, " \t\r\n\"<>`"); n >= 0 {
		run = run[:n]
	}
	if at := strings.LastIndexByte(run, '@'); at >= 0 {
		return start + at
	}
	return start
}

// scrubOpaque hides long runs that mix capitals, small letters and digits, as
// random tokens do, whole: with whatever of their alphabet surrounds the run.
func scrubOpaque(s string) string {
	var b strings.Builder
	last := 0
	for i := 0; i < len(s); {
		if !isOpaque(s[i]) {
			i++
			continue
		}
		end := i
		for end < len(s) && isOpaque(s[end]) {
			end++
		}
		if looksOpaque(s[i:end]) {
			b.WriteString(s[last:i])
			b.WriteString(Mask)
			last = end
		}
		i = end
	}
	b.WriteString(s[last:])
	return b.String()
}

func isOpaque(c byte) bool {
	return isAlnum(c) || strings.IndexByte("+/_=.~!$*-", c) >= 0
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// looksOpaque reports whether s has 40 letters and digits in a row with at
// least three capitals, small letters and digits each. Digests and UUIDs in
// hexadecimal have one case only; names have few digits and many breaks.
func looksOpaque(s string) bool {
	var upper, lower, digit int
	for i := range len(s) {
		switch c := s[i]; {
		case 'A' <= c && c <= 'Z':
			upper++
		case 'a' <= c && c <= 'z':
			lower++
		case '0' <= c && c <= '9':
			digit++
		default:
			upper, lower, digit = 0, 0, 0
			continue
		}
		if upper >= 3 && lower >= 3 && digit >= 3 && upper+lower+digit >= 40 {
			return true
		}
	}
	return false
}
