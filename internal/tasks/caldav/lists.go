package caldav

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"weir"
	"weir/internal/outbound"
)

// A List is a collection of a server that can hold tasks.
type List struct {
	Name string // as people see it; may be empty
	URL  string // its address, with which a Target is made
}

// A Server is one on which lists are looked for.
type Server struct {
	URL         string // any address of it: the server alone will often do
	Credentials Credentials
	Outbound    outbound.Options
}

const (
	wellKnown = "/.well-known/caldav" // RFC 6764 section 5

	askPrincipal = `<d:propfind xmlns:d="DAV:"><d:prop><d:current-user-principal/></d:prop></d:propfind>`
	askHome      = `<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><c:calendar-home-set/></d:prop></d:propfind>`
	askLists     = `<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop>` +
		`<d:resourcetype/><d:displayname/><c:supported-calendar-component-set/></d:prop></d:propfind>`
	makeList = `<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>` +
		`<d:displayname>%</d:displayname>` +
		`<c:supported-calendar-component-set><c:comp name="VTODO"/></c:supported-calendar-component-set>` +
		`</d:prop></d:set></c:mkcalendar>`
)

// Lists returns the account's task lists, by name. It asks for the account's
// principal and from there for its home (RFC 6764 section 6), and changes nothing.
func (s Server) Lists(ctx context.Context) ([]List, error) {
	c, home, err := s.home(ctx)
	if err != nil {
		return nil, err
	}
	return c.lists(ctx, home)
}

func (c *connection) lists(ctx context.Context, home string) ([]List, error) {
	answer, err := c.query(ctx, "PROPFIND", home, "1", askLists)
	if err != nil {
		return nil, err
	}
	var lists []List
	for _, r := range answer.Responses {
		p, ok := r.found()
		if !ok || p.Type == nil || p.Type.Calendar == nil || !takesTasks(p) {
			continue
		}
		path, err := c.local(r.Href)
		if err != nil {
			return nil, err
		}
		lists = append(lists, List{Name: clean(p.Name), URL: c.address(path)})
	}
	slices.SortFunc(lists, func(a, b List) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.URL, b.URL))
	})
	return lists, nil
}

// CreateList makes a list for tasks in the account's home, and returns it. name
// is what people see; the address is made from it. Weir does this only when it
// is told to. There may be a list of that name already: then the error is of
// kind BadInput, and nothing is changed.
func (s Server) CreateList(ctx context.Context, name string) (List, error) {
	name = strings.TrimSpace(strings.ReplaceAll(clean(name), "\n", " "))
	root, err := ParseURL(s.URL)
	if err != nil {
		return List{}, err
	}
	finder, home, err := s.home(ctx)
	if err != nil {
		return List{}, err
	}
	there, err := finder.lists(ctx, home)
	if err != nil {
		return List{}, err
	}
	path := home + slug(name) + "/"
	for _, l := range there {
		if l.Name == name || l.URL == finder.address(path) {
			return List{}, &weir.Error{Kind: weir.BadInput, Text: fmt.Sprintf("there is a list %q already", l.Name), Next: "use it, or give another name"}
		}
	}
	maker, err := connect(root, home, []string{"MKCALENDAR"}, s.Credentials, s.Outbound)
	if err != nil {
		return List{}, err
	}
	defer maker.client.CloseIdleConnections()
	var escaped strings.Builder
	if err := xml.EscapeText(&escaped, []byte(name)); err != nil {
		return List{}, err
	}
	resp, err := maker.do(ctx, request{
		method: "MKCALENDAR", path: path, body: xml.Header + strings.Replace(makeList, "%", escaped.String(), 1),
		header: map[string]string{"Content-Type": "application/xml; charset=utf-8"},
	})
	if err != nil {
		return List{}, fmt.Errorf("make list %q: %w", name, err)
	}
	return List{Name: name, URL: maker.address(path)}, ignoreClose(resp)
}

// slug makes a name fit for an address.
func slug(name string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, name)
	if s = strings.Trim(s, "-"); s == "" {
		return "tasks"
	}
	return s[:min(len(s), 60)]
}

// home finds the collection that holds the account's calendars.
func (s Server) home(ctx context.Context) (*connection, string, error) {
	given, err := ParseURL(s.URL)
	if err != nil {
		return nil, "", err
	}
	c, err := connect(given, "/", []string{"PROPFIND"}, s.Credentials, s.Outbound)
	if err != nil {
		return nil, "", err
	}
	defer c.client.CloseIdleConnections()
	var first error
	for _, entrance := range []func() (string, error){
		func() (string, error) { return given.Path, nil },
		func() (string, error) { return c.redirected(ctx, wellKnown) },
		func() (string, error) { return "/", nil },
	} {
		path, err := entrance()
		if err == nil {
			path, err = c.homeFrom(ctx, path)
		}
		if err == nil {
			return c, path, nil
		}
		if first == nil {
			first = err
		}
		if lasting(err) {
			return nil, "", err
		}
	}
	return nil, "", first
}

