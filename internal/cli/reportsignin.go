package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"weir/internal/app"
)

// Where the access of applications is seen and revoked at Microsoft: of a
// personal account, and of one of an organisation.
const (
	revokePersonal = "https://account.live.com/consent/Manage"
	revokeAtWork   = "https://myapps.microsoft.com"
)

type signInOptions struct {
	device   bool
	clientID string
	json     bool
}

func (s *session) reportSignInCommand() *cobra.Command {
	var o signInOptions
	cmd := &cobra.Command{
		Use:   "sign-in",
		Short: "Sign in to Microsoft, for reports in OneNote",
		Long: `Opens Microsoft's sign-in in your browser, where you say that Weir may read and write
your notebooks (Notes.ReadWrite), know your name (User.Read) and come back without
asking (offline_access), and nothing else. What Microsoft gives goes into the keychain
of this computer. Without a browser here, or with --device, you get an address and a
code for a browser on any device.

The application is one that you, or your organisation, have registered: docs/report-onenote.md
says how, in ten steps.`,
		Example: `weir report sign-in --client-id 00000000-0000-0000-0000-000000000000
weir report sign-in
weir report sign-in --device`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			a, err := s.open()
			if err != nil {
				return err
			}
			defer closeInto(&err, a)
			return s.signIn(cmd.Context(), a, o)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.device, "device", false, "use a browser on another device")
	flags.StringVar(&o.clientID, "client-id", "", "the id of the application, to be kept in the configuration")
	flags.BoolVar(&o.json, "json", false, "answer as JSON")
	return cmd
}

func (s *session) signIn(ctx context.Context, a *app.App, o signInOptions) error {
	p := app.SignInParams{ClientID: o.clientID, Show: s.showDeviceCode}
	if !o.device && a.HasBrowser() {
		p.Open = func(address string) error {
			if err := a.OpenBrowser(ctx, address); err != nil {
				return err
			}
			fmt.Fprintf(s.call.Stderr, "Microsoft's sign-in opens in your browser. If it does not, stop this with Ctrl-C, and use:\n  weir report sign-in --device\n")
			return nil
		}
	}
	found, err := a.SignIn(ctx, p)
	if err != nil {
		return err
	}
	if o.json {
		return s.printJSON(map[string]any{"account": found.Name, "keychain": found.Store})
	}
	fmt.Fprintf(s.call.Stderr, "signed in to Microsoft as %s; the sign-in is in the %s\n", s.clean(found.Name), found.Store)
	return nil
}

// showDeviceCode says where to type which code. The code is of no use to anybody
// but whoever signs in, within minutes.
func (s *session) showDeviceCode(code app.DeviceCode) error {
	_, err := fmt.Fprintf(s.call.Stderr, "To sign in to Microsoft, open this page in a browser on any device:\n  %s\nand type the code:\n  %s\nIt is good until %s. Waiting for you…\n",
		code.Address, code.Code, s.when(code.Expires))
	return err
}

func (s *session) reportSignOutCommand() *cobra.Command {
	var dryRun, asJSON bool
	cmd := &cobra.Command{
		Use:   "sign-out",
		Short: "Delete the Microsoft sign-in from this computer",
		Long: `Deletes the Microsoft sign-in from the keychain of this computer. Reports in OneNote
stay where they are, and are not refreshed any more.

At Microsoft the consent stays until you revoke it there:
  personal account      ` + revokePersonal + `
  work or school        ` + revokeAtWork,
		Example: `weir report sign-out
weir report sign-out --dry-run`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			a, err := s.open()
			if err != nil {
				return err
			}
			defer closeInto(&err, a)
			gone, err := a.SignOut(cmd.Context(), dryRun)
			if err == nil && len(gone) > 0 && !asJSON {
				fmt.Fprintf(s.call.Stderr, "the consent stays at Microsoft until you revoke it: %s (personal account) or %s (work or school)\n", revokePersonal, revokeAtWork)
			}
			return s.reportForgotten(gone, err, dryRun, asJSON)
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only say what would be deleted")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}

func (s *session) reportInstallAgentCommand() *cobra.Command {
	return s.installAgentCommand(app.ReportDuty, &cobra.Command{
		Short: "Have the system refresh reports when they are due",
		Long: `Has the operating system look every 5 minutes which reports are due, and refresh
those: launchd on macOS, a systemd user unit on Linux. It looks after the named
reports, or all that there are; only reports with a schedule are ever due. Nothing
needs to be run as root.

The agent signs in with what the keychain has, or with files that variables name
(WEIR_JIRA_TOKEN_FILE, WEIR_KEYCHAIN_PASSPHRASE_FILE). A secret that is in the
environment itself is refused: it would have to be written into the agent's files.

When a sign-in has expired, or a run failed, the desktop shows a notice: once,
until the next run that succeeds. --no-notices switches that off.`,
		Example: `weir report install-agent
weir report install-agent weekly
weir report install-agent --dry-run     see what would be written, and where
weir report list                        see when reports are due, and how they do`,
	})
}

func (s *session) reportRemoveAgentCommand() *cobra.Command {
	return s.removeAgentCommand(app.ReportDuty, &cobra.Command{
		Short: "Have the system refresh reports no more",
		Long: `Stops what ` + "`weir report install-agent`" + ` installed, and deletes its files and its log.
A run that is under way finishes the page in hand. Reports, and all that Weir knows
of them, stay.`,
		Example: `weir report remove-agent
weir report remove-agent --dry-run`,
	})
}
