package secret

import (
	"slices"
	"strings"
	"unicode"
)

// NamesSecret reports whether a value called name is a secret: the name of a
// log attribute, a header, a query parameter, a field or a variable. Case and
// the style of the name do not matter (apiToken, API_TOKEN, api-token), but
// only whole words count: monkey, tokenizer, author and issueKey are no
// secrets. Neither is what is merely about a secret: token_file, session_ttl.
func NamesSecret(name string) bool {
	words := splitWords(name)
	if aboutSecret(words) {
		return false
	}
	for i, w := range words {
		if isSecretWord(w) {
			return true
		}
		if i > 0 && isSecretPair(words[i-1], w) {
			return true
		}
	}
	return false
}

// endsInSecret reports whether the last word of name makes it a secret: "pin
// token", unlike "token count". It tells a number that is a secret from one
// that counts secrets.
func endsInSecret(name string) bool {
	words := splitWords(name)
	n := len(words)
	return n > 0 && (isSecretWord(words[n-1]) || n > 1 && isSecretPair(words[n-2], words[n-1]))
}

// isSecretWord also knows the usual names that are written without any
// boundary between their words.
func isSecretWord(w string) bool {
	switch w {
	case "password", "passwords", "passwd", "pwd", "passphrase", "passcode",
		"token", "tokens", "secret", "secrets", "jwt", "bearer",
		"authorization", "authorisation", "cookie", "cookies", "session", "sid",
		"credential", "credentials", "assertion", "assertions",
		"apitoken", "accesstoken", "refreshtoken", "idtoken", "authtoken", "bearertoken",
		"sessiontoken", "csrftoken", "xsrftoken", "usertoken", "systemtoken",
		"apikey", "accesskey", "privatekey", "signingkey", "secretkey",
		"clientsecret", "clientassertion", "userpassword", "dbpassword", "pgpassword",
		"proxyauthorization", "setcookie", "sessionid", "jsessionid", "phpsessid", "codeverifier":
		return true
	default:
		return false
	}
}

// isSecretPair knows the secrets that take two words, neither of which is a
// secret alone.
func isSecretPair(a, b string) bool {
	switch b {
	case "key", "keys":
		return slices.Contains([]string{"api", "private", "access", "signing", "encryption", "master", "shared"}, a)
	case "verifier":
		return a == "code"
	case "code":
		return a == "device" || a == "authorization" || a == "user"
	default:
		return false
	}
}

// aboutSecret reports whether the last word says that this is a property of a
// secret and not the secret.
func aboutSecret(words []string) bool {
	n := len(words)
	if n < 2 {
		return false
	}
	switch words[n-1] {
	case "file", "path", "dir", "type", "url", "uri", "endpoint", "count", "ttl", "expiry", "expires", "length", "size":
		return true
	case "in", "at":
		return slices.Contains([]string{"expires", "expiry", "expire", "issued", "created", "updated"}, words[n-2])
	default:
		return false
	}
}

// splitWords cuts a name in snake, kebab, dotted or camel case into its words,
// in lower case. A number is a word of its own, and of a row of capitals the
// last one begins the next word: APIToken2 is api, token, 2.
func splitWords(name string) []string {
	var words []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
			continue
		case i == 0:
		case unicode.IsDigit(r) != unicode.IsDigit(runes[i-1]):
			flush()
		case unicode.IsUpper(r) && unicode.IsLower(runes[i-1]):
			flush()
		case unicode.IsUpper(r) && unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1]):
			flush()
		}
		word = append(word, r)
	}
	flush()
	return words
}
