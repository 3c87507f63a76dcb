// Package msgraph signs a person in to Microsoft and makes the calls of
// Microsoft Graph that OneNote needs: notebooks, sections, pages and their
// content. It is the only package that names a path of Graph.
//
// It knows nothing of reports, of the keychain and of files: the grant that
// outlives a run is loaded from and saved to a Vault that it is handed, and the
// access tokens that are made from it live in memory alone. It must not send a
// grant anywhere but to the authority that gave it, nor an access token anywhere
// but to Graph; it follows no redirect; and it never repeats a change whose
// outcome is unknown (see ErrUncertain).
package msgraph
