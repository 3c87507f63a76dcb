package chart

// A role says what a mark means. Its name is the class in the SVG, and the
// theme gives it its colour.
type role uint8

const (
	series1 role = iota
	series2
	series3
	series4
	series5
	series6
	series7
	series8
	band1
	band2
	band3
	band4
	band5
	bandEdge
	percentileRole
	meanRole
	limitRole
	signalRole
	netRole
	gridRole
	axisRole
	inkRole
	mutedRole
	surfaceRole
	roles // how many there are
)

// seriesCount is after how many series the colours begin anew.
const seriesCount = 8

// series returns the role of the nth series, from 0.
func series(n int) role { return series1 + role(n%seriesCount) } //nolint:gosec // below 8

// band returns the role of the nth of so many pace bands, from the bottom.
func band(n int) role { return band1 + role(min(n, int(band5-band1))) } //nolint:gosec // below 5

// classNames are the classes of the roles.
var classNames = [roles]string{
	series1: "series-1", series2: "series-2", series3: "series-3", series4: "series-4",
	series5: "series-5", series6: "series-6", series7: "series-7", series8: "series-8",
	band1: "band-1", band2: "band-2", band3: "band-3", band4: "band-4", band5: "band-5",
	bandEdge: "band-edge", percentileRole: "percentile", meanRole: "mean", limitRole: "limit",
	signalRole: "signal", netRole: "net", gridRole: "grid", axisRole: "axis",
	inkRole: "ink", mutedRole: "muted", surfaceRole: "surface",
}

// colours are those of the two themes, as 0xRRGGBB. Series can be told apart
// with any kind of colour blindness; what carries meaning has a contrast of 3 to
// the surface, texts one of 4.5. Bands are tints behind the dots and are told
// apart by their edges.
var colours = [roles][2]uint32{
	series1:        {0x0072b2, 0x5aa9e6},
	series2:        {0xd55e00, 0xf08a4b},
	series3:        {0x009e73, 0x35b58b},
	series4:        {0x9e3f69, 0xec9fcb},
	series5:        {0xa87400, 0xe0bd40},
	series6:        {0x2b8cc4, 0x8cc8f0},
	series7:        {0x43318a, 0xa187bd},
	series8:        {0x74808c, 0x86929e},
	band1:          {0xe6f4ea, 0x16261c},
	band2:          {0xf3f6dc, 0x24281a},
	band3:          {0xfdf1d3, 0x2d2718},
	band4:          {0xfce4d0, 0x322118},
	band5:          {0xf9d9d2, 0x361d1c},
	bandEdge:       {0x7d7464, 0x948a78},
	percentileRole: {0x4a5561, 0xb4bec9},
	meanRole:       {0x4a5561, 0xb4bec9},
	limitRole:      {0x7a4fa0, 0xb79be0},
	signalRole:     {0xc43c00, 0xff8a5c},
	netRole:        {0x1f2933, 0xf2f5f8},
	gridRole:       {0xe6e9ed, 0x2a3139},
	axisRole:       {0x7b8794, 0x7f8a96},
	inkRole:        {0x1f2933, 0xe8edf2},
	mutedRole:      {0x55606c, 0xa9b4bf},
	surfaceRole:    {0xffffff, 0x14181d},
}

// colour returns a role's colour in a theme.
func (r role) colour(t Theme) uint32 {
	if t == Dark {
		return colours[r][1]
	}
	return colours[r][0]
}
