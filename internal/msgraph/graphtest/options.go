package graphtest

import (
	"crypto/rand"
	"io"
	"time"

	"weir"
)

// DefaultUser is the account that signs in unless told otherwise.
const DefaultUser = "demo@example.com"

// Scopes are the permissions that Weir may ask for, and no others.
const Scopes = "Notes.ReadWrite User.Read offline_access"

// Options say how a World behaves. Only a client is needed: ClientID, or at
// least one of Clients.
type Options struct {
	Now  func() time.Time // default time.Now
	Rand io.Reader        // for ids and tokens; default crypto/rand

	// ClientID is the id of the application that may sign people in. With a
	// ClientSecret it is a confidential one, else a public one.
	ClientID     string
	ClientSecret string
	// Clients are further registered applications.
	Clients []Client

	User User // who signs in; default DefaultUser

	// AutoConsent lets the sign-in page send the browser back at once, and
	// approves device codes after their first poll.
	AutoConsent bool

	Limits Limits
	Quirks Quirks

	// TitleLag is how long GET pages/{id} answers with an empty title after a
	// page was made. The default is 3 s; a negative one is none.
	TitleLag time.Duration
	// SectionLag is how long a section that was made over the API is not ready:
	// a page that is made in it meanwhile loses its title for good. The default
	// is 3 s; a negative one is none.
	SectionLag time.Duration

	AccessLife     time.Duration // of access tokens; default 3,599 s
	RefreshLife    time.Duration // of refresh tokens, from their making; default 90 days
	CodeLife       time.Duration // of authorization codes; default 10 minutes
	DeviceLife     time.Duration // of device codes; default 15 minutes
	DeviceInterval time.Duration // between polls; default 5 s
	RefreshSize    int           // characters of a refresh token; default 1,200

	// MaxBody is the largest body of a request in bytes; default 70 MB.
	MaxBody int64
}

// A Client is an application that is registered with Microsoft.
type Client struct {
	ID     string
	Name   string // shown on the consent page; default "Weir"
	Secret string // empty for a public client
	// RedirectURIs are where a browser may be sent back. The port of a loopback
	// address is not compared, its path is. The default is http://localhost and
	// http://127.0.0.1 for a public client, and none for a confidential one.
	RedirectURIs []string
	// SingleTenant is a registration that /common does not serve: AADSTS50194.
	SingleTenant bool
}

// A User is the account that signs in.
type User struct {
	ID          string // default made up
	DisplayName string // default "Demo User"
	Mail        string // default DefaultUser
}

// Limits are those on the rate of requests to Graph for one user. Zero values
// stand for the documented ones, negative ones for none.
type Limits struct {
	PerMinute  int // default 120
	PerHour    int // default 400
	Concurrent int // default 5
	// Penalty is how long everything is refused once a limit was broken; default
	// 4 minutes. There is no Retry-After.
	Penalty time.Duration
}

// Quirks are what is uncertain about the real services, or differs between
// accounts. The zero value is what has been seen or is documented.
type Quirks struct {
	// TableReplaceRefused refuses to replace a table by its generated id with
	// 400/20141. It is documented to work, but nobody has measured it.
	TableReplaceRefused bool
	// BareCells shows the text of a plain cell without its paragraph, as the
	// documentation's examples do.
	BareCells bool
	// DeletedCode lets deleted pages answer 404/20113 instead of 404/20102.
	DeletedCode bool
	// SteadyTimes stops lastModifiedDateTime from wobbling by a second.
	SteadyTimes bool
	// RevokeOld makes a refresh token worthless once it was used. The real
	// service leaves it valid.
	RevokeOld bool
	// DeniedError is the error of a device code that the user declined; default
	// authorization_declined as documented by Microsoft. RFC 8628 says
	// access_denied.
	DeniedError string
}

// withDefaults fills what was left out and checks the rest.
func (o Options) withDefaults() (Options, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.ClientID != "" {
		o.Clients = append([]Client{{ID: o.ClientID, Secret: o.ClientSecret}}, o.Clients...)
	}
	if len(o.Clients) == 0 {
		return o, &weir.Error{
			Kind: weir.Usage, Text: "the simulated sign-in has no client",
			Next: "Give the id of an application, any text.",
		}
	}
	for i, c := range o.Clients {
		o.Clients[i] = c.withDefaults()
	}
	fill(&o.User.DisplayName, "Demo User")
	fill(&o.User.Mail, DefaultUser)
	fill(&o.TitleLag, 3*time.Second)
	fill(&o.SectionLag, 3*time.Second)
	fill(&o.AccessLife, 3599*time.Second)
	fill(&o.RefreshLife, 90*24*time.Hour)
	fill(&o.CodeLife, 10*time.Minute)
	fill(&o.DeviceLife, 15*time.Minute)
	fill(&o.DeviceInterval, 5*time.Second)
	fill(&o.RefreshSize, 1200)
	fill(&o.MaxBody, 70<<20)
	fill(&o.Limits.PerMinute, 120)
	fill(&o.Limits.PerHour, 400)
	fill(&o.Limits.Concurrent, 5)
	fill(&o.Limits.Penalty, 4*time.Minute)
	fill(&o.Quirks.DeniedError, "authorization_declined")
	if o.RefreshSize < 40 {
		return o, &weir.Error{
			Kind: weir.Usage, Text: "a refresh token of so few characters could be guessed",
			Next: "Choose at least 40 characters, or leave the length out.",
		}
	}
	return o, nil
}

func (c Client) withDefaults() Client {
	fill(&c.Name, "Weir")
	if len(c.RedirectURIs) == 0 && c.Secret == "" {
		c.RedirectURIs = []string{"http://localhost", "http://127.0.0.1"}
	}
	return c
}

// fill sets what was left out.
func fill[T comparable](value *T, otherwise T) {
	var zero T
	if *value == zero {
		*value = otherwise
	}
}
