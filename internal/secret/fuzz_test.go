package secret_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"weir/internal/secret"
)

// shapes are the surroundings in which a secret must never survive. § stands
// for the secret.
var shapes = []string{
	"Authorization: Basic §", "authorization: bearer §", "Proxy-Authorization: §", "Cookie: a=§; b=c", "Set-Cookie: sid=§; Path=/",
	"Basic §", "Bearer §", `"Authorization":"Bearer §"`, "map[Authorization:[Basic §]]", "?access_token=§&x=1", "&api_token=§",
	"password=§", `"password":"§"`, `{\"token\":\"§\"}`, "{Token:§ Key:OPS-1}", `client_secret = "§"`, "https://me:§@jira.example.com/",
	"https://§@jira.example.com/", "--token=§", "WEIR_JIRA_TOKEN=§", "ATATT3xFfGF0§", "ATCTT3xFf§", "eyJhbGciOiJub25lIn0.§.§",
	"§@example.com", "a.§@mail.example.com", "x-api-key: §", "refresh_token%3D§", "-----BEGIN RSA PRIVATE KEY-----\n§\n-----END RSA PRIVATE KEY-----",
	"AGE-SECRET-KEY-1§",
}

// FuzzScrub puts a secret in each shape between two texts of the fuzzer's
// choosing, and wants it gone; Scrub never fails, and twice is once.
func FuzzScrub(f *testing.F) {
	f.Add("", "", uint64(0))
	f.Add("GET /rest/api/3/myself", "200 OK", uint64(1))
	f.Add(`{"token":"`, `"}`, uint64(0xffff))
	f.Add("token=[", "]", uint64(7))
	f.Add("https://a:b@", "@host", uint64(9))
	f.Add("Cookie:", "***", uint64(11))
	f.Add("\\", "\\\"", uint64(13))
	f.Add("-----BEGIN PRIVATE KEY-----", "", uint64(17))
	f.Add("a%40", ".b", uint64(19))
	f.Add("Bearer", "=", uint64(23))
	f.Add("\xff\xfe//", "é@é.é", uint64(29))
	f.Fuzz(func(t *testing.T, before, after string, seed uint64) {
		for _, s := range []string{before, after, before + after, before + "\n" + after} {
			once := secret.Scrub(s)
			if again := secret.Scrub(once); again != once {
				t.Errorf("scrubbing %q\n once: %q\ntwice: %q", s, once, again)
			}
			if utf8.ValidString(s) && !utf8.ValidString(once) {
				t.Errorf("scrubbing %q breaks a character: %q", s, once)
			}
		}
		hidden := madeUp(seed)
		if strings.Contains(before, hidden) || strings.Contains(after, hidden) {
			return
		}
		for _, shape := range shapes {
			s := before + "\n" + strings.ReplaceAll(shape, "§", hidden) + "\n" + after
			if got := secret.Scrub(s); strings.Contains(got, hidden) {
				t.Errorf("%q survives in %q: %q", hidden, s, got)
			}
		}
	})
}

// madeUp turns a number into a secret of twelve letters and digits.
func madeUp(seed uint64) string {
	const alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	b := []byte("q7")
	for range 10 {
		seed = seed*6364136223846793005 + 1442695040888963407
		b = append(b, alphabet[(seed>>33)%uint64(len(alphabet))])
	}
	return string(b)
}
