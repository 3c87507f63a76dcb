// Package jql reads Jira's query language into a tree, and builds queries in
// which data cannot become syntax.
//
// Parse decides whether a text is one whole query; what it accepts cannot
// break out of the parentheses that Query.Wrap puts around it. A Condition is
// made only by functions that quote or check what they are given.
//
// The package is pure. It must not know fields, projects or people, reach
// Jira, or read a clock: whether a field exists is for Jira to say.
package jql
