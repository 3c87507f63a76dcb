package secret

import "strings"

// scrubPairs hides the values of headers and of whatever is called like a
// secret: name=value, "name": "value", {Name:value}, --name=value.
func scrubPairs(s string) string {
	var b strings.Builder
	last := 0
	for i := 0; i < len(s); {
		sep, after := nextSeparator(s, i)
		if sep < 0 {
			break
		}
		i = after
		p, ok := nameBefore(s, last, sep)
		if !ok {
			continue
		}
		p.equals = s[after-1] != ':'
		from, to := p.value(s, after)
		if from >= to {
			continue
		}
		b.WriteString(s[last:from])
		b.WriteString(Mask)
		last, i = to, to
	}
	b.WriteString(s[last:])
	return b.String()
}

// nextSeparator returns where the next separator of a name and its value
// begins and ends: a colon, an equals sign, both, or an escaped equals sign.
func nextSeparator(s string, i int) (from, to int) {
	for ; i < len(s); i++ {
		switch s[i] {
		case '=', ':':
			to = i + 1
			for to < len(s) && to < i+3 && (s[to] == '=' || s[to] == '>' && s[i] == '=') {
				to++
			}
			return i, to
		case '%':
			if len(s) >= i+3 && s[i+1] == '3' && (s[i+2] == 'D' || s[i+2] == 'd') {
				return i, i + 3
			}
		}
	}
	return -1, -1
}

// A pair is a name that calls for a secret, as it stands in a text.
type pair struct {
	header bool // a header whose value runs to the end of the line
	quoted bool // the name stands in quotes, as in JSON
	equals bool // the separator is an equals sign
	begins bool // nothing but an opening stands before the name on its line
	path   bool // the name is the last part of a path, or a file's name
}

// nameBefore reads the name that ends at sep, and reports whether it names a
// secret. It does not look before floor.
func nameBefore(s string, floor, sep int) (pair, bool) {
	var p pair
	end := sep
	for n := 0; n < 16 && end > floor && (s[end-1] == ' ' || s[end-1] == '\t'); n++ {
		end--
	}
	if end > floor && s[end-1] == ']' {
		end--
	}
	if end > floor && isQuote(s[end-1]) {
		p.quoted = true
		end--
		for end > floor && s[end-1] == '\\' {
			end--
		}
	}
	start := end
	for start > floor && end-start < 64 && isNameByte(s[start-1]) {
		start--
	}
	if start > floor && s[start-1] == '%' {
		start = min(start+2, end) // two digits of an escaped character
	}
	escaped := start > floor && start < end && s[start-1] == '\\' && strings.IndexByte("nrt", s[start]) >= 0
	if rest := s[min(start+1, end):end]; escaped && (isHeader(rest) || NamesSecret(rest)) {
		start++ // in a quoted text, where the line before ends with \n
	} else {
		escaped = false
	}
	name := s[start:end]
	p.header = isHeader(name)
	if !p.header && !NamesSecret(name) && !isCodeParameter(s, start, name) {
		return p, false
	}
	p.begins = escaped || beginsLine(s, floor, start)
	p.path = start > floor && !escaped && (s[start-1] == '/' || s[start-1] == '\\') && !p.quoted || isFileName(name)
	return p, true
}

func isQuote(c byte) bool { return c == '"' || c == '\'' || c == '`' }

func isNameByte(c byte) bool { return isAlnum(c) || c == '_' || c == '-' || c == '.' }

func isHeader(name string) bool {
	switch strings.ToLower(strings.TrimLeft(name, "-")) {
	case "authorization", "proxy-authorization", "cookie", "set-cookie":
		return true
	default:
		return false
	}
}

// isCodeParameter knows the one name that is a secret in a query and nowhere
// else: the code of an OAuth redirect.
func isCodeParameter(s string, start int, name string) bool {
	return name == "code" && start > 0 && (s[start-1] == '?' || s[start-1] == '&')
}

func isFileName(name string) bool {
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return false
	}
	switch name[dot+1:] {
	case "go", "js", "py", "json", "toml", "yaml", "yml", "txt", "age", "pem", "log", "lock", "md", "sh":
		return true
	default:
		return false
	}
}

// beginsLine reports whether the name at start is preceded by an opening and
// not by prose: "password: x" and "{Password: x" and "user: a, password: x",
// but not "cannot read password: x".
func beginsLine(s string, floor, start int) bool {
	for start > floor && (s[start-1] == ' ' || s[start-1] == '\t' || isQuote(s[start-1])) {
		start--
	}
	return start == 0 || start > floor && strings.IndexByte("\r\n{[(,;&|?-", s[start-1]) >= 0
}
