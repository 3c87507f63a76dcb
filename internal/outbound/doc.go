// Package outbound makes every HTTP client that Weir uses, each from a Policy
// that says which peer it may speak to and how: hosts, methods, paths, headers.
// A request that its policy does not allow is refused before a socket opens.
//
// The clients speak https only (TLS 1.2 or later, HTTP/1.1), keep no cookie,
// follow no redirect off the host and none with credentials, honour the proxy
// settings of the environment, repeat what may be repeated (promise L1), bound
// every answer in size and time, and report each attempt to a Sink. Nothing below
// them sends a request a second time.
//
// Nothing outside this package may make an http.Client or an http.Transport.
package outbound
