package tasks

import (
	"crypto/sha256"
	"fmt"
)

// An Identity says which issue a task stands for, for as long as both live.
type Identity struct {
	Site  string // host and context path of the Jira site, in lower case, without https://
	Issue string // Jira's numeric id, which stays when the issue moves to another project
}

// Mark returns the identity as a UUID (RFC 9562, version 8: the first bits of
// a SHA-256). Two machines make the same one.
func (i Identity) Mark() string {
	b := sha256.Sum256([]byte("weir task\x00" + i.Site + "\x00" + i.Issue))
	b[6] = b[6]&0x0f | 0x80
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
