package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"weir/internal/program"
)

// errNoBrowser is why a person cannot sign in with a browser on this computer.
var errNoBrowser = errors.New("there is no desktop to open a browser on")

// HasBrowser reports whether a browser can be opened on this computer: the
// variable BROWSER names one, or there is a desktop.
func (a *App) HasBrowser() bool { return a.env.Launch != nil && len(a.browsers("")) > 0 }

// OpenBrowser shows an address in the user's browser.
func (a *App) OpenBrowser(ctx context.Context, address string) error {
	err := errNoBrowser
	for _, call := range a.browsers(address) {
		var result program.Result
		if result, err = a.env.Launch(ctx, call); err == nil && result.Code == 0 {
			return nil
		}
		if err == nil {
			err = fmt.Errorf("%s failed (exit code %d)", call.Name, result.Code)
		}
	}
	return err
}

// browsers are the programs that can show an address, the user's own choice
// first: BROWSER names several with a colon between them, with %s where the
// address goes, or without.
func (a *App) browsers(address string) []program.Call {
	var calls []program.Call
	add := func(words ...string) {
		calls = append(calls, program.Call{Name: words[0], Args: words[1:], Environ: a.desktopEnviron(), Limit: 3 * time.Second})
	}
	for choice := range strings.SplitSeq(a.env.Getenv("BROWSER"), ":") {
		words := strings.Fields(choice)
		if len(words) == 0 || a.env.GOOS == "windows" { // there a colon is part of a path
			continue
		}
		i := slices.Index(words, "%s")
		if i < 0 {
			words, i = append(words, ""), len(words)
		}
		words[i] = address
		add(words...)
	}
	switch {
	case a.env.GOOS == "darwin":
		add("open", address)
	case a.env.GOOS == "windows":
		add("rundll32", "url.dll,FileProtocolHandler", address)
	case a.env.Getenv("DISPLAY")+a.env.Getenv("WAYLAND_DISPLAY") != "":
		add("xdg-open", address)
	}
	return calls
}

// desktopEnviron is what a browser is given of the environment: what a desktop's
// programs need, and nothing of Weir's.
func (a *App) desktopEnviron() []string {
	environ := a.plainEnviron()
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DESKTOP_SESSION", "SystemRoot", "APPDATA", "LOCALAPPDATA", "USERPROFILE", "TEMP"} {
		if value := a.env.Getenv(name); value != "" {
			environ = append(environ, name+"="+value)
		}
	}
	return environ
}
