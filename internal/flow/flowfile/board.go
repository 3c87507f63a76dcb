package flowfile

import (
	"io"

	"weir"
)

// Board reads the configuration of a board from a JSON file: the answer of
// /board/ID/configuration. An error's kind is weir.BadInput,
// except where reading itself failed.
func Board(r io.Reader) (weir.BoardConfiguration, error) {
	d := newDecoder(r)
	config, other := d.board()
	if d.err == nil && len(config.Columns) == 0 {
		d.err = other.instead(boardKin)
	}
	return finish(d, config)
}

func (d *decoder) board() (config weir.BoardConfiguration, other kin) {
	if !d.enter('{') {
		return config, other
	}
	for d.more() {
		switch name := d.name(); string(name) {
		case "id":
			config.ID = d.text()
		case "name":
			config.Name = d.text()
		case "type":
			config.Kind = weir.BoardKind(d.text())
		case "location":
			config.Project = d.location()
		case "filter":
			config.FilterID = d.only("id")
		case "subQuery":
			config.SubQuery = d.only("query")
		case "estimation":
			config.Estimation = d.estimation()
		case "columnConfig":
			d.columnConfig(&config)
			other = boardKin
		default:
			other.see(name)
			d.skip()
		}
	}
	return config, other
}

// only reads one member of an object as a text.
func (d *decoder) only(member string) (text string) {
	if !d.enter('{') {
		return ""
	}
	for d.more() {
		if string(d.name()) == member {
			text = d.text()
		} else {
			d.skip()
		}
	}
	return text
}

// location reads where the board lives: a project, or nothing for a person's.
func (d *decoder) location() weir.Project {
	var p weir.Project
	var kind string
	if !d.enter('{') {
		return p
	}
	for d.more() {
		switch string(d.name()) {
		case "type":
			kind = d.text()
		case "id":
			p.ID = d.text()
		case "key":
			p.Key = d.text()
		case "name":
			p.Name = d.text()
		default:
			d.skip()
		}
	}
	if kind != "project" {
		return weir.Project{}
	}
	return p
}

func (d *decoder) estimation() (field string) {
	if !d.enter('{') {
		return ""
	}
	for d.more() {
		if string(d.name()) == "field" {
			field = d.only("fieldId")
		} else {
			d.skip()
		}
	}
	return field
}

func (d *decoder) columnConfig(config *weir.BoardConfiguration) {
	if !d.enter('{') {
		return
	}
	for d.more() {
		switch string(d.name()) {
		case "constraintType":
			config.Limits = d.text()
		case "columns":
			if !d.enter('[') {
				continue
			}
			for d.more() {
				config.Columns = append(config.Columns, d.column())
			}
		default:
			d.skip()
		}
	}
}

func (d *decoder) column() (c weir.Column) {
	if !d.enter('{') {
		return c
	}
	for d.more() {
		switch string(d.name()) {
		case "name":
			c.Name = d.text()
		case "min":
			c.Min = max(0, digits(d.text()))
		case "max":
			c.Max = max(0, digits(d.text()))
		case "statuses":
			if !d.enter('[') {
				continue
			}
			for d.more() {
				if id := d.only("id"); id != "" {
					c.Statuses = append(c.Statuses, id)
				}
			}
		default:
			d.skip()
		}
	}
	return c
}
