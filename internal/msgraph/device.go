package msgraph

import (
	"net/url"
	"regexp"
	"time"

	"golang.org/x/oauth2"
)

// userCode is what a person may be asked to type.
var userCode = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{3,31}$`)

const (
	defaultInterval = 5  // seconds, RFC 8628 section 3.2
	longestInterval = 60 // seconds
)

// soundDevice checks what is to be shown to a person, and bounds the waits: the
// library takes any number.
func (a *authority) soundDevice(d *oauth2.DeviceAuthResponse) (*oauth2.DeviceAuthResponse, error) {
	if d == nil || d.DeviceCode == "" || !userCode.MatchString(d.UserCode) {
		return nil, notMicrosoft(nil)
	}
	u, err := url.Parse(d.VerificationURI)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return nil, notMicrosoft(nil)
	}
	d.VerificationURI = u.String() // without what a terminal would obey
	if d.Interval <= 0 {
		d.Interval = defaultInterval
	}
	d.Interval = min(d.Interval, longestInterval)
	latest := a.clock.now().Add(longestDevice)
	if d.Expiry.IsZero() || d.Expiry.After(latest) {
		d.Expiry = latest
	}
	d.Expiry = d.Expiry.Round(time.Second)
	return d, nil
}
