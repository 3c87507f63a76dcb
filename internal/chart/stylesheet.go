package chart

import "fmt"

// Stylesheet returns the rules that colour charts in a page: light, dark where
// the reader prefers that, and dark on white on paper. All selectors begin with
// .weir-chart.
func Stylesheet() string {
	b := []byte(`.weir-chart{display:block;width:100%;height:auto;overflow:visible}
.weir-chart .area{fill:currentColor}
.weir-chart .line,.weir-chart .dots{fill:none;stroke:currentColor}
.weir-chart .text{fill:currentColor;font-variant-numeric:tabular-nums}
`)
	b = append(b, rules(Light)...)
	b = append(b, "@media (prefers-color-scheme:dark){\n"...)
	b = append(b, rules(Dark)...)
	b = append(b, "}\n@media print{\n.weir-chart{break-inside:avoid;print-color-adjust:exact}\n"...)
	b = append(b, rules(Light)...)
	b = append(b, "}\n"...)
	return string(b)
}

// rules gives each class its colour.
func rules(t Theme) []byte {
	var b []byte
	for r := range roles {
		b = fmt.Appendf(b, ".weir-chart .%s{color:%s}\n", classNames[r], hex(r.colour(t)))
	}
	return b
}
