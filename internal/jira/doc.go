// Package jira reads Jira: Cloud (REST v3) and Data Center (REST v2) behind one
// Client. It is the only package that names a path of Jira's API.
//
// It must not write to Jira: its clients are made from a Policy that allows GET
// on a short list of paths and nothing else. It must not take an answer for
// complete that is not: a lost sign-in, a login page, a body that ended early, a
// page token that repeats are errors, each with the user's next step.
package jira
