package file

import "weir/internal/report"

// VersionOf is what Read would give for a file that it can read.
func VersionOf(data []byte) any { return versionOf(data) }

// ReadBytes reads a file that is in memory.
func ReadBytes(f Format, data []byte, mark string) (report.Found, error) {
	c, err := codecOf(Options{Format: f})
	if err != nil {
		return report.Found{}, err
	}
	return c.read(data, mark)
}

// WriteBytes writes a file in memory.
func WriteBytes(f Format, data []byte, v report.View) ([]byte, error) {
	c, err := codecOf(Options{Format: f})
	if err != nil {
		return nil, err
	}
	out, _, err := c.write(data, v)
	return out, err
}

// MaxFile is how large a file may be.
const MaxFile = maxFile

// Around lists what stands on the sheet of a report and is people's: its texts and
// its formulas; and says where each of them is.
func Around(data []byte) (list []string, places map[string]string, err error) {
	b, err := xlsxOpen(data)
	if err != nil {
		return nil, nil, err
	}
	r, err := b.table("weir-weekly-3f9a1c2e")
	if r == nil || err != nil {
		return nil, nil, err
	}
	places = map[string]string{}
	for at, c := range r.xlsxGrid.cells {
		if text := c.text + c.formula; text != "" && r.isTheirs(at) {
			list = append(list, c.text+"="+c.formula)
			places[cellAt(at.row+1, at.column)] = c.text + "=" + c.formula
		}
	}
	return list, places, nil
}
