package jira

// A walk counts through the pages of a list by their offsets. Entries can enter
// and leave the list while we read, and all behind them move: whoever only
// counts on misses one without a sign of it. So each page begins with the entry
// that ended the one before; when it does not, we go back by a page. In the end
// as many different entries must have come as the list holds.
type walk struct {
	from int                            // where the list is entered
	size int                            // entries asked for at a time
	page func(at int) (pageInfo, error) // reads the page that begins there
	came func() int                     // how many different entries came so far
}

const (
	// maxEmptyPages bounds how many pages in a row may hold nothing new.
	maxEmptyPages = 5
	// maxSetbacks bounds how often a moving list is followed.
	maxSetbacks = 20
)

func (w walk) run() error {
	at, last, setbacks, empty := w.from, "", 0, 0
	for {
		before, overlap := w.came(), 0
		if last != "" {
			overlap = 1
		}
		info, err := w.page(at - overlap)
		if err == nil {
			err = info.placed(at - overlap)
		}
		if err != nil {
			return err
		}
		if overlap == 1 && info.first != last {
			if setbacks++; setbacks > maxSetbacks {
				return incomplete("the list changes faster than it can be read")
			}
			at, last = max(w.from, at-w.size), ""
			continue
		}
		if empty++; w.came() > before {
			empty = 0
		}
		if empty >= maxEmptyPages {
			return incomplete("Jira keeps sending pages without anything new")
		}
		at += info.count - overlap
		if info.count == overlap || info.ends(at) {
			return w.whole(info)
		}
		if last = info.last; info.count == 1 {
			last = "" // a server that sends one entry at a time leaves no room for an overlap
		}
	}
}

// placed checks that the page says where it lies.
func (p pageInfo) placed(at int) error {
	if p.total == nil && p.isLast == nil || p.startAt != at || p.count > 0 && p.total != nil && *p.total < at+p.count {
		return incomplete("Jira's answer does not say where its page lies")
	}
	return nil
}

// ends reports whether nothing follows a page that ends at the given place. A
// total can be that of the page alone; where Jira says which page is the last,
// that counts.
func (p pageInfo) ends(at int) bool {
	if p.isLast != nil {
		return *p.isLast
	}
	return at >= *p.total
}

// whole checks that what came is all that there is, as far as the last page
// tells.
func (w walk) whole(info pageInfo) error {
	missing := info.total != nil && w.from+w.came() < *info.total
	unended := info.total == nil && !*info.isLast
	switch {
	case missing || unended:
		return incomplete("Jira counted more than it sent")
	case info.total != nil && w.from > *info.total:
		return incomplete("Jira's list has become shorter than what was read of it before")
	}
	return nil
}
