// Package agent has the operating system run a job of Weir in the background:
// launchd on macOS, systemd's user units on Linux, both for one user alone.
//
// It knows nothing about what the jobs do. It must not write a secret into the
// files of a job, nor anything outside the user's own directories.
package agent

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"weir"
	"weir/internal/secret"
)

// MinEvery is how often a job may run at most.
const MinEvery = time.Minute

var jobName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// maxEvery is how seldom it may run at least: more does not fit the formats,
// and is hardly meant.
const maxEvery = 31 * 24 * time.Hour

// A Job is a command of Weir that runs again and again for one user.
type Job struct {
	Name    string        // small letters, digits and hyphens: tasks
	Title   string        // what it does, in a line of plain words
	Program string        // the absolute path of the weir program
	Args    []string      // what follows the program's name; no secret
	Every   time.Duration // from MinEvery up; in whole seconds
	Environ []string      // NAME=value, as Keep returns them; no secret
	// Log is the absolute path of the file that standard error goes to under
	// launchd; systemd has a journal.
	Log string
	// Writes are the absolute paths of the directories in which the job changes
	// something. Under systemd all others are read-only where the kernel lets
	// a user's own units have that.
	Writes []string
}

// check refuses what cannot be written into the files of a job, or must not.
func (j Job) check() error {
	if !jobName.MatchString(j.Name) || strings.Contains(j.Title, `\`) {
		return fmt.Errorf("check job: the name %q or the title %q will not do", j.Name, j.Title)
	}
	if j.Every < MinEvery || j.Every > maxEvery {
		return &weir.Error{
			Kind: weir.Usage, Text: fmt.Sprintf("a job cannot run every %v", j.Every),
			Next: "choose something from 1m to 744h, which is 31 days; for instance 15m",
		}
	}
	for _, arg := range append([]string{j.Title}, j.Args...) {
		if err := checkText("an argument", arg); err != nil {
			return err
		}
		if secret.Scrub(arg) != arg {
			return &weir.Error{
				Kind: weir.Refused, Text: "an argument of the background job looks like a secret",
				Next: "arguments can be read by everybody on this computer: keep secrets in the keychain",
			}
		}
	}
	return checkEnviron(j.Environ)
}

// checkPaths refuses paths that the files of a job cannot name.
func (j Job) checkPaths() error {
	for _, path := range append([]string{j.Program, j.Log}, j.Writes...) {
		if err := checkPath(path); err != nil {
			return err
		}
	}
	return nil
}

// checkText refuses what has no place in a line of text, and what XML or
// systemd do not take for a character.
func checkText(what, text string) error {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Noncharacter_Code_Point, r) || r == unicode.ReplacementChar
	}) {
		return &weir.Error{
			Kind: weir.BadConfig, Text: fmt.Sprintf("%s of the background job holds control characters, or is not UTF-8: %q", what, text),
			Next: "a background job takes plain text only: rename what it names",
		}
	}
	return nil
}

// checkPath refuses the characters that systemd takes in no path of a program
// or a directory, however they are quoted.
func checkPath(path string) error {
	if err := checkText("a path", path); err != nil {
		return err
	}
	if !filepath.IsAbs(path) || strings.ContainsAny(path, `"'\`) {
		return &weir.Error{
			Kind: weir.BadConfig, Text: fmt.Sprintf("a background job cannot use the path %q", path),
			Next: "it must be absolute, and have no quotation mark and no backslash: move or rename it",
		}
	}
	return nil
}
