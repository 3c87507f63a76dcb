// Package weir holds the words of Weir's domain: an issue as it leaves Jira,
// its people, its dates, the part of its history that measures flow, and the
// kinds of error that a user can do something about.
//
// It is values and pure rules. It must not reach the network, a disk, a clock
// or a database: whatever waits or remembers belongs in internal/.
package weir
