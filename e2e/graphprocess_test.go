package e2e_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"weir/internal/atomicfile"
	"weir/internal/msgraph/graphtest"
)

// graphCommand makes this program a OneNote that lets everybody in and does not
// mind how often it is asked: for benchmarks, which ask more than OneNote allows
// in an hour, and measure their own process.
const graphCommand = "graph-for-a-benchmark"

// serveGraph serves until it is ended, and says in a file where it is.
func serveGraph(args []string) error {
	ready := args[0]
	s, err := graphtest.Start(graphtest.Options{
		ClientID: simulatedClient, AutoConsent: true, DeviceInterval: time.Second, Limits: graphtest.Limits{PerMinute: -1, PerHour: -1},
	})
	if err != nil {
		return err
	}
	s.AddSection(s.AddNotebook("Team notebook"), "Weekly")
	ca := filepath.Join(filepath.Dir(ready), "graph.pem")
	if err := os.WriteFile(ca, s.CAPEM(), 0o600); err != nil {
		return err
	}
	said, err := json.Marshal(map[string]string{
		"login": s.URL() + "/common", "graph": s.URL() + "/v1.0", "client_id": simulatedClient, "ca_file": ca,
	})
	if err != nil {
		return err
	}
	if err := atomicfile.Write(ready, said, 0o600); err != nil {
		return err
	}
	<-time.After(10 * time.Minute) // nobody measures longer
	return nil
}
