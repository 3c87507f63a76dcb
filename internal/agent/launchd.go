package agent

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

const doctype = `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">`

// Plist renders what launchd knows of the job: see launchd.plist(5). launchd
// starts it when the person logs in, and after a sleep makes up for one run.
func (j Job) Plist() (string, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header + doctype + "\n")
	p := plist{enc: xml.NewEncoder(&b)}
	p.enc.Indent("", "  ")
	p.put(xml.Comment(fmt.Sprintf(" Written by Weir; `weir %s remove-agent` removes it. ", j.Name)))
	p.put(xml.StartElement{Name: xml.Name{Local: "plist"}, Attr: []xml.Attr{{Name: xml.Name{Local: "version"}, Value: "1.0"}}})
	p.open("dict")
	p.key("Label")
	p.text("string", j.label())
	p.key("ProgramArguments")
	p.open("array")
	for _, arg := range append([]string{j.Program}, j.Args...) {
		p.text("string", arg)
	}
	p.shut("array")
	if len(j.Environ) > 0 {
		p.key("EnvironmentVariables")
		p.open("dict")
		for _, variable := range j.Environ {
			name, value, _ := strings.Cut(variable, "=")
			p.key(name)
			p.text("string", value)
		}
		p.shut("dict")
	}
	p.key("StartInterval")
	p.text("integer", strconv.Itoa(int(j.Every.Seconds())))
	p.key("RunAtLoad")
	p.text("true", "")
	p.key("ProcessType")
	p.text("string", "Background")
	p.key("LowPriorityIO")
	p.text("true", "")
	p.key("Umask")
	p.text("integer", strconv.Itoa(0o077)) // in decimal, as launchd reads it
	p.key("StandardErrorPath")
	p.text("string", j.Log)
	p.shut("dict")
	p.shut("plist")
	if err := errors.Join(p.err, p.enc.Close()); err != nil {
		return "", fmt.Errorf("write property list: %w", err)
	}
	return b.String() + "\n", nil
}

// A plist writes elements, and remembers the first failure.
type plist struct {
	enc *xml.Encoder
	err error
}

func (p *plist) put(token xml.Token) {
	if p.err == nil {
		p.err = p.enc.EncodeToken(token)
	}
}

func (p *plist) open(name string) { p.put(xml.StartElement{Name: xml.Name{Local: name}}) }
func (p *plist) shut(name string) { p.put(xml.EndElement{Name: xml.Name{Local: name}}) }
func (p *plist) key(name string)  { p.text("key", name) }

func (p *plist) text(name, text string) {
	p.open(name)
	if text != "" {
		p.put(xml.CharData(text))
	}
	p.shut(name)
}

// label is the job's name in launchd.
func (j Job) label() string { return "weir." + j.Name }

func (m Manager) plistPath(j Job) string {
	return filepath.Join(m.Home, "Library", "LaunchAgents", j.label()+".plist")
}
