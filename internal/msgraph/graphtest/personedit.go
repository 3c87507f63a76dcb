package graphtest

import "golang.org/x/net/html"

// Edit lets a person do to the page whatever change does to its body, in the
// service's own form. It is for what the other methods cannot do.
func (p *Page) Edit(change func(body *html.Node) error) error { return p.edit(change) }
