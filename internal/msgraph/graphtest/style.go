package graphtest

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A css holds the properties that OneNote keeps, by name.
type css map[string]string

// kept are the properties that text can have, in the order in which the
// service writes them.
var kept = []string{"font-family", "font-size", "color", "background-color", "font-style", "font-weight", "text-decoration"}

// listStyles are the values of list-style-type that are not the default.
var listStyles = []string{"none", "lower-alpha", "lower-roman", "upper-alpha", "upper-roman", "circle", "square"}

var (
	colourPattern = regexp.MustCompile(`^(#[0-9a-f]{3}|#[0-9a-f]{6}|[a-z]{3,24})$`)
	familyPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ,-]{0,99}$`)
	sizePattern   = regexp.MustCompile(`^([0-9]{1,4}(?:\.[0-9]{1,4})?)(pt|px)$`)
	widthPattern  = regexp.MustCompile(`^[0-9]{1,5}(px|%)$`)
)

// parseStyle reads a style attribute and drops what OneNote drops: unknown
// properties, padding, margins, borders, positions. A property that is set to
// what it is anyway has an empty value, so that it can undo an inherited one.
func parseStyle(style string) css {
	found := css{}
	for declaration := range strings.SplitSeq(style, ";") {
		name, value, ok := strings.Cut(declaration, ":")
		if !ok {
			continue
		}
		name = strings.ToLower(strings.TrimSpace(name))
		if v, ok := keptValue(name, strings.TrimSpace(value)); ok {
			found[name] = v
		}
	}
	return found
}

func keptValue(name, value string) (string, bool) {
	lower := strings.ToLower(value)
	switch name {
	case "color", "background-color":
		return lower, colourPattern.MatchString(lower) && lower != "inherit"
	case "font-family":
		value = strings.NewReplacer(`"`, "", "'", "").Replace(value)
		return value, familyPattern.MatchString(value)
	case "font-size":
		return points(lower)
	case "font-style":
		return pick(lower, "normal", "italic")
	case "font-weight":
		if n, err := strconv.Atoi(lower); err == nil {
			lower = map[bool]string{true: "bold", false: "normal"}[n >= 600]
		}
		return pick(lower, "normal", "bold")
	case "text-decoration":
		return decoration(lower)
	case "text-align":
		return pick(lower, "left", "center", "right")
	case "width":
		return lower, widthPattern.MatchString(lower)
	case "list-style-type":
		return lower, slices.Contains(listStyles, lower)
	default:
		return "", false
	}
}

// pick accepts the default, which is returned as nothing, and others.
func pick(value, otherwise string, others ...string) (string, bool) {
	if value == otherwise {
		return "", true
	}
	return value, slices.Contains(others, value)
}

// points turns pixels into points and rounds to halves.
func points(value string) (string, bool) {
	m := sizePattern.FindStringSubmatch(value)
	if m == nil {
		return "", false
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil || n == 0 {
		return "", false
	}
	if m[2] == "px" {
		n *= 0.75
	}
	n = max(math.Round(n*2)/2, 0.5)
	return strconv.FormatFloat(n, 'f', -1, 64) + "pt", true
}

// decoration keeps underlines and strikes.
func decoration(value string) (string, bool) {
	words := strings.Fields(value)
	var found []string
	for _, known := range []string{"underline", "line-through"} {
		if slices.Contains(words, known) {
			found = append(found, known)
		}
	}
	return strings.Join(found, " "), len(found) > 0 || value == "none"
}

// over lays the properties of text in a style over those in force. Lines of
// decoration add up.
func (c css) over(style css) css {
	sum := maps.Clone(c)
	if sum == nil {
		sum = css{}
	}
	for _, name := range kept {
		value, set := style[name]
		switch {
		case !set:
		case value == "":
			delete(sum, name)
		case name == "text-decoration":
			sum[name], _ = decoration(sum[name] + " " + value)
		default:
			sum[name] = value
		}
	}
	return sum
}

// text writes the properties of text, in the service's order.
func (c css) text() string {
	var parts []string
	for _, name := range kept {
		if c[name] != "" {
			parts = append(parts, name+":"+c[name])
		}
	}
	return strings.Join(parts, ";")
}
