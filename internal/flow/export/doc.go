// Package export writes what was measured for programs: as JSON, whose shape is
// documented in docs/flow.md and does not change within a schema number, and as
// rows of an ActionableAgile CSV file.
//
// It must not measure anything itself, and holds no text of an issue: what is
// written is keys, types, stages and figures.
package export
