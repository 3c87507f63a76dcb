// Package flow measures how work flows: cycle time, throughput, work in
// progress, age and what follows from them, and forecasts, from the change
// histories of issues and a workflow.
//
// It is values and pure rules: issues, a workflow, a policy, a moment and a seed
// go in, figures come out, and the same always give the same. Only one place,
// the Timeline, says when an item started and when it finished; every figure
// is made of that, so that no two can disagree. The words are those of the
// Kanban Guide (May 2025).
//
// It must not reach a network, a disk or a clock, must not draw anything, and
// holds no summary, no description and nobody's name.
package flow
