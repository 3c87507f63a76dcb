package adf

// spans writes what stands in a line. Elements that go on are not closed between.
func (h *html) spans(spans []span) {
	h.open = h.open[:0]
	for i := range spans {
		s := &spans[i]
		if s.kind == newline {
			h.raw("<br>")
			continue
		}
		var buffer [8]string
		h.within(h.elements(buffer[:0], s))
		if s.kind == picture && !h.oneNote {
			h.raw(`<img src="`)
			h.text(s.src)
			h.raw(`" alt="`)
			h.text(s.text)
			h.raw(`" loading="lazy" referrerpolicy="no-referrer">`)
			continue
		}
		h.text(s.text)
	}
	h.within(nil)
}

// within closes the elements that what comes next does not stand in, and opens
// those that it does.
func (h *html) within(elements []string) {
	same := 0
	for same < len(h.open) && same < len(elements) && h.open[same] == elements[same] {
		same++
	}
	for i := len(h.open) - 1; i >= same; i-- {
		h.raw("</")
		for _, c := range []byte(h.open[i][1:]) {
			if c == ' ' || c == '>' {
				break
			}
			h.b = append(h.b, c)
		}
		h.raw(">")
	}
	h.open = h.open[:same]
	for _, e := range elements[same:] {
		h.raw(e)
		h.open = append(h.open, e)
	}
}

// elements appends the beginnings of the elements that a span stands in, the
// outermost first.
func (h *html) elements(list []string, s *span) []string {
	target := s.link
	if s.kind == picture && h.oneNote && target == "" { // OneNote's servers would fetch it
		target = s.src
	}
	if target != "" {
		list = append(list, h.anchor(target))
	}
	for _, e := range []struct {
		mark          marks
		page, oneNote string
	}{
		{strong, "<strong>", "<strong>"},
		{em, "<em>", "<em>"},
		{strike, "<s>", "<strike>"},
		{underline, "<u>", "<u>"},
		{small, "<small>", `<span style="font-size:9pt">`},
		{sub, "<sub>", "<sub>"},
		{sup, "<sup>", "<sup>"},
	} {
		if s.marks&e.mark == 0 {
			continue
		}
		if h.oneNote {
			list = append(list, e.oneNote)
		} else {
			list = append(list, e.page)
		}
	}
	if s.color != "" {
		list = append(list, `<span style="color:`+s.color+`">`)
	}
	if s.back != "" {
		list = append(list, `<span style="background-color:`+s.back+`">`)
	}
	switch {
	case s.kind == code && h.oneNote:
		list = append(list, `<span style="font-family:Consolas">`)
	case s.kind == code:
		list = append(list, "<code>")
	}
	return list
}

func (h *html) anchor(target string) string {
	a := html{b: make([]byte, 0, len(target)+48)}
	a.raw(`<a href="`)
	a.text(target)
	if !h.oneNote {
		a.raw(`" rel="noopener noreferrer`)
	}
	a.raw(`">`)
	return string(a.b)
}
