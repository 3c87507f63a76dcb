package graphtest

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"golang.org/x/net/html"
)

// A World is one account's notebooks, and the sign-in that leads to them. It
// is an http.Handler; Serve gives it an address. Its methods, and those of
// what it holds, may be called from any goroutine.
type World struct {
	opts    Options
	journal journal
	limiter limiter
	faults  faults
	routes  []route

	mu          sync.Mutex
	notebooks   []*Notebook
	gone        map[string]bool // ids of deleted pages
	expandUntil time.Time       // until then any $expand fails
	phantoms    int             // so many pages to come never materialise
	quota       bool            // the account's storage is full
	signIn      signIn
}

// New makes a World without a notebook. It fails if the options cannot be used.
func New(opts Options) (*World, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	w := &World{opts: opts, gone: make(map[string]bool)}
	fill(&w.opts.User.ID, w.guid())
	w.limiter.limits = opts.Limits
	w.signIn = newSignIn()
	w.routes = routes()
	return w, nil
}

// A Parent is a Notebook or a Group: it holds sections and section groups.
type Parent interface{ contents() *box }

// A box is what notebooks and section groups have in common.
type box struct {
	world    *World
	id, name string
	created  time.Time
	sections []*Section
	groups   []*Group
}

func (b *box) contents() *box { return b }

// ID is what the API calls it.
func (b *box) ID() string { return b.id }

// Name is what a person reads.
func (b *box) Name() string {
	b.world.mu.Lock()
	defer b.world.mu.Unlock()
	return b.name
}

// A Notebook holds sections and section groups.
type Notebook struct{ *box }

// A Group is a section group: it holds sections and further groups.
type Group struct {
	*box
	up *box
}

// A Section holds pages.
type Section struct {
	world    *World
	up       *box
	id, name string
	created  time.Time
	ready    time.Time // before it, titles of new pages are lost
	trouble  Trouble
	pages    []*Page
}

// A Trouble is what is wrong with a section.
type Trouble string

// What can be wrong with a section, and how the API tells it. The codes are
// documented, the statuses of the last three are not.
const (
	NoTrouble         Trouble = ""
	SectionFull       Trouble = "full"               // 507/30102 when a page is made
	PasswordProtected Trouble = "password-protected" // 403/10004
	CheckedOut        Trouble = "checked out"        // 409/10012 when something is written
	Corrupt           Trouble = "corrupt"            // 500/10006 when a page is made
)

// A Page is one page of a section. The methods that change it are what a
// person does in a OneNote client: they change all generated ids.
type Page struct {
	world    *World
	section  *Section
	id       string
	title    string
	created  time.Time
	modified time.Time
	titled   time.Time // before it, GET pages/{id} has no title
	phantom  bool      // it never materialises
	reads    int       // of its metadata, for the wobble
	body     *html.Node
	idGUID   string // of the generated ids; new at each change
}

// AddNotebook adds a notebook, without the checks of the API.
func (w *World) AddNotebook(name string) *Notebook {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.addNotebook(name)
}

func (w *World) addNotebook(name string) *Notebook {
	n := &Notebook{&box{world: w, id: "1-" + w.guid(), name: name, created: w.opts.Now()}}
	w.notebooks = append(w.notebooks, n)
	return n
}

// AddGroup adds a section group to a Notebook or a Group.
func (w *World) AddGroup(to Parent, name string) *Group {
	w.mu.Lock()
	defer w.mu.Unlock()
	g := &Group{&box{world: w, id: "1-" + w.guid(), name: name, created: w.opts.Now()}, to.contents()}
	g.up.groups = append(g.up.groups, g)
	return g
}

// AddSection adds a section to a Notebook or a Group. It is ready at once.
func (w *World) AddSection(to Parent, name string) *Section {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.addSection(to.contents(), name)
}

func (w *World) addSection(to *box, name string) *Section {
	now := w.opts.Now()
	s := &Section{world: w, up: to, id: "1-" + w.guid(), name: name, created: now, ready: now}
	to.sections = append(to.sections, s)
	return s
}

