// Package graphtest is "OneNote in a box": an HTTPS server that answers as
// Microsoft Graph does for OneNote, and as Microsoft's sign-in does. It serves
// the tests, `weir simulate graph` and the demo.
//
// It knows the endpoints that Weir may call, and remembers every request that
// goes beyond them. A page is kept as the service keeps it: normalised, with
// ids that change at every edit. A person at the page is played by methods of
// Page.
//
// It must not import the testing package, since it ships in the binary, must
// not write a file, and must not be kinder than the real services: what they
// drop, delay, refuse or lose is dropped, delayed, refused and lost here. Where
// nobody has measured what the real ones do, a switch of Quirks plays either.
package graphtest
