package msgraph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/secret"
)

func usual(refresh string) msgraph.Grant {
	return msgraph.Grant{RefreshToken: secret.New(refresh), ClientID: registration, Authority: msgraph.DefaultAuthority, Graph: msgraph.DefaultGraph}
}

func same(a, b msgraph.Grant) bool {
	return a.RefreshToken.Equal(b.RefreshToken) && a.ClientID == b.ClientID && a.Authority == b.Authority && a.Graph == b.Graph
}

func TestAGrantIsKeptInFewBytes(t *testing.T) {
	t.Parallel()
	const token = "1.AVoA!fake-refresh*token$" //nolint:gosec // made up
	kept, err := msgraph.EncodeGrant(usual(token))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"v":1,"c":"` + registration + `","r":"` + token + `"}`; kept.Reveal() != want {
		t.Errorf("kept %s, want %s", kept.Reveal(), want)
	}
	if shown := fmt.Sprintf("%v %+v %#v", kept, usual(token), usual(token)); strings.Contains(shown, "fake") {
		t.Errorf("it shows %s", shown)
	}
	if text, err := json.Marshal(usual(token)); err != nil || strings.Contains(string(text), "fake") {
		t.Errorf("it marshals as %s, %v", text, err)
	}
}

func TestAGrantComesBackAsItWas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := usual(rapid.StringOfN(rapid.RuneFrom(nil, &unicode.RangeTable{R16: []unicode.Range16{{Lo: '!', Hi: '~', Stride: 1}}}), 1, 3000, -1).Draw(t, "token"))
		if rapid.Bool().Draw(t, "elsewhere") {
			g.Authority = "https://" + rapid.StringMatching(`[a-z]{1,9}\.example\.com/[a-z0-9]{1,9}`).Draw(t, "authority")
			g.Graph = "https://" + rapid.StringMatching(`[a-z]{1,9}\.example\.com/v1\.0`).Draw(t, "graph")
		}
		kept, err := msgraph.EncodeGrant(g)
		if err != nil {
			t.Fatal(err)
		}
		back, err := msgraph.DecodeGrant(kept)
		if err != nil || !same(g, back) {
			t.Fatalf("%+v came back as %+v, %v", g, back, err)
		}
	})
}

func TestNothingElseIsTakenForAGrant(t *testing.T) {
	t.Parallel()
	head := `{"v":1,"c":"` + registration + `",`
	for name, text := range map[string]string{
		"nothing":                  "",
		"no JSON":                  "refresh-token",
		"half of it":               head + `"r":"tok`,
		"more than one":            head + `"r":"tok"}{}`,
		"a space":                  head + ` "r":"tok"}`,
		"another version":          strings.Replace(head, "1", "2", 1) + `"r":"tok"}`,
		"an unknown key":           head + `"r":"tok","x":1}`,
		"a key twice":              head + `"r":"tok","r":"tok2"}`,
		"a key in capitals":        head + `"R":"tok"}`,
		"no token":                 head + `"r":""}`,
		"a token with a line end":  head + `"r":"a\nb"}`,
		"a default that is spelt":  head + `"a":"https://login.microsoftonline.com/common","r":"tok"}`,
		"a plain authority":        head + `"a":"http://login.example.com/common","r":"tok"}`,
		"an authority with a user": head + `"a":"https://x@login.example.com/common","r":"tok"}`,
		"an odd client id":         `{"v":1,"c":"weir","r":"tok"}`,
		"far too much":             head + `"r":"` + strings.Repeat("x", 40<<10) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := msgraph.DecodeGrant(secret.New(text))
			wantKind(t, err, weir.Unauthorised)
			if strings.Contains(err.Error(), "tok") {
				t.Errorf("the error shows it: %v", err)
			}
		})
	}
	for name, change := range map[string]func(*msgraph.Grant){
		"no token":     func(g *msgraph.Grant) { g.RefreshToken = secret.Text{} },
		"no binding":   func(g *msgraph.Grant) { g.Authority, g.Graph = "", "" },
		"no client id": func(g *msgraph.Grant) { g.ClientID = "" },
	} {
		t.Run("nor is one written with "+name, func(t *testing.T) {
			t.Parallel()
			g := usual("tok")
			change(&g)
			if kept, err := msgraph.EncodeGrant(g); err == nil {
				t.Errorf("wrote %s", kept.Reveal())
			}
		})
	}
}
