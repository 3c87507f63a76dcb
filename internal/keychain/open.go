package keychain

import (
	"context"
	"fmt"
	"os"

	"weir"
)

// A Mode says which store to use.
type Mode string

// The modes, as WEIR_KEYCHAIN and the configuration file name them.
const (
	ModeAuto   Mode = "auto"   // the system's keychain, or the file where there is none
	ModeSystem Mode = "system" // the system's keychain and nothing else
	ModeFile   Mode = "file"   // the encrypted file and nothing else
)

// Params say which store to open.
type Params struct {
	Mode   Mode // ModeAuto when empty
	System SystemParams
	// File is used in the modes file and auto. Without a Passphrase there is
	// nobody to ask and nothing in the environment.
	File FileParams
}

// Open returns the store that p.Mode calls for. In mode auto it probes the
// system's keychain, for three seconds at most and without asking anybody.
// The error is of kind Unauthorised, and spells out the choices, where no
// store can be opened.
func Open(ctx context.Context, p Params) (Store, error) {
	switch p.Mode {
	case ModeAuto, "":
		return openAuto(ctx, p)
	case ModeSystem:
		s := OpenSystem(p.System)
		if err := s.Probe(ctx); err != nil {
			return nil, s.explain("open", "", err)
		}
		return s, nil
	case ModeFile:
		if p.File.Passphrase == nil {
			return nil, noPassphrase(p.File.Path, "")
		}
		return OpenFile(p.File), nil
	default:
		return nil, &weir.Error{
			Kind: weir.BadConfig,
			Text: fmt.Sprintf("there is no keychain mode %q", string(p.Mode)),
			Next: "set WEIR_KEYCHAIN to auto, system or file",
		}
	}
}

func openAuto(ctx context.Context, p Params) (Store, error) {
	s := OpenSystem(p.System)
	err := s.Probe(ctx)
	switch {
	case err == nil:
		if _, gone := os.Stat(p.File.Path); gone == nil {
			s.hint = "there is also an encrypted file, " + p.File.Path + ": set WEIR_KEYCHAIN=file to use it"
		}
		return s, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("open keychain: %w", context.Cause(ctx))
	case p.File.Passphrase == nil:
		return nil, noPassphrase(p.File.Path, err.Error())
	}
	f := OpenFile(p.File)
	f.why = err.Error()
	return f, nil
}

// noPassphrase spells out what can be done where there is no way to open the
// file, and why the system's keychain is no way either.
func noPassphrase(path, why string) error {
	text := "there is no passphrase for the encrypted file " + path
	first := "- set WEIR_KEYCHAIN=system to use the system's keychain"
	if why != "" {
		text = "the system's keychain cannot be used (" + why + "), and " + text
		first = "- start and unlock the system's keychain"
	}
	return &weir.Error{
		Kind: weir.Unauthorised,
		Text: text,
		Next: "do one of these:\n" + first + "\n" +
			"- run it in a terminal, where Weir can ask for the passphrase\n" +
			"- name a file that holds the passphrase in WEIR_KEYCHAIN_PASSPHRASE_FILE, or set WEIR_KEYCHAIN_PASSPHRASE\n" +
			"- give the site in the environment: WEIR_JIRA_URL, WEIR_JIRA_USER and WEIR_JIRA_TOKEN_FILE",
	}
}
