package wiki_test

import (
	"fmt"
	"strings"
	"testing"

	"weir/internal/adf/wiki"
)

// Linear: the time for a byte is the same from 2 kB to 10 MB.
func BenchmarkParse(b *testing.B) {
	all := strings.Join(corpus(b, "long"), "\n\n")
	for _, size := range []int{2_000, 20_000, 200_000, 2_000_000, 10_000_000} {
		text := strings.Repeat(all+"\n\n", size/len(all)+1)[:size]
		b.Run(fmt.Sprintf("%d_bytes", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				wiki.Parse(text)
			}
		})
	}
}
