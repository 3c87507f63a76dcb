package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"weir/internal/cli"
)

// Promise W5: names of statuses, types, resolutions, columns and boards, and what
// stands for a key, drive no terminal, whichever command tells of them.
func TestHostileNamesInFlowDriveNoTerminal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	for name, text := range map[string][]byte{"issues.json": hostileIssues(t), "board.json": hostileBoard(t)} {
		if err := os.WriteFile(in(name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		code int
		args string
	}{
		{0, "show"},
		{0, "show --json"},
		{0, "age"},
		{0, "age --json"},
		{0, "quality"},
		{0, "quality --json"},
		{0, "forecast --items 5"},
		{0, "forecast --item X-31"},
		{0, "forecast --backtest"},
		{1, "forecast --epic X-1"},
		{2, "show --start nowhere"},
		{2, "show --limit Nowhere=3"},
		{0, "export --csv -"},
		{0, "export --json"},
	} {
		for _, board := range []string{"", in("board.json")} {
			t.Run(c.args+" "+filepath.Base(board), func(t *testing.T) {
				t.Parallel()
				args := append([]string{"flow"}, strings.Fields(c.args)...)
				args = append(args, "--from", in("issues.json"), "--zone", "UTC", "--as-of", "2026-10-20")
				if board != "" {
					args = append(args, "--board", board)
				}
				var out, errs bytes.Buffer
				code := cli.Run(t.Context(), cli.Call{Args: args, Environ: []string{"HOME=" + dir}, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs})
				if code != c.code {
					t.Fatalf("it ended with %d, want %d\n%s", code, c.code, errs.String())
				}
				for _, r := range out.String() + errs.String() {
					turns := r == '\u202e' && !strings.Contains(c.args, "--csv")
					if unicode.IsControl(r) && r != '\n' && r != '\t' || turns {
						t.Fatalf("%q is told:\n%q\n%q", r, out.String(), errs.String())
					}
				}
			})
		}
	}
}

const hostileName = "\x1b]0;title\x07\x1b[31mred\u009b32m\u202e<script>\r\n"

func hostileIssues(t *testing.T) []byte {
	t.Helper()
	status := func(id, category string) map[string]any {
		return map[string]any{"id": id, "name": id + hostileName, "statusCategory": map[string]string{"key": category}}
	}
	move := func(id int, day int, from, to string) map[string]any {
		return map[string]any{"id": fmt.Sprint(id), "created": moment(day), "items": []map[string]string{
			{"field": "status", "fieldtype": "jira", "from": from, "fromString": from + hostileName, "to": to, "toString": to + hostileName},
		}}
	}
	var issues []any
	for k := range 40 {
		fields := map[string]any{"issuetype": map[string]string{"name": "=type" + hostileName}, "created": moment(k / 3), "status": status("2", "indeterminate")}
		histories := []any{move(2*k+1, k/3, "1", "2")}
		if k < 30 {
			fields["status"], fields["resolution"] = status("4", "done"), map[string]string{"name": "=resolution" + hostileName}
			histories = append(histories, move(2*k+2, k/3+k%5, "2", "4"))
		}
		issues = append(issues, map[string]any{
			"id": fmt.Sprint(k + 1), "key": fmt.Sprintf("X-%d", k+1), "fields": fields,
			"changelog": map[string]any{"total": len(histories), "histories": histories},
		})
	}
	issues = append(issues, map[string]any{"id": "no" + hostileName, "key": "no" + hostileName, "fields": map[string]any{}})
	return encoded(t, issues)
}

func hostileBoard(t *testing.T) []byte {
	t.Helper()
	var columns []any
	for _, id := range []string{"1", "2", "4"} {
		columns = append(columns, map[string]any{"name": id + hostileName, "max": 3, "statuses": []map[string]string{{"id": id}}})
	}
	return encoded(t, map[string]any{
		"id": 1, "name": "board" + hostileName, "filter": map[string]string{"id": "1"}, "columnConfig": map[string]any{"columns": columns},
	})
}

func moment(day int) string { return fmt.Sprintf("2026-10-%02dT10:00:00.000+0000", day+1) }

func encoded(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
