package config

import (
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"weir"
)

// Two jobs that keep their tasks in one list fight: an issue that leaves the
// result of one of them is closed by it, and opened again by the other. So there
// may be one job for a file, and one for a CalDAV list.

// samePlace reports whether both jobs would keep their tasks in one list, as far
// as can be told without asking a server.
func (t Task) samePlace(o Task) bool {
	if t.Target != o.Target {
		return false
	}
	if t.Target == Markdown {
		return oneFile(t.File, o.File)
	}
	place := t.davPlace()
	return place != "" && place == o.davPlace()
}

// oneFile reports whether two paths lead to one file, be it there or not.
func oneFile(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if one, err := os.Stat(a); err == nil {
		other, err := os.Stat(b)
		return err == nil && os.SameFile(one, other)
	}
	return wholePath(a) == wholePath(b)
}

// wholePath is where a path leads in the end, whether anything is there or not.
func wholePath(path string) string {
	path = filepath.Clean(path)
	for range 40 { // links may go round in a circle
		if to, err := os.Readlink(path); err == nil {
			if !filepath.IsAbs(to) {
				to = filepath.Join(filepath.Dir(path), to)
			}
			path = to
			continue
		}
		break
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return filepath.Join(dir, filepath.Base(path))
	}
	return path
}

// davPlace writes the list of a job in one way only: by its address, or by its
// name and whose it is, which only the server can tell apart.
func (t Task) davPlace() string {
	u, err := url.Parse(strings.TrimSpace(t.URL))
	if err != nil || u.Host == "" {
		return ""
	}
	switch {
	case t.List == "":
	case strings.HasPrefix(t.List, "/"):
		u.Path = t.List
	case strings.Contains(t.List, "://"):
		if u, err = url.Parse(strings.TrimSpace(t.List)); err != nil {
			return ""
		}
	default:
		return strings.Join([]string{"name", davServer(u), t.User, t.List}, "\x00")
	}
	return davServer(u) + strings.TrimSuffix(u.Path, "/") + "/"
}

// davServer is the scheme and the host of an address, without a port that goes
// without saying.
func davServer(u *url.URL) string {
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	usual := map[string]string{"https": ":443", "http": ":80"}
	return scheme + "://" + strings.TrimSuffix(host, usual[scheme])
}

// Rival returns the name of another job that keeps its tasks where job does, the
// first one by name, or nothing.
func (c *Config) Rival(job Task) string { return rivalOf(job.Name, c.Tasks, job.samePlace) }

// ErrRival is the error for a job that would keep its tasks where the job rival
// does.
func ErrRival(job, rival string) error {
	return &weir.Error{
		Kind: weir.BadConfig,
		Text: fmt.Sprintf("the jobs %s and %s would keep their tasks in one list, and each close what the other one opens", rival, job),
		Next: "give one of them a file or a list of its own; or make one job of both queries, \"(…) OR (…)\"",
	}
}

// checkPlaces reports jobs that keep their tasks in one list, each beside the
// first one that does.
func (f file) checkPlaces(c *checker) {
	of := func(name string) Task { return f.Tasks[name].task(name, c.path, c.home) }
	eachRival(f.Tasks, of, Task.samePlace, func(job, before Task) {
		key := "file"
		if job.Target == CalDAV {
			key = "url"
		}
		taskChecker{c, []string{"tasks", job.Name}}.wrong(key,
			"[%s] and [%s] keep their tasks in one list, and would each close what the other one opens: give one of them a list of its own, or make one job of both queries, \"(…) OR (…)\"",
			dotted([]string{"tasks", before.Name}), dotted([]string{"tasks", job.Name}))
	})
}

// rivalOf returns the name of the first of all jobs, by name, that clashes with the
// one of the given name, or nothing.
func rivalOf[J any](name string, all map[string]J, clashes func(J) bool) string {
	for _, other := range slices.Sorted(maps.Keys(all)) {
		if other != name && clashes(all[other]) {
			return other
		}
	}
	return ""
}

// eachRival tells of each job of a file, by name, that clashes with one before it.
func eachRival[T, J any](tables map[string]T, of func(name string) J, clash func(a, b J) bool, tell func(job, before J)) {
	var alone []J
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		job := of(name)
		if i := slices.IndexFunc(alone, func(other J) bool { return clash(job, other) }); i >= 0 {
			tell(job, alone[i])
		} else {
			alone = append(alone, job)
		}
	}
}
