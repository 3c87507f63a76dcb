// Command weir lets Jira data flow one way, out to where people work.
package main

import (
	"os"
	_ "time/tzdata" // Jira profiles name time zones that a small system may lack

	"weir/internal/cli"
)

func main() { os.Exit(cli.Main()) }
