package jiratest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// staff are the people of a generated site.
type staff struct {
	team   []*Person // who works there; the account's own person first
	left   *Person   // who worked there once
	leave  time.Time // until then
	erased *Person   // whose account was deleted: no name is left
	robot  *Person   // an app
	groups []string
}

// hire invents the people. A team of thousands of issues is larger.
func hire(c chancer, p GenerateParams, begin time.Time, known *people) staff {
	s := staff{leave: begin.Add(p.Now.Sub(begin) / 2), groups: []string{"shop-developers", "site-admins", "Prüfung & Abnahme"}}
	for n, one := range colleagues()[:6+c.rng.IntN(3)] {
		who := Person{AccountID: accountID(one.login), Name: one.login, Display: one.display, Email: one.login + "@example.com", TimeZone: one.zone}
		if n == 0 {
			who.Email = p.User
		}
		s.team = append(s.team, known.know(who))
	}
	for n := range min(p.Issues/400, 240) {
		s.team = append(s.team, known.know(helper(n)))
	}
	s.left = known.know(Person{AccountID: accountID("left"), Name: "hanne.soelvkaer", Display: "Hanne Sølvkær", TimeZone: "Europe/Copenhagen", Inactive: true})
	s.erased = known.know(Person{AccountID: accountID("erased"), Name: "jirauser10190", Display: "Former user", Inactive: true})
	s.robot = known.know(Person{AccountID: accountID("robot"), Name: "rule-runner", Display: "Rule runner", App: true})
	return s
}

type colleague struct{ display, login, zone string }

func colleagues() []colleague {
	return []colleague{
		{"Robin Aldana", "robin.aldana", "Europe/Madrid"},
		{"Amara Nwosu", "amara.nwosu", "Africa/Lagos"},
		{"Jonas Ekblad", "jonas.ekblad", "Europe/Stockholm"},
		{"Mei Tsukino", "mei.tsukino", "Asia/Tokyo"},
		{"Priya Varadan", "priya.varadan", "Asia/Kolkata"},
		{"Zofia Wronka", "zofia.wronka", "Europe/Warsaw"},
		{"Idris Haddoun", "idris.haddoun", "Africa/Casablanca"},
		{"Seán Ó Brolcháin", "sean.brolchain", "Europe/Dublin"},
	}
}

// helper is one more colleague, of whom a large site has many.
func helper(n int) Person {
	given := []string{"Tomás", "Łucja", "Øyvind", "Ксана", "Νεφέλη", "小夏", "Ngọc", "Aïcha", "Jürg", "Sione", "نورا", "Ida"}
	family := []string{
		"Halvarsdal", "Oyelanmi", "Brâncovic", "Тихоног", "Παλιόκαστρος", "風早", "Đặngvu", "Bengharsa", "Strübli", "Faleolupe", "الزيتونة", "Quist-Ahn",
		"O'Carrowmore", "de la Ribera", "Vansintjan", "Żabnica", "İncirlidağ", "Ruiseñada", "Mäkiharju", "Lindquiest",
	}
	a, b := n%len(given), n/len(given)%len(family)
	login := "user" + decimal(int64(n+1))
	return Person{AccountID: accountID(login), Name: login, Display: given[a] + " " + family[b], TimeZone: "UTC"}
}

func accountID(login string) string {
	sum := sha256.Sum256([]byte("generated account " + login))
	return hex.EncodeToString(sum[:12])
}

// groupID is the id that Cloud gives to a group.
func groupID(name string) string {
	sum := sha256.Sum256([]byte("generated group " + name))
	id := hex.EncodeToString(sum[:16])
	return strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-")
}
