package app

import (
	"fmt"
	"strings"
	"time"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/msgraph/graphtest"
)

// SimulateGraphParams say what Microsoft to play.
type SimulateGraphParams struct {
	Listen string
	// Notebooks are what there is: NOTEBOOK, or NOTEBOOK=SECTION,SECTION.
	Notebooks []string
	// Consent lets whoever signs in be let in at once, without a click.
	Consent bool
}

// A GraphSimulation is a running simulated OneNote, with Microsoft's sign-in.
type GraphSimulation struct {
	URL      string `json:"url"` // also a page to look at in the browser
	Login    string `json:"login"`
	Graph    string `json:"graph"`
	ClientID string `json:"client_id"`
	box

	server *graphtest.Server
}

// simulatedClient is the application that the simulated sign-in knows.
const simulatedClient = "00000000-0000-4000-8000-000000000001"

// SimulateGraph starts a OneNote in a box. Stop it after use.
func (e Environment) SimulateGraph(p SimulateGraphParams) (*GraphSimulation, error) {
	options := graphtest.Options{Now: e.Now, ClientID: simulatedClient, AutoConsent: p.Consent}
	if p.Consent {
		options.DeviceInterval = time.Second // nobody has to type anything
	}
	world, err := graphtest.New(options)
	if err != nil {
		return nil, err
	}
	for _, text := range p.Notebooks {
		if err := addNotebook(world, text); err != nil {
			return nil, err
		}
	}
	server, err := world.Serve(p.Listen)
	if err != nil {
		return nil, err
	}
	box, err := openBox("weir-graph-", server)
	if err != nil {
		return nil, err
	}
	return &GraphSimulation{
		URL: server.URL() + "/", Login: server.URL() + "/common", Graph: server.URL() + "/v1.0", ClientID: simulatedClient,
		box: box, server: server,
	}, nil
}

// addNotebook reads a notebook as the command line gives it.
func addNotebook(world *graphtest.World, text string) error {
	name, sections, _ := strings.Cut(text, "=")
	if err := msgraph.CheckNotebookName(name); err != nil {
		return &weir.Error{Kind: weir.Usage, Text: err.Error(), Next: "for instance: --notebook 'Team notebook=Weekly,Archive'"}
	}
	notebook := world.AddNotebook(name)
	for section := range strings.SplitSeq(sections, ",") {
		if section == "" {
			continue
		}
		if err := msgraph.CheckSectionName(section); err != nil {
			return &weir.Error{Kind: weir.Usage, Text: err.Error(), Next: weir.NextStep(err)}
		}
		world.AddSection(notebook, section)
	}
	return nil
}

// Variables returns the environment that makes the simulation Weir's Microsoft.
func (s *GraphSimulation) Variables() []string {
	return []string{
		"WEIR_MICROSOFT_CLIENT_ID=" + s.ClientID, "WEIR_MICROSOFT_LOGIN=" + s.Login,
		"WEIR_MICROSOFT_GRAPH=" + s.Graph, "WEIR_MICROSOFT_CA_FILE=" + s.CAFile,
	}
}

// Type has a person type a text into the cell of a table on a page: into its row
// and column, each counted from 0. It is for the demo.
func (s *GraphSimulation) Type(title string, row, column int, text string) error {
	page := s.server.Page(title)
	if page == nil {
		return &weir.Error{Kind: weir.NotFound, Text: fmt.Sprintf("there is no page %q in the simulated OneNote", title)}
	}
	return page.TypeInCell(0, row, column, text)
}

// Table returns the texts of the first table on a page, by rows; nil where there
// is none.
func (s *GraphSimulation) Table(title string) [][]string {
	page := s.server.Page(title)
	if page == nil || len(page.Tables()) == 0 {
		return nil
	}
	return page.Tables()[0]
}
