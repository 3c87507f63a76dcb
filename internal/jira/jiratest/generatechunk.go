package jiratest

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// chunkSize is how many lives are told in one go. An issue shows how its
// relatives are now, and they are at most so far away: of three chunks in
// memory the middle one can be written.
const chunkSize = kinFolk + 24

// A chunk is a run of issues.
type chunk struct {
	first    int
	drafts   []*draft
	children [][]int32 // the places of each issue's sub-tasks
	inward   [][]int32 // and of those that are linked to it
}

// stream tells all issues by ascending id: it hands over what shape makes of
// each. Lives are told, and shaped, on all processors.
func stream[T any](g *generator, shape func(*tale) T) func(yield func(T) bool) {
	return func(yield func(T) bool) {
		w := window{generator: g, here: g.chunk(0)}
		for w.here != nil {
			w.after = g.chunk(w.here.first + chunkSize)
			shaped := make([]T, len(w.here.drafts))
			inParallel(len(shaped), func(n int) { shaped[n] = shape(w.tale(w.here.drafts[n])) })
			for _, one := range shaped {
				if !yield(one) {
					return
				}
			}
			w.before, w.here = w.here, w.after
		}
	}
}

// chunk tells the lives from a place on, or returns nil behind the last.
func (g *generator) chunk(first int) *chunk {
	size := min(chunkSize, len(g.outlines)-first)
	if size <= 0 {
		return nil
	}
	k := &chunk{first: first, drafts: make([]*draft, size), children: make([][]int32, size), inward: make([][]int32, size)}
	for at := first; at < min(first+2*chunkSize, len(g.outlines)); at++ {
		o := &g.outlines[at]
		if n := int(o.parent) - first; o.role == subtask && n >= 0 && n < size {
			k.children[n] = append(k.children[n], int32(at)) //nolint:gosec // issues are counted in ints of 32 bits
		}
		if n := int(o.link) - first; n >= 0 && n < size {
			k.inward[n] = append(k.inward[n], int32(at)) //nolint:gosec // as above
		}
	}
	inParallel(size, func(n int) { k.drafts[n] = g.live(first+n, k.inward[n]) })
	return k
}

// A window is what is in memory of a site: the chunk that is written, and its
// neighbours.
type window struct {
	*generator
	before, here, after *chunk
}

func (w *window) draft(place int32) *draft {
	for _, k := range []*chunk{w.here, w.before, w.after} {
		if k == nil {
			continue
		}
		if n := int(place) - k.first; n >= 0 && n < len(k.drafts) {
			return k.drafts[n]
		}
	}
	return nil // never: relatives are near
}

// inParallel calls do for each number below n, some at the same time.
func inParallel(n int, do func(n int)) {
	const batch = 16
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+batch-1)/batch) {
		wait.Go(func() {
			for {
				end := int(next.Add(batch))
				if end-batch >= n {
					return
				}
				for at := end - batch; at < min(end, n); at++ {
					do(at)
				}
			}
		})
	}
	wait.Wait()
}
