package jql_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"weir/internal/testenv"
)

// seeds are queries, right and wrong, for mutations and for the fuzz targets:
// one at least for every rule of the grammar.
func seeds() []string {
	return []string{
		"", " \t\r\n", "order by key", "project = OPS", "project = OPS ORDER BY priority DESC, key",
		`assignee = currentUser() AND resolution = Unresolved`,
		`summary ~ "order by x" order by key`, "(a = b)order by c", "a = b ORDER\nBY\tc asc , d desc",
		"a = b AND (c = d OR NOT e in (f, g))", "a=b && c=d || !e=f & g=h | i=j", "not not ! a = b",
		"a is EMPTY and b is not null", "a not in (1, -2, x(), (y, EMPTY))", "a in membersOf(\"some group\", 'x')",
		"a was b before -1d after 2 on now() during (1, 2) by c", "a was not in (b) and c was EMPTY or d was in f()",
		"a changed from b to c by d before e", "a changed AND b !~ c", "cf[10010] = 1 order by cf [ 10010 ] desc",
		"CF[1][a].b.c = d", "issue.property[\"a b\"].c.d[e]f 'g' 12 >= 1", "12 = 3", "-12 <= 3", "updated >= 1700000000000",
		`a = "b\"c\\d\n\u0041\ud83d\ude00\ e"`, `a = 'b\'c"'`, `a\ b = c\"d`, "a = \"x\ny\"", "a\u00a0b = \u3000", "a = 1.5",
		"a = \"\"", "\"\" = ''", "a = --", "a = -5d", "a=b\u2028c", "a = ünïcödé 😀 order by ж", "where.x = 12a",
		// Wrong ones.
		"project = A) OR (1=1", "(a = b", "a = b)", "a in ()", "a in (b,)", "a = (b)", "a = \"x", "a = 'x", `a = \q`, `a = \u12`,
		"a = b -- c", "a = b # c", "a = b // c", "/* a */ b = c", "a == b", "a <> b", "a = b c", "order = 1", "a = select",
		"a = b order by", "a = b order by c,", "(a = b order by c)", "a", "a =", "not", "()", "a = b and", "or a = b",
		"a = \"\t\"", "a = \x00", "a = \ufdd0", "a is b", "a < EMPTY", "a in b", "a ! in (b)", "a changed()", "cf = 1", "cf[-1] = 2",
		"a = f(,)", "a = f(b,)", "a = f(b c)", "a = b; c", "a = b order by c order by d", "a = b by c", "a = b,", "a[b = c", "a[] = c",
	}
}

// words are what mutations put in: everything that means something somewhere.
func words() []string {
	return strings.Fields(`( ) , [ ] ! < > >= <= = != ~ !~ == <> && & || | ; # // -- /* */ \ \\ \" \' \u0041 \u004 \n \q " '
		in IS and OR not Empty NULL was changed before AFTER from to by on during ORDER order BY asc DESC cf CF cf[1] notin
		select where current user value a an the all field 0 12 -12 - -- 1.5 12a -1d x y.z f() "q" 'r' "order by" empty() _ . : é 😀 ſ`)
}

// runes are single characters to put in: at the borders of what is allowed.
func runes() []rune {
	return []rune("\x00\t\n\r \x1f!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\x7f\u0080\u0085\u009f\u00a0\u00ff\u0131\u017f" +
		"\u2028\u200b\u212a\u3000\ufdcf\ufdd0\ufdef\ufdf0\ufeff\ufffd\ufffe\uffff\U00010000\U0001f600\U0001ffff\U0010ffff")
}

// A generator makes queries, most of them valid or nearly so.
type generator struct {
	*rand.Rand
	corpus []string
}

// query is a mutated query of the corpus, or one grown from the grammar and
// then perhaps mutated.
func (g generator) query() string {
	q := ""
	mutations := g.IntN(4)
	if g.IntN(2) == 0 {
		q = g.pick(g.corpus...)
		mutations++
	} else {
		q = g.grown()
	}
	for range mutations {
		q = g.mutated(q)
	}
	return strings.ToValidUTF8(q, "\ufffd")
}

func (g generator) pick(from ...string) string { return from[g.IntN(len(from))] }

func (g generator) mutated(q string) string {
	at := g.IntN(len(q) + 1)
	end := min(len(q), at+g.IntN(6))
	switch g.IntN(8) {
	case 0:
		return q[:at] + q[end:]
	case 1:
		return q[:at] + q[at:end] + q[at:]
	case 2:
		return q[:at] + g.pick(words()...) + q[at:]
	case 3:
		return q[:at] + " " + g.pick(words()...) + " " + q[end:]
	case 4:
		return q[:at] + string(runes()[g.IntN(len(runes()))]) + q[at:]
	case 5:
		other := g.pick(g.corpus...)
		return q[:at] + other[g.IntN(len(other)+1):]
	case 6:
		fields := strings.Fields(q)
		g.Shuffle(len(fields), func(i, j int) {
			if g.IntN(4) == 0 {
				fields[i], fields[j] = fields[j], fields[i]
			}
		})
		return strings.Join(fields, g.pick(" ", "\n", "\t", "\u00a0"))
	default:
		return q[:at] + strings.ToUpper(q[at:end]) + q[end:]
	}
}

