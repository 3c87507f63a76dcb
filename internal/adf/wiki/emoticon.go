package wiki

import "weir/internal/adf"

// An emoticonSign is what is typed, the emoji's name, and the character that
// comes nearest to what Jira shows.
type emoticonSign struct {
	typed, id, name, char string
}

// emoticons are those of Jira's help page. A longer one stands before one that
// it begins with.
var emoticons = []emoticonSign{
	{":)", "1f642", ":slight_smile:", "🙂"},
	{":-)", "1f642", ":slight_smile:", "🙂"},
	{":(", "1f61e", ":disappointed:", "😞"},
	{":-(", "1f61e", ":disappointed:", "😞"},
	{":P", "1f61b", ":stuck_out_tongue:", "😛"},
	{":-P", "1f61b", ":stuck_out_tongue:", "😛"},
	{":p", "1f61b", ":stuck_out_tongue:", "😛"},
	{":-p", "1f61b", ":stuck_out_tongue:", "😛"},
	{":D", "1f603", ":smiley:", "😃"},
	{":-D", "1f603", ":smiley:", "😃"},
	{";)", "1f609", ":wink:", "😉"},
	{";-)", "1f609", ":wink:", "😉"},
	{"(y)", "1f44d", ":thumbsup:", "👍"},
	{"(n)", "1f44e", ":thumbsdown:", "👎"},
	{"(i)", "atlassian-info", ":info:", "ℹ️"},
	{"(/)", "atlassian-check_mark", ":check_mark:", "✅"},
	{"(x)", "atlassian-cross_mark", ":cross_mark:", "❌"},
	{"(!)", "atlassian-warning", ":warning:", "⚠️"},
	{"(+)", "atlassian-plus", ":plus:", "➕"},
	{"(-)", "atlassian-minus", ":minus:", "➖"},
	{"(?)", "atlassian-question_mark", ":question:", "❓"},
	{"(on)", "atlassian-light_bulb_on", ":light_bulb_on:", "💡"},
	{"(off)", "atlassian-light_bulb_off", ":light_bulb_off:", "🌑"},
	{"(*)", "atlassian-yellow_star", ":yellow_star:", "⭐"},
	{"(*y)", "atlassian-yellow_star", ":yellow_star:", "⭐"},
	{"(*r)", "atlassian-red_star", ":red_star:", "⭐"},
	{"(*g)", "atlassian-green_star", ":green_star:", "⭐"},
	{"(*b)", "atlassian-blue_star", ":blue_star:", "⭐"},
	{"(flag)", "atlassian-flag_on", ":flag_on:", "🚩"},
	{"(flagoff)", "atlassian-flag_off", ":flag_off:", "🏳️"},
}

// emoticon reads the emoticon at a place.
func (p *parser) emoticon(f *flow, at, lo, hi int) int {
	e, end := p.readEmoticon(at, lo, hi)
	if end > at {
		f.inline(&adf.Node{Type: "emoji", Attrs: map[string]any{"id": e.id, "shortName": e.name, "text": e.char}})
	}
	return end
}

// readEmoticon finds a sign that no word goes on behind, and its end; the place
// itself if there is none. One in parentheses does not follow a word either:
// f(x) is a function.
func (p *parser) readEmoticon(at, lo, hi int) (emoticonSign, int) {
	if p.src[at] == '(' && p.wordBefore(at, lo) {
		return emoticonSign{}, at
	}
	for _, e := range emoticons {
		if end := at + len(e.typed); p.has(at, hi, e.typed) && !p.wordAt(end, hi) {
			return e, end
		}
	}
	return emoticonSign{}, at
}