// AddPage adds a page as another program would make it over the API: content
// is the HTML of its body, and ends up in one outline.
func (w *World) AddPage(to *Section, title, content string) *Page {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.newPage(to, title)
	p.body.AppendChild(outline(defaultDiv, normaliseIn(content, inBlock)))
	return p
}

// AddClientPage adds a page as a person makes it in a OneNote client: each of
// outlines is the HTML of one text box, and none of them is the default one.
// Without outlines the page is empty.
func (w *World) AddClientPage(to *Section, title string, outlines ...string) *Page {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.newPage(to, title)
	for n, content := range outlines {
		d := outline("", normaliseIn(content, inBlock))
		setAttr(d, "style", fmt.Sprintf("position:absolute;left:48px;top:%dpx;width:624px", 120+200*n))
		p.body.AppendChild(d)
	}
	closeMargins(p.body)
	return p
}

// newPage adds an empty page that is ready.
func (w *World) newPage(to *Section, title string) *Page {
	now := w.opts.Now()
	p := &Page{
		world: w, title: title, created: now, modified: now, titled: now,
		body: element("body"), idGUID: w.guid(),
	}
	p.putInto(to)
	to.pages = append(to.pages, p)
	return p
}

// putInto gives the page the id that it has in a section.
func (p *Page) putInto(s *Section) {
	p.section = s
	p.id = "1-" + hex.EncodeToString(p.world.bytes(16)) + "!1-" + s.id[2:]
}

// changed notes an edit: all generated ids are new.
func (p *Page) changed() {
	p.modified = p.world.opts.Now()
	p.idGUID = p.world.guid()
}

// Page returns the page with a title, the newest if there are several, or nil.
func (w *World) Page(title string) *Page {
	w.mu.Lock()
	defer w.mu.Unlock()
	var found *Page
	for p := range w.allPages() {
		if p.title == title && (found == nil || !p.created.Before(found.created)) {
			found = p
		}
	}
	return found
}

// Pages returns all pages, in the order of notebooks, sections and making.
func (w *World) Pages() []*Page {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Collect(w.allPages())
}

func (w *World) allPages() func(yield func(*Page) bool) {
	return func(yield func(*Page) bool) {
		for s := range w.allSections() {
			for _, p := range s.pages {
				if !yield(p) {
					return
				}
			}
		}
	}
}

func (w *World) allSections() func(yield func(*Section) bool) {
	return func(yield func(*Section) bool) {
		for b := range w.boxes() {
			for _, s := range b.sections {
				if !yield(s) {
					return
				}
			}
		}
	}
}

// boxes goes through all notebooks and groups, from the top down.
func (w *World) boxes() func(yield func(*box) bool) {
	return func(yield func(*box) bool) {
		for _, n := range w.notebooks {
			if !n.all(yield) {
				return
			}
		}
	}
}

// all goes through a box and the groups in it. It reports false if yield did.
func (b *box) all(yield func(*box) bool) bool {
	return yield(b) && !slices.ContainsFunc(b.groups, func(g *Group) bool { return !g.all(yield) })
}

// BreakExpand lets every request with $expand fail with 500/19999 for a while
// by the world's clock.
func (w *World) BreakExpand(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expandUntil = w.opts.Now().Add(d)
}

// NeverMaterialise lets the next n pages that are made over the API never get
// their content: they are listed, but their content and their deletion answer
// 404/20102.
func (w *World) NeverMaterialise(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.phantoms = n
}

// FillQuota lets everything that writes fail with 507/30101, or no longer.
func (w *World) FillQuota(full bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.quota = full
}

// bytes reads randomness. A reader that has ended is followed by crypto/rand,
// since ids must differ.
func (w *World) bytes(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(w.opts.Rand, b); err != nil {
		_, _ = rand.Read(b) // it never fails: the runtime ends the process instead
	}
	return b
}

func (w *World) guid() string {
	b := w.bytes(16)
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// token makes an opaque text of n characters.
func (w *World) token(n int) string {
	return base64.RawURLEncoding.EncodeToString(w.bytes(n))[:n]
}
