package adf

import (
	"regexp"
	"strings"
)

// languages are those that a block of code may name in a note that shall be
// inert. None of them is known to be carried out by a program for notes as it
// is read.
const languages = " abap actionscript ada apex applescript arduino asm assembly autoit awk bash basic bat batch c c# c++ " +
	"clojure cmake cobol coffeescript conf console cpp cs csharp css csv d dart delphi diff dockerfile elixir elm erlang " +
	"f# fortran fsharp go golang gradle graphql groovy haskell hcl html http ini java javascript jinja js json json5 " +
	"jsx julia kotlin latex less lisp log lua make makefile markdown markup matlab md nginx nix objc objective-c objectivec " +
	"ocaml pascal perl php plain plaintext plpgsql powershell prolog properties protobuf puppet py python r racket rb " +
	"rst ruby rust sass scala scheme scss sh shell smalltalk sql swift tcl terraform tex text toml ts tsx typescript txt vb " +
	"vbnet verilog vhdl vim visualbasic xml yaml yml zig zsh "

// ordinary reports whether a language is one of programs or data.
func ordinary(language string) bool {
	return !strings.Contains(language, " ") && strings.Contains(languages, " "+strings.ToLower(language)+" ")
}

// instruction is how a code span begins that a plug-in of a program for notes
// carries out.
var instruction = regexp.MustCompile(`^\s*(?:\$?=|[A-Z_]+\[|button-)`)

// disarm makes words of code that would be carried out. Pieces of code behind one
// another may be written as one, so they are judged together.
func disarm(spans []span) {
	for i := 0; i < len(spans); i++ {
		from := i
		for i < len(spans) && spans[i].kind == code {
			i++
		}
		if run := spans[from:i]; obeyed(run) {
			for j := range run {
				run[j].kind = words
			}
		}
	}
}

// obeyed reports whether pieces of code, or the last ones of them, are an instruction.
func obeyed(run []span) bool {
	text := ""
	for i := len(run) - 1; i >= 0; i-- {
		// Of what is longer, no more matters.
		if text = run[i].text + text[:min(len(text), 200)]; instruction.MatchString(text) {
			return true
		}
	}
	return false
}
