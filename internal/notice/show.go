package notice

import (
	"context"
	"errors"
	"fmt"
	"html"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"weir/internal/program"
)

// showLimit is how long the desktop may take. A job does not wait for a person.
const showLimit = 10 * time.Second

// ErrNoDesktop says that nobody could see a notice here: no fault of anybody's.
var ErrNoDesktop = errors.New("there is no desktop that shows notices")

// show shows a notice on the desktop of this machine. Windows has none that a
// program without a shortcut in the start menu could reach.
func (n *Notifier) show(ctx context.Context, title, body string) error {
	ctx, cancel := context.WithTimeout(ctx, showLimit)
	defer cancel()
	switch n.p.GOOS {
	case "darwin":
		return n.showByScript(ctx, title, body)
	case "windows":
		return ErrNoDesktop
	default:
		return n.showByBus(ctx, title, body)
	}
}

// showByScript hands the texts to the script as arguments: no text is ever a
// part of the script. The title begins with a letter, so it is no option.
func (n *Notifier) showByScript(ctx context.Context, title, body string) error {
	result, err := n.p.Run(ctx, program.Call{
		Name: "/usr/bin/osascript", Environ: n.p.Environ, Limit: showLimit,
		Args: []string{
			"-e", "on run argv", "-e", "display notification (item 2 of argv) with title (item 1 of argv)", "-e", "end run",
			title, body,
		},
	})
	if err == nil && result.Code != 0 {
		err = fmt.Errorf("osascript ended with code %d", result.Code)
	}
	return err
}

// Names of the desktop's notices on the session bus: see the Desktop
// Notifications Specification of freedesktop.org.
const (
	busName    = "org.freedesktop.Notifications"
	objectPath = dbus.ObjectPath("/org/freedesktop/Notifications")
)

func (n *Notifier) showByBus(ctx context.Context, title, body string) error {
	address := n.busAddress()
	if address == "" {
		return ErrNoDesktop
	}
	conn, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("%w: reach the session bus: %w", ErrNoDesktop, err)
	}
	defer func() { _ = conn.Close() }() // what was to be said was said
	desktop := conn.Object(busName, objectPath)
	var abilities []string
	if err := desktop.CallWithContext(ctx, busName+".GetCapabilities", 0).Store(&abilities); err != nil {
		return fmt.Errorf("%w: %w", ErrNoDesktop, err)
	}
	if slices.Contains(abilities, "body-markup") {
		body = html.EscapeString(body) // else it is shown as it is
	}
	var id uint32
	err = desktop.CallWithContext(ctx, busName+".Notify", 0,
		"Weir", uint32(0), "", title, body, []string{}, map[string]dbus.Variant{}, int32(-1)).Store(&id)
	if err != nil {
		return fmt.Errorf("show notice: %w", err)
	}
	return nil
}

// busAddress finds the session bus: on this machine, never one to be started,
// and never one elsewhere.
func (n *Notifier) busAddress() string {
	address := n.p.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if address == "" {
		if dir := n.p.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
			address = "unix:path=" + dbus.EscapeBusAddressValue(filepath.Join(dir, "bus"))
		}
	}
	for one := range strings.SplitSeq(address, ";") {
		if strings.HasPrefix(one, "unix:") {
			return one
		}
	}
	return ""
}