// lasting reports whether another address of the server would fail likewise, or
// the user has to decide something first.
func lasting(err error) bool {
	for _, kind := range []weir.Kind{weir.Unauthorised, weir.Unreachable, weir.Untrusted, weir.Refused, weir.Storage, weir.RateLimited, weir.BadConfig} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// redirected returns where the server sends whoever asks at path. It asks
// without credentials: they are for the place that is found, not for the way.
func (c *connection) redirected(ctx context.Context, path string) (string, error) {
	resp, err := c.send(ctx, request{
		method: "PROPFIND", path: path, body: xml.Header + askPrincipal, anonymous: true,
		header: map[string]string{"Content-Type": "application/xml; charset=utf-8", "Depth": "0"},
	})
	if resp == nil {
		return "", err
	}
	// A redirect that turns the request into a GET is refused by the policy, and
	// comes with its answer all the same. Another one has been followed.
	location := resp.Header.Get("Location")
	if resp.StatusCode/100 == 3 && location != "" {
		return c.local(location)
	}
	return resp.Request.URL.Path, errors.Join(err, ignoreClose(resp))
}

// homeFrom asks at path who the account is, and there for its home. A server
// that tells neither may be asked for the home at once.
func (c *connection) homeFrom(ctx context.Context, path string) (string, error) {
	principal, err := c.ask(ctx, path, askPrincipal, func(p prop) hrefs { return p.Principal })
	if err != nil {
		return "", err
	}
	if principal == "" {
		principal = path
	}
	home, err := c.ask(ctx, principal, askHome, func(p prop) hrefs { return p.HomeSet })
	if err != nil {
		return "", err
	}
	if home == "" {
		return "", &weir.Error{
			Kind: weir.NotFound,
			Text: fmt.Sprintf("%s at %s tells of no calendars of this account", peer, c.root.Host),
			Next: "give the address that its documentation names for CalDAV",
		}
	}
	return strings.TrimSuffix(home, "/") + "/", nil
}

func (c *connection) ask(ctx context.Context, path, question string, part func(prop) hrefs) (string, error) {
	answer, err := c.query(ctx, "PROPFIND", path, "0", question)
	if err != nil {
		return "", err
	}
	for _, r := range answer.Responses {
		if p, ok := r.found(); ok && len(part(p).Href) > 0 {
			return c.local(part(p).Href[0])
		}
	}
	return "", nil
}

// local returns the path of a href that leads to the same server. Credentials go
// to no other (promise C3).
func (c *connection) local(href string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return "", &weir.Error{Kind: weir.BadInput, Text: peer + " names an address that is none", Next: "tell the server's administrator"}
	}
	u = c.root.ResolveReference(u)
	if !strings.EqualFold(u.Host, c.root.Host) || u.Scheme != c.root.Scheme {
		elsewhere := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}
		return "", &weir.Error{
			Kind: weir.BadConfig,
			Text: fmt.Sprintf("%s at %s sends this account to another one, where Weir does not take its password by itself", peer, c.root.Host),
			Next: "if you trust it, give its address: url = \"" + clip(elsewhere.String()) + "\"",
		}
	}
	return u.Path, nil
}

func (c *connection) address(path string) string {
	return (&url.URL{Scheme: c.root.Scheme, Host: c.root.Host, Path: path}).String()
}

// list finds the list that is meant by name: an address, a path, or a name.
func (s Server) list(ctx context.Context, name string) (*url.URL, error) {
	root, err := ParseURL(s.URL)
	switch {
	case err != nil:
		return nil, err
	case name == "":
		return asCollection(root), nil
	case strings.HasPrefix(name, "/"):
		return asCollection(&url.URL{Scheme: root.Scheme, Host: root.Host, Path: name}), nil
	case strings.Contains(name, "://"):
		u, err := ParseURL(name)
		if err != nil {
			return nil, err
		}
		if u.Host != root.Host || u.Scheme != root.Scheme {
			return nil, &weir.Error{Kind: weir.BadConfig, Text: "`list` lies on another server than `url`", Next: "give the list's own server as `url`"}
		}
		return asCollection(u), nil
	}
	lists, err := s.Lists(ctx)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, l := range lists {
		if l.Name == name {
			found = append(found, l.URL)
		}
	}
	switch len(found) {
	case 1:
		return ParseURL(found[0])
	case 0:
		return nil, &weir.Error{Kind: weir.NotFound, Text: fmt.Sprintf("there is no list %q on %s", name, peer), Next: "choose another one, or make it: weir tasks init"}
	}
	return nil, &weir.Error{Kind: weir.BadConfig, Text: fmt.Sprintf("%d lists on %s are called %q", len(found), peer, name), Next: "give one by its address: list = \"" + found[0] + "\""}
}

func asCollection(u *url.URL) *url.URL {
	u.Path = strings.TrimSuffix(u.Path, "/") + "/"
	return u
}
