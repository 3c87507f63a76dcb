package chart_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"testing"

	"weir/internal/chart"
)

func raster(t *testing.T, c chart.Chart, o chart.Options) image.Image {
	t.Helper()
	var b bytes.Buffer
	if err := c.PNG(&b, o); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestAnImageHasItsSizeAndItsGround(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		o             chart.Options
		width, height int
		ground        color.RGBA
	}{
		{chart.Options{}, 1920, 840, color.RGBA{255, 255, 255, 255}},
		{chart.Options{Width: 300, Height: 400, Scale: 1.5, Theme: chart.Dark}, 450, 600, color.RGBA{0x14, 0x18, 0x1d, 255}},
	} {
		img := raster(t, scatter(20, 20).Chart(), c.o)
		if b := img.Bounds(); b.Dx() != c.width || b.Dy() != c.height || color.RGBAModel.Convert(img.At(0, 0)) != c.ground {
			t.Errorf("%+v: %v, %v", c.o, b, img.At(0, 0))
		}
	}
}

// The image and the SVG are two ways to write one scene.
func TestAnImageHasTheMarksOfTheSVG(t *testing.T) {
	t.Parallel()
	blue := color.RGBA{0x00, 0x72, 0xb2, 255}
	for _, s := range []sample{{"dots", scatter(40, 60).Chart()}, {"bars", runBars(20, chart.Weekly).Chart()}} {
		p := draw(t, s.chart, chart.Options{Standalone: true})
		img := raster(t, s.chart, chart.Options{Scale: 2})
		checked := 0
		for _, form := range []string{"dots", "area"} {
			for _, path := range p.of(form, "series-1") {
				for _, shape := range path.shapes {
					var x, y float64
					for _, at := range shape {
						x, y = x+at[0]/float64(len(shape)), y+at[1]/float64(len(shape))
					}
					// The middle of the shape; a line may run across it, then a little beside it.
					if at := color.RGBAModel.Convert(img.At(int(math.Round(2*x)), int(math.Round(2*y)))); at == blue {
						checked++
					}
				}
			}
		}
		if checked < 15 {
			t.Errorf("%s: only %d marks of the SVG are in the image", s.name, checked)
		}
	}
}

func TestTextsAreInTheImage(t *testing.T) {
	t.Parallel()
	ink := func(title string) int {
		img := raster(t, chart.Run{Head: chart.Head{Title: title}}.Chart(), chart.Options{Scale: 1})
		n := 0
		for y := range 40 {
			for x := range img.Bounds().Dx() {
				if img.At(x, y) != img.At(0, 0) {
					n++
				}
			}
		}
		return n
	}
	none, short, long := ink(""), ink("How long?"), ink("How long does work take?")
	if none != 0 || short < 100 || long < 2*short {
		t.Errorf("%d, %d and %d points are inked", none, short, long)
	}
}

func TestWhatAPNGCannotShowIsKnown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"In Progress": false, "Größe, façade – “x”": false, "Готово": false, "已完成": true, "ready 👩‍🔧": true, "": false} {
		if got := chart.Boxed(text); got != want {
			t.Errorf("Boxed(%q) = %v", text, got)
		}
	}
}
