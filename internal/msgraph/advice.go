package msgraph

import (
	"weir"
)

// advise says what a refused sign-in means for a person.
func (a App) advise(r *Refusal) error {
	e := &weir.Error{Kind: weir.Unauthorised, Err: r}
	again := "sign in again: " + signIn
	switch r.Class {
	case ErrSignedOut:
		e.Text, e.Next = signedOut(r.Code)
	case ErrMultiFactor:
		e.Text, e.Next = "Microsoft wants a second proof of who you are (multi-factor authentication)", again
	case ErrConditional:
		e.Kind, e.Text = weir.Forbidden, "a policy of your organisation blocks this sign-in (Conditional Access)"
		e.Next = "ask your Microsoft administrator, and give the code and the trace id: the sign-in log says which policy it is"
	case ErrNeedsConsent:
		e.Kind, e.Text = weir.Forbidden, "nobody has consented to this app for your account, or your organisation leaves that to an administrator"
		e.Next = again + "\nif Microsoft asks for approval there, an administrator can give it at\n" + a.consentURL()
	case ErrDeclined:
		e.Text, e.Next = "the sign-in was cancelled, or the permissions were declined", "to connect OneNote, sign in again and accept them: "+signIn
	case ErrNotAssigned:
		e.Kind, e.Text = weir.Forbidden, "your organisation lets only assigned people use this app, and you are not one of them"
		e.Next = "ask your Microsoft administrator to assign you to the app (Enterprise applications, Users and groups)"
	case ErrOtherAccount:
		e.Text = "this Microsoft account is not one that the app registration is for"
		e.Next = "sign in with another account: " + signIn + "\nor have the registration opened to \"any organizational directory and personal Microsoft accounts\""
	case ErrSignInExpired:
		return unended()
	case ErrSignInBusy:
		return busy(r)
	default:
		return a.misregistered(r)
	}
	return e
}

func signedOut(code int) (text, next string) {
	again := "sign in again: " + signIn
	switch code {
	case 70008, 700082:
		return "the Microsoft sign-in has expired, because it was not used for too long", again
	case 50173, 50132, 50133:
		return "the Microsoft sign-in was revoked, as happens when the password changes", again
	case 70043, 50089:
		return "your organisation wants people to sign in more often than this", again +
			"\nhow often is a policy (Conditional Access, sign-in frequency): your Microsoft administrator can exempt this app"
	case 700084:
		return "the Microsoft sign-in lasts a day only, because the app registration has the wrong platform",
			"have the redirect http://localhost registered under \"Mobile and desktop applications\" instead of \"Single-page application\", then " + again
	case 50055:
		return "the password of the Microsoft account has expired", "change it, then " + again
	case 50057:
		return "the Microsoft account is disabled", "ask your Microsoft administrator"
	default:
		return "Microsoft no longer accepts the sign-in: it was revoked or has ended", again
	}
}

// busy tells Microsoft's troubles from those that Weir makes by asking too often.
func busy(r *Refusal) error {
	e := &weir.Error{Kind: weir.ServerFault, Text: "Microsoft's sign-in fails at the moment", Next: "try again in a few minutes", Err: r}
	if r.Code == 50196 || r.Status == 429 {
		e.Kind, e.Text = weir.RateLimited, "Microsoft's sign-in was asked too often for the same"
		e.Next = "wait half an hour, and see that no second weir runs with the same sign-in"
	}
	return e
}

// misregistered is what an operator mends in the app registration. Nobody is
// signed out by it.
func (a App) misregistered(r *Refusal) error {
	e := &weir.Error{
		Kind: weir.BadConfig, Text: "Microsoft does not accept the app registration", Err: r,
		Next: "compare the client id in the configuration with the registration; the sign-in itself is unharmed",
	}
	switch r.Code {
	case 50011:
		e.Text = "the app registration does not have Weir's redirect"
		e.Next = "add http://localhost to it, under Authentication, \"Mobile and desktop applications\""
	case 50194, 500208:
		e.Text = "the app registration is for one organisation alone"
		e.Next = "open it to \"any organizational directory and personal Microsoft accounts\", or set the authority to https://login.microsoftonline.com/TENANT"
	case 7000218, 70002, 7000215, 7000222:
		e.Text = "Microsoft wants a client secret from the app registration, or rejects one"
		e.Next = "switch on \"Allow public client flows\" in the registration (Authentication): Weir on a person's computer has no secret; the sign-in itself is unharmed"
	case 700016, 90002, 900023:
		e.Text = "there is no such app registration, or no such organisation"
	case 501481, 54005:
		e.Kind, e.Text = weir.Unexpected, "Microsoft's answer belongs to another sign-in than this one"
		e.Next = "sign in again: " + signIn + "; if it happens again, report it with the code and the trace id"
	}
	if r.Class == "" && r.Reason == "" {
		return notMicrosoft(r)
	}
	return e
}

func unended() error {
	return &weir.Error{Kind: weir.Unauthorised, Text: "the sign-in was not finished in time", Next: "start it again: " + signIn, Err: ErrSignInExpired}
}

// notMicrosoft says that something else has answered, or half an answer came.
func notMicrosoft(cause error) error {
	return &weir.Error{
		Kind: weir.Truncated, Text: "what answered is not Microsoft's sign-in, or its answer broke off", Err: cause,
		Next: "try again; it may be the login page of a proxy or a VPN: open https://login.microsoftonline.com in a browser to see it",
	}
}
