package agent

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// maxSpread bounds the chance delay of a run: people who all start at nine must
// not all ask Jira in the same second.
const maxSpread = 2 * time.Minute

// Service renders the unit that runs a job once. See systemd.service(5),
// systemd.exec(5) and, for the quoting, systemd.syntax(7).
//
// What hardens it works without privileges: nothing here needs a capability,
// and there is no PrivateUsers=. Where user namespaces are not to be had, or
// before systemd 254, the manager leaves out the three lines about the file
// system by itself; with PrivateUsers= the job would not start at all.
func (j Job) Service() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Written by Weir; `weir %s remove-agent` removes it.\n[Unit]\nDescription=%s\n\n", j.Name, specifiers(j.Title))
	// The colon has the manager leave dollar signs alone.
	b.WriteString("[Service]\nType=oneshot\nExecStart=:" + quote(j.Program))
	for _, arg := range j.Args {
		b.WriteString(" " + quote(arg))
	}
	b.WriteString("\n")
	for _, variable := range j.Environ {
		b.WriteString("Environment=" + quote(variable) + "\n")
	}
	b.WriteString(conditions)
	if j.usesTemp() {
		b.WriteString("ReadWritePaths=/tmp /var/tmp\n")
	} else {
		b.WriteString("PrivateTmp=yes\n")
	}
	for _, dir := range j.Writes {
		b.WriteString("ReadWritePaths=" + quote("-"+dir) + "\n") // the hyphen: it may be missing
	}
	return b.String()
}

// conditions are how each job runs: as a good neighbour, for an hour at most,
// and with no right that it does not use.
const conditions = `TimeoutStartSec=1h
Nice=10
IOSchedulingClass=idle
LimitCORE=0
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
ProtectSystem=strict
`

// usesTemp reports whether the job needs something in the directories for
// temporary files, which are otherwise empty ones of its own.
func (j Job) usesTemp() bool {
	return slices.ContainsFunc(slices.Concat([]string{j.Program}, j.Args, j.Environ, j.Writes), func(word string) bool {
		_, value, _ := strings.Cut(word, "=")
		return strings.HasPrefix(word, "/tmp/") || strings.HasPrefix(word, "/var/tmp/") ||
			strings.HasPrefix(value, "/tmp/") || strings.HasPrefix(value, "/var/tmp/")
	})
}

// Timer renders the unit that starts the job: soon after it is installed or the
// session begins, and then again and again, each time a little later by chance.
// There is no Persistent=, which makes up for missed dates only: an interval
// has none.
func (j Job) Timer() string {
	spread := min(j.Every/10, maxSpread).Truncate(time.Second)
	return fmt.Sprintf(`# Written by Weir; %s removes it.
[Unit]
Description=%s

[Timer]
OnActiveSec=10s
OnUnitActiveSec=%ds
RandomizedDelaySec=%ds
AccuracySec=10s

[Install]
WantedBy=timers.target
`, "`weir "+j.Name+" remove-agent`", specifiers(j.Title), int(j.Every.Seconds()), int(spread.Seconds()))
}

// quote writes one word as systemd reads it. What check refuses does not occur:
// control characters, and in paths quotation marks and backslashes.
func quote(word string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `%`, `%%`).Replace(word) + `"`
}

// specifiers writes text that is not quoted: a percent sign is no specifier.
func specifiers(text string) string { return strings.ReplaceAll(text, "%", "%%") }

// The names of a job's units.
func (j Job) service() string { return "weir-" + j.Name + ".service" }
func (j Job) timer() string   { return "weir-" + j.Name + ".timer" }

// unitDir is where a user's own units are: see systemd.unit(5).
func (m Manager) unitDir() string {
	if base := m.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(base) {
		return filepath.Join(base, "systemd", "user")
	}
	return filepath.Join(m.Home, ".config", "systemd", "user")
}
