// Package wiki reads Jira's wiki markup, the rich text of Data Center, into the
// document tree of package adf.
//
// It must not lose text, and no input may make it panic, hang or grow without
// bound: what is no markup is text.
package wiki
