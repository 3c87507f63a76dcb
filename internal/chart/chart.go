package chart

import (
	"errors"
	"fmt"
	"io"
	"math"
)

// Head is what every chart says of itself. It is given by the caller and taken
// as text, whatever it holds.
type Head struct {
	Title string // a question: "How long does work take?"
	Desc  string // what the picture shows, for those who cannot see it
	Rule  string // one line: by which rule the numbers were made
	Empty string // what to say when there is nothing to draw
}

// Axis describes numbers.
type Axis struct {
	Title string  // what they are: "Cycle time"
	Unit  string  // in what: "days"
	One   string  // the unit of exactly 1: "day"; Unit when empty
	Whole bool    // counts: no ticks between whole numbers
	Free  bool    // the axis need not begin at 0
	Cap   float64 // above 0: higher values are marked at the edge and counted in a note
}

// Percentile is a line across the values: P per cent of them are at or below Value.
type Percentile struct {
	P     int
	Value float64
	Label string // instead of "85 %"
}

// Reference is a line at a value with a name of its own, as a mean or a limit. At
// most 30 are drawn; the table has them all.
type Reference struct {
	Name  string
	Value float64
}

// Point is a value on a day.
type Point struct {
	Day   Day
	Value float64
}

// Theme says which colours a picture that stands alone has.
type Theme uint8

// The themes.
const (
	Light Theme = iota
	Dark
)

// Options say how a chart is drawn. The zero value is good for a page.
type Options struct {
	Width, Height int     // in CSS pixels; 960 and 420 when 0. A picture becomes higher than that when its legend and labels need it, and lower when it has few bars
	Theme         Theme   // of a PNG and of a standalone SVG; a page's style sheet knows its own
	Standalone    bool    // SVG: carries its colours, its title and its rule, to be a file of its own
	IDPrefix      string  // SVG: begins the ids of this chart, so that each on a page has its own; "chart" when empty
	Links         bool    // SVG: dots are links to what they stand for, while they are at most 2,000
	Scale         float64 // PNG: pixels for each CSS pixel, 0.5 to 4; 2 when 0
}

// The bounds of a picture, in CSS pixels.
const (
	minWidth, maxWidth   = 240, 4096
	minHeight, maxHeight = 200, 4096
)

// ErrSize is for a picture that is too small to read or too large to make.
var ErrSize = errors.New("the size of the picture cannot be")

// withDefaults fills in what was not given and refuses what cannot be.
func (o Options) withDefaults() (Options, error) {
	if o.Width == 0 {
		o.Width = 960
	}
	if o.Height == 0 {
		o.Height = 420
	}
	if o.Scale == 0 {
		o.Scale = 2
	}
	if o.IDPrefix = identifier(o.IDPrefix); o.IDPrefix == "" {
		o.IDPrefix = "chart"
	}
	switch {
	case o.Width < minWidth || o.Width > maxWidth:
		return o, fmt.Errorf("%w: width %d: give %d to %d", ErrSize, o.Width, minWidth, maxWidth)
	case o.Height < minHeight || o.Height > maxHeight:
		return o, fmt.Errorf("%w: height %d: give %d to %d", ErrSize, o.Height, minHeight, maxHeight)
	case math.IsNaN(o.Scale) || o.Scale < 0.5 || o.Scale > 4:
		return o, fmt.Errorf("%w: scale %v: give 0.5 to 4", ErrSize, o.Scale)
	}
	return o, nil
}

// Chart is a picture that is ready to be drawn in any size, and its table. It
// keeps the slices that it was made from: leave them as they are.
type Chart struct {
	head  Head
	kind  string // names the kind, as a class of the SVG
	empty bool
	draw  func(*canvas) // only called when there is something to draw
	table func() Table
}

// Head returns what the chart says of itself.
func (c Chart) Head() Head { return c.head }

// Kind names the chart's kind in one word of lower case: "scatter".
func (c Chart) Kind() string { return c.kind }

// Empty reports whether there is nothing to draw.
func (c Chart) Empty() bool { return c.empty }

// Table returns the figures behind the picture.
func (c Chart) Table() Table {
	t := c.table()
	t.Caption = clean(c.head.Title)
	return t
}

// SVG writes the chart as an svg element: to be put into a page, or as a file of
// its own when o.Standalone. The same chart and options give the same bytes. Its
// errors are ErrSize and those of w.
func (c Chart) SVG(w io.Writer, o Options) error {
	o, err := o.withDefaults()
	if err != nil {
		return err
	}
	s, err := c.scene(o)
	if err != nil {
		return err
	}
	return writeSVG(w, s, o)
}

// PNG writes the chart as an image, with its title and its rule. The same chart
// and options give the same bytes. Its errors are ErrSize and those of w.
func (c Chart) PNG(w io.Writer, o Options) error {
	o.Standalone, o.Links = true, false
	o, err := o.withDefaults()
	if err != nil {
		return err
	}
	s, err := c.scene(o)
	if err != nil {
		return err
	}
	return writePNG(w, s, o)
}

// scene lays the chart out, in a higher picture if it is too low for what has to
// be in it.
func (c Chart) scene(o Options) (*scene, error) {
	face, err := newTypeface()
	if err != nil {
		return nil, err
	}
	height := float64(o.Height)
	for range 8 {
		canvas := newCanvas(c.head, c.kind, o, height, face)
		if c.empty {
			canvas.emptyState(c.head.Empty)
		} else {
			c.draw(canvas)
		}
		if canvas.lacking == 0 {
			return &canvas.scene, nil
		}
		height += math.Ceil(canvas.lacking)
	}
	return nil, fmt.Errorf("%w: height %d is too little for what has to be in the picture: give more", ErrSize, o.Height)
}
