package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"weir/internal/app"
)

func (s *session) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := group("try", &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "weir version --json",
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				return s.printJSON(map[string]string{"version": app.Version(), "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH})
			}
			_, err := fmt.Fprintf(s.call.Stdout, "weir %s (%s, %s/%s)\n", app.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}
