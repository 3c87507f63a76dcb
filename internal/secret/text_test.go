package secret_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"log/slog"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"text/template"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"weir/internal/secret"
)

// planted is the secret of these tests: no part of it may show anywhere.
const planted = "hunter-TWO-not-real-0q1z2x3k4v"

// holder keeps a Text where package fmt cannot call its methods.
type holder struct {
	Name   string
	hidden secret.Text
	ptr    *secret.Text
	list   []secret.Text
	byName map[string]secret.Text
	any    any
}

func newHolder() holder {
	t := secret.New(planted)
	return holder{
		Name: "outer", hidden: t, ptr: &t, list: []secret.Text{t},
		byName: map[string]secret.Text{"a": t}, any: t,
	}
}

// mustNotShow fails when got holds the secret, or five of its characters in a
// row, plain, in hexadecimal or as numbers.
func mustNotShow(t *testing.T, how, got string) {
	t.Helper()
	for i := 0; i+5 <= len(planted); i++ {
		part := planted[i : i+5]
		numbers := strings.Trim(fmt.Sprintf("%d", []byte(part)), "[]")
		for _, form := range []string{part, fmt.Sprintf("%x", part), fmt.Sprintf("%X", part), numbers} {
			if strings.Contains(got, form) {
				t.Fatalf("%s shows %q of the secret: %s", how, form, got)
			}
		}
	}
}

func TestTextPrintsNothing(t *testing.T) {
	t.Parallel()
	text := secret.New(planted)
	type exported struct{ Token secret.Text }
	values := map[string]any{
		"a text": text, "a pointer": &text, "a slice": []secret.Text{text}, "an array": [1]secret.Text{text},
		"a map": map[string]secret.Text{"k": text}, "an exported field": exported{text},
		"a pointer to an exported field": &exported{text}, "an unexported field": newHolder(),
		"a pointer to an unexported field": func() any { h := newHolder(); return &h }(),
		"a slice of structs":               []any{newHolder(), exported{text}},
	}
	for name, v := range values {
		t.Run(name+" prints nothing with any verb", func(t *testing.T) {
			t.Parallel()
			for _, verb := range strings.Fields("%v %+v %#v %s %q %x %X %d %b %o %c %U %e %g %t %p %T %w %+q %#x %20s %-8v %.3s %[1]*[1]v") {
				mustNotShow(t, verb, fmt.Sprintf(verb, v))
			}
			mustNotShow(t, "Sprint", fmt.Sprint(v))
			mustNotShow(t, "Sprintln", fmt.Sprintln("x", v))
			mustNotShow(t, "Errorf", fmt.Errorf("open: %v", v).Error())
			mustNotShow(t, "errors.Join", errors.Join(fmt.Errorf("%s", v), fmt.Errorf("%+v", v)).Error())
		})
	}
	t.Run("a text prints as asterisks with every verb", func(t *testing.T) {
		t.Parallel()
		for _, verb := range strings.Fields("%v %+v %#v %s %q %x %d %t %20s") {
			if got := fmt.Sprintf(verb, text); got != secret.Mask {
				t.Errorf("%s prints %q, want %s", verb, got, secret.Mask)
			}
			if got := fmt.Sprintf(verb, secret.Text{}); got != secret.Mask {
				t.Errorf("%s prints the zero text as %q, want %s", verb, got, secret.Mask)
			}
		}
		if text.String() != secret.Mask || text.GoString() != secret.Mask {
			t.Errorf("String %q, GoString %q", text.String(), text.GoString())
		}
	})
}

func TestTextIsSafeFromReflection(t *testing.T) {
	t.Parallel()
	h := newHolder()
	var out strings.Builder
	dump(&out, reflect.ValueOf(&h), 0)
	if !strings.Contains(out.String(), "outer") {
		t.Fatalf("the dumper of this test sees nothing: %s", out.String())
	}
	mustNotShow(t, "a dump through unexported fields", out.String())
}

// dump prints like the deep printers do: through pointers, interfaces and
// unexported fields, and in spite of the read-only flag of package reflect.
func dump(out *strings.Builder, v reflect.Value, depth int) {
	if depth > 12 || !v.IsValid() {
		return
	}
	fmt.Fprintf(out, "(%s) ", v.Kind())
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		dump(out, v.Elem(), depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Field(i)
			if f.CanAddr() {
				f = reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem() //nolint:gosec // as deep printers do
			}
			dump(out, f, depth+1)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			dump(out, v.Index(i), depth+1)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			dump(out, k, depth+1)
			dump(out, v.MapIndex(k), depth+1)
		}
	case reflect.String:
		out.WriteString(v.String())
	default:
		if v.CanInterface() {
			fmt.Fprintf(out, "%v %#v", v.Interface(), v.Interface())
		}
	}
}

