package e2e_test

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"weir/internal/testenv"
)

// This file alone knows how Chromium is driven.

// browser is a Chromium of its own, with a profile that was empty and is deleted.
type browser struct{ ctx context.Context }

// startBrowser starts it, perhaps with further flags, or skips the test where there
// is none. It ends with the test, and is killed after three minutes at the latest.
func startBrowser(t *testing.T, flags ...string) browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		testenv.Skip(t, "chromium is not installed")
	}
	// Not the test's context: it is done before the browser is asked to end.
	limited, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 3*time.Minute)
	t.Cleanup(cancel)
	// The library makes a new directory for the profile, and deletes it when
	// the last process of the browser, of which some end late, is gone.
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.Env("HOME="+t.TempDir()),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
	)
	for _, name := range flags {
		options = append(options, chromedp.Flag(name, true))
	}
	allocated, closeAll := chromedp.NewExecAllocator(limited, options...)
	t.Cleanup(closeAll)
	ctx, kill := chromedp.NewContext(allocated)
	t.Cleanup(kill)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal("start the browser: ", err)
	}
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Error("end the browser: ", err)
		}
	})
	return browser{ctx}
}

// display is what somebody looks at a page with.
type display struct {
	width  int64
	scheme string // light or dark
}

// tab is a page that is open.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	told     []string // on the console, by the page or by the browser about it
	requests []string // URLs
}

// open opens a page in a tab of its own, which is closed with the test.
func (b browser) open(t *testing.T, s display, url string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, p.note); err != nil {
		t.Fatal("open a tab: ", err)
	}
	p.do(
		chromedp.EmulateViewport(s.width, 900),
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s.scheme}},
		}),
		command(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
		chromedp.Navigate(url),
	)
	return p
}

func (p *tab) note(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded: // with what the policy of the page refused
		p.told = append(p.told, fmt.Sprintf("%s of %s: %s", e.Entry.Level, e.Entry.Source, e.Entry.Text))
	case *runtime.EventConsoleAPICalled:
		p.told = append(p.told, fmt.Sprintf("console.%s", e.Type))
	case *runtime.EventExceptionThrown:
		p.told = append(p.told, e.ExceptionDetails.Text)
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
	}
}

// noted returns what was told on the console, and what was asked for.
func (p *tab) noted() (told, requests []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.told), slices.Clone(p.requests)
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal("drive the browser: ", err)
	}
}

// press strikes a key.
func (p *tab) press(key string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(key))
}

// run runs a script through the debugger, to which the policy of the page does
// not apply.
func (p *tab) run(script string) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](script))
}

// printed returns the page as a PDF file.
func (p *tab) printed() []byte {
	p.t.Helper()
	file, err := chromedp.Run(p.ctx, chromedp.PrintToPDF())
	if err != nil {
		p.t.Fatal("print: ", err)
	}
	return file
}

// photo returns a picture of all that can be scrolled to, as PNG.
func (p *tab) photo() []byte {
	p.t.Helper()
	picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Fatal("take a picture: ", err)
	}
	return picture
}

// images returns the names of all images as a screen reader is told them.
func (p *tab) images() []string {
	p.t.Helper()
	tree, err := chromedp.Call(p.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		p.t.Fatal("read the accessibility tree: ", err)
	}
	var names []string
	for _, node := range tree.Nodes {
		if node.Ignored || node.Role == nil || string(node.Role.Value) != `"image"` {
			continue
		}
		name := ""
		if node.Name != nil {
			name = string(node.Name.Value)
		}
		names = append(names, name)
	}
	return names
}

// answer returns what a script, or its promise, comes to.
func answer[T any](p *tab, script string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("ask the page: %v", err)
	}
	return value
}

// command is a step that the library has no name for.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, c, params)
		return err
	})
}
