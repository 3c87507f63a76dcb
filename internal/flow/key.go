package flow

import (
	"cmp"
	"strconv"
	"strings"
)

func compare[T cmp.Ordered](a, b T) int { return cmp.Compare(a, b) }

// compareKeys sorts keys as people do: OPS-9 before OPS-10.
func compareKeys(a, b string) int {
	x, n := splitKey(a)
	y, m := splitKey(b)
	return cmp.Or(strings.Compare(x, y), cmp.Compare(n, m), strings.Compare(a, b))
}

func splitKey(key string) (string, int) {
	project, number, _ := strings.Cut(key, "-")
	n, _ := strconv.Atoi(number) // what is no number is as good as 0
	return project, n
}
