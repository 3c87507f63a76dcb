package tasks

import "context"

// Apply carries out a plan.
func Apply(ctx context.Context, j *Job, plan *Plan, hash func(...string) string) error {
	return j.apply(ctx, plan, hash, &plan.Report)
}

// The note, and the texts in it.
var (
	OneLine  = oneLine
	Lines    = lines
	PutBlock = putBlock
	BodyOf   = bodyOf
	Harmless = harmless
	InWords  = func(value any) string { return inWords(value, 3) }
)
