package config

import (
	"path/filepath"

	"github.com/caarlos0/env/v11"

	"weir"
)

// Dirs are where Weir keeps things. They may not exist yet.
type Dirs struct {
	Config string // the configuration, and the encrypted file where there is no keychain
	State  string // the audit trail
}

// findDirs follows the habits of the system: XDG on Linux, the Library on
// macOS, AppData on Windows. WEIR_CONFIG and WEIR_STATE_DIR overrule them.
func findDirs(environ []string, goos string, v variables) (dirs Dirs, file string, err error) {
	values := env.ToMap(environ)
	switch goos {
	case "windows":
		dirs = Dirs{Config: join(values["APPDATA"], "weir"), State: join(values["LOCALAPPDATA"], "weir")}
	case "darwin":
		library := join(values["HOME"], "Library/Application Support/weir")
		dirs = Dirs{Config: library, State: library}
	default:
		dirs = Dirs{
			Config: join(first(values["XDG_CONFIG_HOME"], join(values["HOME"], ".config")), "weir"),
			State:  join(first(values["XDG_STATE_HOME"], join(values["HOME"], ".local/state")), "weir"),
		}
	}
	file = join(dirs.Config, "config.toml")
	if v.Config != "" {
		file, dirs.Config = v.Config, filepath.Dir(v.Config)
	}
	if v.StateDir != "" {
		dirs.State = v.StateDir
	}
	if file == "" || dirs.State == "" {
		return dirs, file, &weir.Error{
			Kind: weir.BadConfig, Text: "there is no home directory to keep the configuration in",
			Next: "set HOME; or name the places yourself: WEIR_CONFIG (a file) and WEIR_STATE_DIR",
		}
	}
	return dirs, file, nil
}

// join joins paths; what is unknown stays unknown.
func join(base, rest string) string {
	if base == "" {
		return ""
	}
	return filepath.Join(base, filepath.FromSlash(rest))
}

func first(values ...string) string {
	for _, value := range values {
		if filepath.IsAbs(value) {
			return value
		}
	}
	return ""
}

// expandHome replaces a leading ~ by the home directory.
func expandHome(path string, environ []string) string {
	rest, ok := cutTilde(path)
	if !ok {
		return path
	}
	values := env.ToMap(environ)
	home := values["HOME"]
	if home == "" {
		home = values["USERPROFILE"]
	}
	if home == "" {
		return path
	}
	return filepath.Join(home, rest)
}

func cutTilde(path string) (string, bool) {
	if path == "~" {
		return "", true
	}
	if len(path) > 1 && path[0] == '~' && (path[1] == '/' || path[1] == filepath.Separator) {
		return path[2:], true
	}
	return path, false
}
