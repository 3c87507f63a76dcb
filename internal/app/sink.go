package app

import (
	"errors"
	"log/slog"

	"weir/internal/outbound"
)

// sinks hands each record to several sinks.
type sinks []outbound.Sink

func (s sinks) Record(r outbound.Record) error {
	var errs []error
	for _, sink := range s {
		errs = append(errs, sink.Record(r))
	}
	return errors.Join(errs...)
}

// A logSink shows the requests of a run as they happen: --debug.
type logSink struct{ log *slog.Logger }

func (l logSink) Record(r outbound.Record) error {
	l.log.Info("request",
		slog.String("peer", r.Peer), slog.String("method", r.Method), slog.String("host", r.Host), slog.String("path", r.Path),
		slog.Int("status", r.Status), slog.Duration("duration", r.Duration), slog.Int64("bytes", r.Bytes),
		slog.Int("attempt", r.Attempt), slog.String("fault", r.Fault))
	return nil
}
