package agent

import (
	"fmt"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"weir"
	"weir/internal/secret"
)

// kept are the variables that a job must see as the person did who installed
// it, besides those whose names begin with WEIR_. They are not secret.
var kept = []string{
	"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME",
	"HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "all_proxy", "no_proxy",
	"SSL_CERT_FILE", "SSL_CERT_DIR", "TZ", "TASKRC", "TASKDATA", "PATH",
}

// Keep chooses from the variables of this process those that a job needs, in
// alphabetical order, and makes the paths in them absolute. A variable that
// holds a secret is refused: what is written into a job's file is no longer one.
func Keep(environ []string) ([]string, error) {
	values := map[string]string{}
	for _, variable := range environ {
		if name, value, ok := strings.Cut(variable, "="); ok { // the last one counts
			values[name] = value
		}
	}
	var out, secrets []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value := values[name]
		if value == "" || !strings.HasPrefix(name, "WEIR_") && !slices.Contains(kept, name) {
			continue
		}
		if ourSecret(name) {
			secrets = append(secrets, name)
			continue
		}
		if err := notSecret(name, value); err != nil {
			return nil, err
		}
		value, err := absolute(name, value)
		if err != nil {
			return nil, err
		}
		out = append(out, name+"="+value)
	}
	if len(secrets) > 0 {
		return nil, secretsRefused(secrets)
	}
	return out, checkEnviron(out)
}

// ourSecret reports whether a variable of Weir's is called like a secret, or is
// the user of a site (promise C1).
func ourSecret(name string) bool {
	return strings.HasPrefix(name, "WEIR_") && (secret.NamesSecret(name) || strings.HasSuffix(name, "_USER"))
}

// secretsRefused says what to do about all of them at once.
func secretsRefused(names []string) error {
	all, files := strings.Join(names, " and "), strings.Join(names, "_FILE and ")+"_FILE"
	if len(names) == 1 {
		return &weir.Error{
			Kind: weir.Refused, Text: all + " holds a secret, which may not be written into a background job",
			Next: "unset " + all + ", and keep the secret in the keychain (`weir connect`), or in a file for you alone that " + files + " names",
		}
	}
	return &weir.Error{
		Kind: weir.Refused, Text: all + " hold secrets, which may not be written into a background job",
		Next: "unset " + all + ", and keep the secrets in the keychain (`weir connect`), or in files for you alone that " + files + " name",
	}
}

func checkEnviron(environ []string) error {
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		if strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") != "" || name == "" {
			return fmt.Errorf("check job: %q is no name of a variable", name)
		}
		if err := notSecret(name, value); err != nil {
			return err
		}
		if err := checkText("the variable "+name, value); err != nil {
			return err
		}
	}
	return nil
}

// notSecret refuses a variable that is called like a secret, or looks like one.
// It does not repeat it.
func notSecret(name, value string) error {
	refused := &weir.Error{Kind: weir.Refused, Text: name + " holds a secret, which may not be written into a background job"}
	switch {
	case ourSecret(name):
		return secretsRefused([]string{name})
	case isProxy(name) && hasUserInfo(value):
		refused.Next = "give " + name + " without user and password, or run Weir from a script of your own: `weir tasks watch`, or cron"
	case !isPath(name) && !isProxy(name) && secret.Scrub(name+"="+value) != name+"="+value:
		refused.Next = "unset " + name
	default:
		return nil
	}
	return refused
}

func isProxy(name string) bool { return strings.HasSuffix(strings.ToLower(name), "_proxy") }

// hasUserInfo also finds it in a proxy without a scheme, which is allowed.
func hasUserInfo(value string) bool {
	if u, err := url.Parse(value); err == nil && u.User == nil && u.Host != "" {
		return false
	}
	return strings.Contains(value, "@")
}

// isPath reports whether a variable names files or directories. Such a name may
// look like anything: a home directory can be called after an e-mail address.
func isPath(name string) bool {
	return name == "WEIR_CONFIG" || name == "PATH" || strings.HasPrefix(name, "XDG_") || strings.HasPrefix(name, "TASK") ||
		strings.HasSuffix(name, "_FILE") || strings.HasSuffix(name, "_DIR")
}

// absolute returns the value as it is meant wherever the job is started.
func absolute(name, value string) (string, error) {
	switch {
	case name == "PATH":
		dirs := slices.DeleteFunc(filepath.SplitList(value), func(dir string) bool { return !filepath.IsAbs(dir) })
		return strings.Join(dirs, string(filepath.ListSeparator)), nil
	case !isPath(name) || strings.HasPrefix(value, "~") || strings.HasPrefix(name, "XDG_"):
		return value, nil
	}
	path, err := filepath.Abs(value)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", name, err)
	}
	return path, nil
}
