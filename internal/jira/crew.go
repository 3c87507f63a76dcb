package jira

import (
	"context"
	"slices"
	"sync"
)

// A task is a piece of work. It may add further tasks to its crew.
type task func(context.Context) error

// A crew does tasks, several at a time.
type crew struct {
	mu   sync.Mutex
	wake sync.Cond
	todo []task // the last one is next
	busy int    // tasks that are being done, and can add others
	over bool
	err  error // why it is over, if not because all is done
}

func newCrew(tasks ...task) *crew {
	c := &crew{}
	c.wake.L = &c.mu
	c.add(tasks...)
	return c
}

// add puts tasks before all that wait: what is begun is finished before
// something new is begun, so that little is in memory.
func (c *crew) add(tasks ...task) {
	slices.Reverse(tasks)
	c.mu.Lock()
	c.todo = append(c.todo, tasks...)
	c.mu.Unlock()
	c.wake.Broadcast()
}

// run has n workers do all tasks, and returns when the last of them has gone
// home. The first task that fails, or the end of ctx, ends the work of all.
func (c *crew) run(ctx context.Context, n int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.stop(ctx.Err()) })()
	var workers sync.WaitGroup
	for range n {
		workers.Go(func() {
			defer cancel() // the first to go home has done, or has met, the end
			c.work(ctx)
		})
	}
	workers.Wait()
	return c.err
}

func (c *crew) work(ctx context.Context) {
	for t := c.next(); t != nil; t = c.next() {
		err := t(ctx)
		c.mu.Lock()
		c.busy--
		c.mu.Unlock()
		if err != nil {
			c.stop(err)
		}
	}
}

// next waits for a task; it returns nil when there will be none.
func (c *crew) next() task {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.todo) == 0 && c.busy > 0 && !c.over {
		c.wake.Wait()
	}
	if c.over || len(c.todo) == 0 {
		c.over = true
		c.wake.Broadcast()
		return nil
	}
	last := len(c.todo) - 1
	t := c.todo[last]
	c.todo[last] = nil
	c.todo = c.todo[:last]
	c.busy++
	return t
}

// stop ends the work, unless it is over.
func (c *crew) stop(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.over {
		c.over, c.err = true, err
	}
	c.wake.Broadcast()
}
