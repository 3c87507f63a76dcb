package jiratest

import "strings"

func labelsOfTeam() []string {
	return []string{"customer-request", "quick-win", "regression", "security", "tech-debt", "ux", "überfällig"}
}

// title makes the summary of an issue, with the characters that trouble
// whoever copies them into tables, pages and task lists.
func (t *teller) title(d *draft) string {
	thing := oneOf(t.chancer, titleThings())
	switch d.role {
	case epic:
		return t.word("A new start for", "Rework of", "Phase 2:") + " " + thing
	case bug:
		return t.word("Error 500 in", "Wrong total in", "Nothing happens after a click in", "Typo in", "Time-out in") + " " + thing
	case incident:
		return t.word("Alarm:", "Nobody can reach", "Disk full behind") + " " + thing
	case subtask:
		return t.word("Write tests for", "Review texts of", "Measure", "Translate") + " " + thing
	default:
		return t.word("Show more of", "Speed up", "Simplify", "Let customers change", "Document", "Move", "Clean up") + " " + thing
	}
}

func titleThings() []string {
	return []string{
		"the basket", "search results", "card payments", "the \"My orders\" page", "nightly backups", "address forms",
		"gift vouchers", "the invoice e-mail", "stock levels", "the A|B price test", "product photos", "size tables",
		"sign-in", "the <head> of each page", "delivery dates", "log rotation", "the VPN", "currency rounding (€ → £)",
	}
}

// sentence makes one or two sentences of a description or a comment.
func (c chancer) sentence() string {
	first := c.word(
		"Two customers asked for this last week.", "It worked before the last release.", "See what we did for the catalogue.",
		"Only seen on small screens so far.", "The figures differ by 1 % & we do not know why.", "Nobody has looked at it since spring.",
		"Needs a decision: keep it, or take it out?", "Steps: open the page, press *Save*, wait.",
	)
	return first + c.word("", " Please keep it small.", " A test is missing.", " Ask support for the logs.", " Thanks!")
}

// pasted is a text into which somebody has pasted what breaks programs that
// trust it. It fits into one line.
func (c chancer) pasted(text string) string {
	bad := oneOf(c, hostileTexts())
	switch c.rng.IntN(3) {
	case 0:
		return bad
	case 1:
		return bad + " " + text
	default:
		return text + " " + bad
	}
}

// hostileTexts are those that scripts, spreadsheets, Markdown, wiki markup,
// terminals, file systems and careless layouts trip over.
func hostileTexts() []string {
	return []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</textarea><b>bold</b>`, `&lt;b&gt; &amp;amp; &#39;`,
		`=cmd|'/c calc'!A1`, `+1+1`, `-2+3*cell`, `@SUM(1+1)`, "\t=1+1", `'quoted`, `"a","b"`, `a;b`,
		"**bold** _em_ ~~gone~~ `code` ``` # h - [ ] task > quote", `[click](javascript:alert(1))`, `![x](https://example.com/x.png)`, `1. one | two \| three`,
		`{code}h1. not a heading{code}`, `{noformat} *b* _i_ -s- +u+ ^a^ ~b~ {{m}}`, `||head||cell|`, `[~admin] [x|https://example.com] !x.png!`, `{panel:title=}`, `bq. \\ ---- {color:red}`,
		"left \u202etfel\u202c right", "zero\u200bwidth\u200d\u2060join\ufeffers", "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇳🇴", "Z\u0351\u0363\u0306algo e\u0301 é", "non\u00a0breaking\u2028line",
		strings.Repeat("Donaudampfschifffahrts", 11) + "kapitän", `../../etc/passwd C:\temp\nul`, `$(reboot) && ${HOME} %PATH% %s%n`, `' OR 1=1 --`, `null`, `NaN`, `0123e5`, `  spaced  out  `,
		"العربية 中文 עברית ไทย", "\\", `"`, `]]>`, `<!--`, `{{7*7}} {% raw %}`, `CON`,
	}
}

// fileName is the name of an attachment.
func (t *teller) fileName(d *draft) string {
	if d.hostile {
		return t.word("../../secret.txt", "a\"b'<c>.png", "=1+1.csv", "Größe – Übersicht (1).pdf", "con")
	}
	return t.word("screen.png", "server log.txt", "Übersicht.pdf", "figures.xlsx", "before and after.jpg")
}
