// Package audit keeps the trail of Weir's requests in a file: one JSON line for
// each attempt, with what outbound records of it and nothing else. It puts a
// full file aside, reads the trail back, and removes it.
//
// Several processes may write to one trail. A lock file beside it orders them,
// and the trail is opened anew for each line, so that a trail which another
// process put aside or removed is never written to.
//
// It must not see a URL, a header or a body, and must not be reached from the
// flow app, which writes nothing.
package audit