func TestTextEncodesToNothing(t *testing.T) {
	t.Parallel()
	text := secret.New(planted)
	v := struct {
		Token secret.Text            `json:"token"`
		Ptr   *secret.Text           `json:"ptr"`
		List  []secret.Text          `json:"list"`
		Map   map[string]secret.Text `json:"map"`
	}{text, &text, []secret.Text{text}, map[string]secret.Text{"k": text}}

	t.Run("JSON holds asterisks", func(t *testing.T) {
		t.Parallel()
		got, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		want := `{"token":"***","ptr":"***","list":["***"],"map":{"k":"***"}}`
		if string(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("XML and other users of MarshalText hold asterisks", func(t *testing.T) {
		t.Parallel()
		got, err := xml.Marshal(struct {
			XMLName xml.Name `xml:"x"`
			Token   secret.Text
		}{Token: text})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(got), "<Token>***</Token>") {
			t.Errorf("got %s", got)
		}
	})
	t.Run("gob refuses both ways", func(t *testing.T) {
		t.Parallel()
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(struct{ Token secret.Text }{text}); !errors.Is(err, secret.ErrRefused) {
			t.Errorf("encode: %v, want %v", err, secret.ErrRefused)
		}
		mustNotShow(t, "gob", buf.String())
		if err := new(secret.Text).GobDecode([]byte(planted)); !errors.Is(err, secret.ErrRefused) {
			t.Errorf("decode: %v, want %v", err, secret.ErrRefused)
		}
	})
	t.Run("decoding JSON or text into a secret is refused without showing it", func(t *testing.T) {
		t.Parallel()
		var in struct{ Token secret.Text }
		err := json.Unmarshal([]byte(`{"Token":"`+planted+`"}`), &in)
		if !errors.Is(err, secret.ErrRefused) {
			t.Fatalf("got %v, want %v", err, secret.ErrRefused)
		}
		mustNotShow(t, "the error", err.Error())
		if err := in.Token.UnmarshalText([]byte(planted)); !errors.Is(err, secret.ErrRefused) {
			t.Errorf("got %v, want %v", err, secret.ErrRefused)
		}
		if !in.Token.IsZero() {
			t.Error("a refused secret was taken all the same")
		}
	})
	t.Run("templates print asterisks", func(t *testing.T) {
		t.Parallel()
		const page = `{{.Token}} {{printf "%s %v %q" .Token .Token .Token}} {{print .List .Map}}`
		var out strings.Builder
		if err := template.Must(template.New("t").Parse(page)).Execute(&out, v); err != nil {
			t.Fatal(err)
		}
		const web = `<p title="{{.Token}}">{{.Token}} {{.List}}</p><script>let x = {{.Token}}, y = {{.}}</script><a href="/?q={{.Token}}">x</a>`
		if err := htmltemplate.Must(htmltemplate.New("t").Parse(web)).Execute(&out, v); err != nil {
			t.Fatal(err)
		}
		mustNotShow(t, "a template", out.String())
		if !strings.Contains(out.String(), secret.Mask) {
			t.Errorf("no asterisks in %s", out.String())
		}
	})
	t.Run("slog prints asterisks", func(t *testing.T) {
		t.Parallel()
		var out strings.Builder
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(h).Info("x", "v", text, "p", &text, "s", v, "h", newHolder(), slog.Group("g", "t", text))
		}
		mustNotShow(t, "slog", out.String())
	})
	t.Run("go-cmp compares by Equal and reports asterisks", func(t *testing.T) {
		t.Parallel()
		if d := cmp.Diff(text, secret.New(planted)); d != "" {
			t.Errorf("equal secrets differ: %s", d)
		}
		mustNotShow(t, "a difference", cmp.Diff(text, secret.New("another")))
	})
}

func TestText(t *testing.T) {
	t.Parallel()
	t.Run("reveals what it was made of", func(t *testing.T) {
		t.Parallel()
		for _, s := range []string{"", "a", planted, "\x00\xff", strings.Repeat("x", 1<<16)} {
			if got := secret.New(s).Reveal(); got != s {
				t.Errorf("Reveal = %q, want %q", got, s)
			}
		}
	})
	t.Run("the zero text and the empty secret are the same", func(t *testing.T) {
		t.Parallel()
		var zero secret.Text
		if !zero.IsZero() || !secret.New("").IsZero() || secret.New("x").IsZero() {
			t.Error("IsZero is wrong")
		}
		if zero.Reveal() != "" || !zero.Equal(secret.New("")) {
			t.Error("the zero text is not the empty secret")
		}
	})
	t.Run("equal means the same secret", func(t *testing.T) {
		t.Parallel()
		a, b := secret.New(planted), secret.New(strings.Clone(planted))
		if !a.Equal(b) || !b.Equal(a) {
			t.Error("the same secret is not equal")
		}
		for _, other := range []string{"", "x", planted + " ", planted[1:], strings.ToUpper(planted)} {
			if a.Equal(secret.New(other)) {
				t.Errorf("equal to %q", other)
			}
		}
	})
}

// TestPanicShowsNothing runs this test binary again and lets it die, because
// only the runtime prints an unrecovered panic.
func TestPanicShowsNothing(t *testing.T) {
	const marker = "WEIR_TEST_PANIC"
	text := secret.New(planted)
	switch os.Getenv(marker) {
	case "":
	case "text":
		panic(text)
	case "pointer":
		panic(&text)
	case "struct":
		panic(newHolder())
	case "error":
		panic(fmt.Errorf("open %v: %+v", text, newHolder()))
	}
	for _, how := range []string{"text", "pointer", "struct", "error"} {
		t.Run("a panic with a "+how, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestPanicShowsNothing$") //nolint:gosec // this test binary
			cmd.Env = append(os.Environ(), marker+"="+how, "GOTRACEBACK=system")
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "panic") {
				t.Fatalf("the process did not panic: %v\n%s", err, out)
			}
			mustNotShow(t, "a panic", string(out))
		})
	}
}
