package secret

import (
	"context"
	"log/slog"
)

// A Handler is a slog handler that takes secrets out of a record before it
// hands it to the next handler: attributes that are called like a secret (see
// NamesSecret) become ***, and every text, the message included, goes through
// Scrub. Errors, fmt.Stringers, structs, maps and slices are turned into clean
// texts, maps and slices first, so that no later handler can print them raw.
type Handler struct {
	inner slog.Handler
	hide  bool // within a group whose name is a secret's
}

// NewHandler returns a handler that scrubs records for inner.
func NewHandler(inner slog.Handler) slog.Handler { return &Handler{inner: inner} }

// Enabled reports whether the inner handler wants records of level.
func (h *Handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.inner.Enabled(ctx, level)
}

// Handle passes on a clean copy of r.
func (h *Handler) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, Scrub(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(h.attr(a))
		return true
	})
	return h.inner.Handle(ctx, clean)
}

// WithAttrs returns a handler whose records also have attrs, cleaned.
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &Handler{inner: h.inner.WithAttrs(h.attrs(attrs)), hide: h.hide}
}

// WithGroup returns a handler that puts later attributes into a group. In a
// group that is called like a secret, every attribute is one.
func (h *Handler) WithGroup(name string) slog.Handler {
	return &Handler{inner: h.inner.WithGroup(Scrub(name)), hide: h.hide || NamesSecret(name)}
}

func (h *Handler) attrs(attrs []slog.Attr) []slog.Attr {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = h.attr(a)
	}
	return clean
}

func (h *Handler) attr(a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	if v.Kind() == slog.KindAny && v.Any() == nil && a.Key == "" {
		return slog.Attr{} // the empty attribute, which handlers ignore
	}
	if h.hide && v.Kind() != slog.KindGroup || hides(a.Key, v.Kind()) {
		return slog.String(Scrub(a.Key), Mask)
	}
	switch v.Kind() {
	case slog.KindString:
		v = slog.StringValue(Scrub(v.String()))
	case slog.KindGroup:
		v = slog.GroupValue(h.attrs(v.Group())...)
	case slog.KindAny:
		v = slog.AnyValue(clean(v.Any()))
	case slog.KindBool, slog.KindDuration, slog.KindFloat64, slog.KindInt64, slog.KindTime, slog.KindUint64:
	case slog.KindLogValuer: // Resolve leaves none
		v = slog.StringValue(Mask)
	}
	return slog.Attr{Key: Scrub(a.Key), Value: v}
}

// hides reports whether a value of this kind under key is a secret. A truth
// value, a time and a duration are none whatever they are called, and a number
// is one only when the name ends in the secret: token=1234, not token_limit.
func hides(key string, kind slog.Kind) bool {
	switch kind {
	case slog.KindBool, slog.KindTime, slog.KindDuration:
		return false
	case slog.KindInt64, slog.KindUint64, slog.KindFloat64:
		return endsInSecret(key) && NamesSecret(key)
	case slog.KindAny, slog.KindGroup, slog.KindLogValuer, slog.KindString:
		return NamesSecret(key)
	default:
		return NamesSecret(key)
	}
}
