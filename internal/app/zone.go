package app

import (
	"os"
	"strings"
	"time"
)

// named returns the computer's zone under the name by which it can be found on
// another computer, if the system tells: figures that depend on it can be made
// again there.
func (e Environment) named(zone *time.Location) *time.Location {
	if zone != time.Local {
		return zone
	}
	name := strings.TrimPrefix(e.Getenv("TZ"), ":")
	if name == "" {
		target, err := os.Readlink("/etc/localtime")
		if err != nil {
			return zone
		}
		_, name, _ = strings.Cut(target, "zoneinfo/")
	}
	found, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return zone
	}
	return found
}
