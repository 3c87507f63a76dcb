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
