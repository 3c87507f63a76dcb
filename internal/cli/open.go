package cli

import (
	"errors"
	"log/slog"

	"weir/internal/app"
	"weir/internal/secret"
)

// open reads the configuration for a command.
func (s *session) open() (*app.App, error) {
	if s.debug {
		handler := slog.NewTextHandler(s.call.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug})
		s.env.Log = slog.New(secret.NewHandler(handler))
	}
	return app.Open(s.env)
}

// closeInto closes the app at the end of a command, and reports a failure to
// do so unless something else failed before.
func closeInto(err *error, a *app.App) { *err = errors.Join(*err, a.Close()) }
