package agent

import (
	"encoding/xml"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"weir/internal/atomicfile"
)

// Read returns a job as its files have it, and whether it is installed: what it
// runs, how often, with which variables, and where it may write. What cannot be
// understood, because somebody changed it, is empty. It fails only when a file
// cannot be read.
func (m Manager) Read(name string) (Job, bool, error) {
	j := Job{Name: name}
	if m.GOOS != "darwin" && m.GOOS != "linux" {
		return j, false, nil
	}
	for _, path := range m.Files(name) {
		text, _, err := atomicfile.Read(path, maxUnit)
		if err != nil {
			return j, false, err
		}
		switch filepath.Ext(path) {
		case ".plist":
			j.fromPlist(text)
		case ".service":
			j.fromService(string(text))
		case ".timer":
			if filepath.Dir(path) == m.unitDir() {
				j.Every = timerInterval(string(text))
			}
		}
	}
	return j, len(m.Files(name)) > 0, nil
}

// fromService reads the lines that Service writes.
func (j *Job) fromService(text string) {
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch key {
		case "Description":
			j.Title = strings.ReplaceAll(value, "%%", "%")
		case "ExecStart":
			if argv := unquote(strings.TrimPrefix(value, ":")); len(argv) > 0 {
				j.Program, j.Args = argv[0], argv[1:]
			}
		case "Environment":
			j.Environ = append(j.Environ, unquote(value)...)
		case "ReadWritePaths":
			for _, path := range unquote(value) {
				if path, ours := strings.CutPrefix(path, "-"); ours {
					j.Writes = append(j.Writes, path)
				}
			}
		}
	}
}

// unquote undoes quote for all words of a line. It returns nothing where a
// quotation mark is missing.
func unquote(line string) (words []string) {
	var word strings.Builder
	within, quoted := false, false
	for i := 0; i < len(line); i++ {
		c := line[i]
		escaped := i+1 < len(line) && (c == '\\' && quoted || c == '%' && line[i+1] == '%')
		switch {
		case escaped:
			i++
			within = true
			word.WriteByte(line[i])
		case c == '"':
			quoted, within = !quoted, true
		case c == ' ' && !quoted:
			if within {
				words = append(words, word.String())
			}
			word.Reset()
			within = false
		default:
			within = true
			word.WriteByte(c)
		}
	}
	if quoted {
		return nil
	}
	if within {
		words = append(words, word.String())
	}
	return words
}

// An element of a property list, with those within it.
type element struct {
	XMLName xml.Name
	Text    string    `xml:",chardata"`
	Items   []element `xml:",any"`
}

// entries calls f for each key of a dict with the element that follows it.
func (e element) entries(f func(key string, value element)) {
	for i := 0; i+1 < len(e.Items); i += 2 {
		if e.Items[i].XMLName.Local == "key" {
			f(e.Items[i].Text, e.Items[i+1])
		}
	}
}

// fromPlist reads what Plist writes.
func (j *Job) fromPlist(text []byte) {
	var list element
	if xml.Unmarshal(text, &list) != nil || len(list.Items) == 0 {
		return
	}
	list.Items[0].entries(func(key string, value element) {
		switch key {
		case "ProgramArguments":
			for i, arg := range value.Items {
				if i == 0 {
					j.Program = arg.Text
				} else {
					j.Args = append(j.Args, arg.Text)
				}
			}
		case "EnvironmentVariables":
			value.entries(func(name string, value element) { j.Environ = append(j.Environ, name+"="+value.Text) })
		case "StartInterval":
			j.Every = seconds(strings.TrimSpace(value.Text))
		case "StandardErrorPath":
			j.Log = value.Text
		}
	})
}

func timerInterval(text string) time.Duration {
	return seconds(strings.TrimSuffix(properties(text)["OnUnitActiveSec"], "s"))
}

// seconds reads a number of them; 0 for what is none.
func seconds(text string) time.Duration {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		return 0
	}
	return time.Duration(n) * time.Second
}
