package config

import (
	"path/filepath"
	"strings"

	"weir"
)

// Dirs are where Weir keeps things. They may not exist yet; whoever writes
// there makes them, for the owner alone.
type Dirs struct {
	Config string // the configuration, and the encrypted file where there is no keychain
	State  string // the audit trail, and whatever a later run needs
	Cache  string // what can be fetched again; may be empty
}

// findDirs follows the habits of the system: the XDG Base Directory
// Specification on Unix, the Library on macOS, AppData on Windows. WEIR_CONFIG
// and WEIR_STATE_DIR overrule them.
func findDirs(values map[string]string, goos, home string, v variables) (dirs Dirs, file string, err error) {
	separator := "/"
	switch goos {
	case "windows":
		separator = `\`
		dirs = Dirs{
			Config: join(separator, caseless(values, "AppData"), "weir"), State: join(separator, caseless(values, "LocalAppData"), "weir"),
			Cache: join(separator, caseless(values, "LocalAppData"), "weir", "cache"),
		}
	case "darwin":
		support := join(separator, home, "Library", "Application Support", "weir")
		dirs = Dirs{Config: support, State: support, Cache: join(separator, home, "Library", "Caches", "weir")}
	default:
		dirs = Dirs{
			Config: xdg(values["XDG_CONFIG_HOME"], home, ".config"), State: xdg(values["XDG_STATE_HOME"], home, ".local/state"),
			Cache: xdg(values["XDG_CACHE_HOME"], home, ".cache"),
		}
	}
	file = join(separator, dirs.Config, "config.toml")
	if v.Config != "" {
		file = expandHome(v.Config, home)
		dirs.Config = filepath.Dir(file)
	}
	if v.StateDir != "" {
		dirs.State = expandHome(v.StateDir, home)
	}
	if file == "" || dirs.State == "" {
		return Dirs{}, "", &weir.Error{
			Kind: weir.BadConfig, Text: "there is no home directory to keep the configuration in",
			Next: "set HOME; or name the places yourself: WEIR_CONFIG (a file) and WEIR_STATE_DIR",
		}
	}
	return dirs, file, nil
}

func homeDir(values map[string]string, goos string) string {
	if goos == "windows" {
		return caseless(values, "UserProfile")
	}
	return values["HOME"]
}

// caseless finds a variable as Windows does, without regard to case.
func caseless(values map[string]string, name string) string {
	for key, value := range values {
		if strings.EqualFold(key, name) {
			return value
		}
	}
	return ""
}

// xdg returns our directory below base, which counts only when it is absolute,
// and else below rest in the home directory.
func xdg(base, home, rest string) string {
	if strings.HasPrefix(base, "/") {
		return join("/", base, "weir")
	}
	return join("/", home, rest, "weir")
}

// join joins with the separator of the system that the paths are for, and is
// empty when base is.
func join(separator, base string, parts ...string) string {
	if base == "" {
		return ""
	}
	return strings.TrimRight(base, separator) + separator + strings.Join(parts, separator)
}

// expandHome replaces a leading ~ by the home directory.
func expandHome(path, home string) string {
	rest, found := strings.CutPrefix(path, "~")
	if !found || home == "" || rest != "" && rest[0] != '/' && rest[0] != filepath.Separator {
		return path
	}
	return home + rest
}

// shortHome writes a path below the home directory with ~, as people do.
func shortHome(path, home string) string {
	if rest, found := strings.CutPrefix(path, home); found && home != "" && rest != "" && (rest[0] == '/' || rest[0] == filepath.Separator) {
		return "~" + rest
	}
	return path
}