// grown is a query by the rules of the grammar.
func (g generator) grown() string {
	q := ""
	if g.IntN(8) > 0 {
		q = g.expr(0)
	}
	if g.IntN(2) > 0 {
		return q
	}
	q += g.space() + g.pick("ORDER", "order") + g.gap() + g.pick("BY", "by") + g.gap()
	for i := range 1 + g.IntN(3) {
		if i > 0 {
			q += ","
		}
		q += g.space() + g.field() + g.pick("", " asc", " DESC")
	}
	return q
}

func (g generator) expr(depth int) string {
	if depth > 4 {
		return g.clause(depth)
	}
	switch g.IntN(7) {
	case 0:
		return g.expr(depth+1) + g.gap() + g.pick("and", "AND", "&&", "&") + g.gap() + g.expr(depth+1)
	case 1:
		return g.expr(depth+1) + g.gap() + g.pick("or", "Or", "||", "|") + g.gap() + g.expr(depth+1)
	case 2:
		return g.pick("not ", "NOT\n", "!", "! ") + g.expr(depth+1)
	case 3:
		return "(" + g.space() + g.expr(depth+1) + g.space() + ")"
	default:
		return g.clause(depth)
	}
}

func (g generator) clause(depth int) string {
	f := g.field()
	dates := []string{"before", "AFTER", "on", "during", "by"}
	switch g.IntN(8) {
	case 0, 1:
		return f + g.space() + g.pick("=", "!=", "~", "!~") + g.space() + g.pick(g.value(), g.call(), "EMPTY", "null")
	case 2:
		return f + g.space() + g.pick("<", ">", "<=", ">=") + g.space() + g.pick(g.value(), g.call())
	case 3:
		return f + g.gap() + g.pick("in", "not in", "NOT\nIN") + g.space() + g.pick(g.list(depth), g.call())
	case 4:
		return f + g.gap() + g.pick("is", "IS NOT") + g.gap() + g.pick("EMPTY", "null")
	case 5:
		return f + g.gap() + g.pick("was", "was not") + g.gap() + g.pick(g.value(), g.call(), "empty") + g.predicates(depth, dates)
	case 6:
		return f + g.gap() + g.pick("was in", "was not in") + g.gap() + g.pick(g.list(depth), g.call()) + g.predicates(depth, dates)
	default:
		return f + g.gap() + g.pick("changed", "CHANGED") + g.predicates(depth, append(dates, "from", "TO"))
	}
}

func (g generator) predicates(depth int, names []string) string {
	p := ""
	for range g.IntN(3) {
		p += g.gap() + g.pick(names...) + g.gap() + g.operand(depth)
	}
	return p
}

func (g generator) operand(depth int) string {
	return g.pick(g.value(), g.value(), g.call(), "EMPTY", g.list(depth+1))
}

func (g generator) list(depth int) string {
	if depth > 5 {
		return "(x)"
	}
	items := g.operand(depth + 1)
	for range g.IntN(3) {
		items += g.space() + "," + g.space() + g.operand(depth+1)
	}
	return "(" + g.space() + items + ")"
}

func (g generator) call() string {
	args := ""
	for i := range g.IntN(3) {
		if i > 0 {
			args += "," + g.space()
		}
		args += g.value()
	}
	return g.value() + g.space() + "(" + args + ")"
}

func (g generator) field() string {
	f := g.pick(g.value(), "project", "status", "cf[10010]", "cf [ 7 ]", "\"Epic Link\"")
	for range g.IntN(3) / 2 {
		f += "[" + g.value() + "]" + g.pick("", ".a.b", " c", " c 'd'")
	}
	return f
}

func (g generator) value() string {
	switch g.IntN(6) {
	case 0:
		return g.pick("0", "12", "-7", "10010", "1.5", "12a", "-1d")
	case 1:
		return g.pick("the", "a", "all", "x.y:z", "_", "-", "é", "😀", "a\\ b", "a\\\"b", "\\u0041nd", "\\u0031")
	case 2:
		return `"` + g.inner(`"`) + `"`
	case 3:
		return `'` + g.inner(`'`) + `'`
	default:
		return g.pick("a", "open", "PROJ-12", "key", "currentUser", "customfield_1", "updated")
	}
}

func (g generator) inner(quote string) string {
	s := ""
	for range g.IntN(5) {
		s += g.pick("a", " ", "order by", `\\`, `\"`, `\'`, `\n`, `\t`, `\ `, `\u00e9`, `\ud83d\ude00`, `\ud83d`, "\n", "(", ")", "--", "#", "\u00a0", "😀", "\\"+quote)
	}
	return s
}

func (g generator) space() string { return g.pick("", "", " ", "\n", "\t") }

func (g generator) gap() string { return g.pick(" ", " ", "  ", "\n", "\r\n", "\t") }

// newGenerator prints its seed, so that a failure can be repeated.
func newGenerator(t *testing.T, corpus []string) generator {
	t.Helper()
	seed := testenv.Seed(t, rand.Uint64()) //nolint:gosec // any number will do
	t.Logf("WEIR_SEED=%d repeats these queries", seed)
	return generator{Rand: rand.New(rand.NewPCG(seed, 0)), corpus: corpus} //nolint:gosec // a test must be repeatable
}
