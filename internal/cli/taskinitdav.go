package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"weir"
	"weir/internal/app"
	"weir/internal/secret"
)

// server sets up a CalDAV list: where it is, who reads it, and which one it is.
func (i *taskInitiation) server(ctx context.Context) (err error) {
	if err := i.address(ctx); err != nil {
		return err
	}
	if i.job.User == "" {
		if i.job.User, err = i.askFor(ctx, "User", i.known.User); err != nil {
			return err
		}
	}
	if i.job.CAFile == "" {
		i.job.CAFile = i.known.CAFile
	} else if i.job.CAFile, err = filepath.Abs(i.job.CAFile); err != nil {
		return fmt.Errorf("find CA file: %w", err)
	}
	if err := i.findPassword(ctx); err != nil {
		return err
	}
	lists, err := i.lists(ctx)
	if err != nil {
		return err
	}
	return i.list(ctx, lists)
}

// address takes the address of the CalDAV server, and has a wrong one typed anew.
func (i *taskInitiation) address(ctx context.Context) error {
	accept := func(answer string) error {
		i.job.URL = either(answer, i.known.URL)
		_, err := i.app.ParseDAV(i.job.URL)
		return err
	}
	switch {
	case i.job.URL != "":
		return accept(i.job.URL)
	case i.terminal.canAsk():
		question := "Address of the CalDAV server, or of the list: "
		if i.known.URL != "" {
			question = "Address of the CalDAV server, or of the list [" + i.own(i.known.URL) + "]: "
		}
		return i.askUntil(ctx, question, accept)
	case i.known.URL == "":
		return &weir.Error{Kind: weir.Usage, Text: "there is no terminal to ask for the CalDAV server", Next: "give its address with --url"}
	}
	return accept("")
}

// findPassword takes the password from the first place that has one. One that
// is kept already needs no second typing, and one of the environment stays there.
func (i *taskInitiation) findPassword(ctx context.Context) (err error) {
	switch {
	case i.job.User == "":
		return nil
	case i.options.passwordFile != "":
		text, err := readToken(i.options.passwordFile)
		if err != nil {
			return &weir.Error{Kind: weir.Usage, Text: "cannot read the password file", Next: "check --password-file", Err: err}
		}
		i.password, err = cleanPassword(string(text))
		return err
	case !i.app.KnownPassword(ctx, i.job).IsZero():
		return nil
	case i.terminal.canAsk():
		i.password, err = i.askSecret(ctx, "Password, or app password (not shown): ")
		return err
	}
	text, err := waitFor(ctx, func() (string, error) {
		text, err := io.ReadAll(io.LimitReader(i.terminal.lines, maxToken+1))
		return string(text), err
	})
	if err != nil {
		return fmt.Errorf("read password: %w", err)
	}
	i.password, err = cleanPassword(text)
	return err
}

// cleanPassword takes off the line end that files and pipes add.
func cleanPassword(text string) (secret.Text, error) {
	text = strings.TrimRight(strings.TrimPrefix(text, "\ufeff"), "\r\n")
	if text == "" || len(text) > maxToken || strings.ContainsAny(text, "\r\n\x00") {
		return secret.Text{}, &weir.Error{
			Kind: weir.Usage, Text: "there is no password, or it has more than one line",
			Next: "give it by --password-file, WEIR_CALDAV_PASSWORD_FILE or standard input",
		}
	}
	return secret.New(text), nil
}

// lists asks the server for its lists. A password that it does not accept can be
// typed anew.
func (i *taskInitiation) lists(ctx context.Context) ([]app.TaskList, error) {
	for n := 1; ; n++ {
		lists, err := i.app.TaskLists(ctx, i.job, i.knownPassword(ctx))
		if weir.KindOf(err) != weir.Unauthorised || !i.terminal.canAsk() || n == maxAnswers {
			return lists, err
		}
		i.printError(err)
		if i.password, err = i.askSecret(ctx, "Password, or app password (not shown): "); err != nil {
			return nil, err
		}
	}
}

// knownPassword returns the password that was given, or else is kept.
func (i *taskInitiation) knownPassword(ctx context.Context) secret.Text {
	if i.password.IsZero() {
		return i.app.KnownPassword(ctx, i.job)
	}
	return i.password
}

// list finds the list among those of the server, and makes it where that is
// wanted. A URL that is the list's own address needs none.
func (i *taskInitiation) list(ctx context.Context, lists []app.TaskList) error {
	if i.job.List == "" && i.terminal.canAsk() {
		if err := i.chooseList(ctx, lists); err != nil {
			return err
		}
	}
	meant := strings.TrimSuffix(either(i.job.List, i.job.URL), "/")
	if at := slices.IndexFunc(lists, func(l app.TaskList) bool {
		address := strings.TrimSuffix(l.URL, "/")
		return l.Name == i.job.List || address == meant || strings.HasPrefix(meant, "/") && strings.HasSuffix(address, meant)
	}); at >= 0 {
		return i.app.CheckTaskList(i.job, lists[at])
	}
	if !i.options.makeList || i.job.List == "" {
		var names []string
		for _, l := range lists {
			names = append(names, i.clean(l.Name))
		}
		next := "have it made with --make-list"
		if len(names) > 0 {
			next = "name one with --list (" + strings.Join(names, ", ") + "), or " + next
		}
		return &weir.Error{Kind: weir.NotFound, Text: fmt.Sprintf("there is no list %q on this server", i.job.List), Next: next}
	}
	if err := i.app.CheckTaskList(i.job, app.TaskList{Name: i.job.List}); err != nil {
		return err
	}
	if i.options.dryRun {
		i.say("would make the list %q", i.clean(i.job.List))
		return nil
	}
	made, err := i.app.MakeTaskList(ctx, i.job, i.knownPassword(ctx), i.job.List)
	if err == nil {
		i.say("made the list %q", i.clean(made.Name))
		i.job.List = made.Name
	}
	return err
}

// chooseList shows the lists, and takes the number of one or the name of one
// that is to be made.
func (i *taskInitiation) chooseList(ctx context.Context, lists []app.TaskList) error {
	if len(lists) == 0 {
		i.say("This account has no task list yet.")
	}
	for n, l := range lists {
		i.say("  %2d  %s  %s", n+1, i.clean(l.Name), i.clean(l.URL))
	}
	answer, err := i.askFor(ctx, "Which list: its number, or the name of one to be made", either(i.known.List, "Jira"))
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(lists) {
		i.job.List = lists[n-1].URL
		return nil
	}
	i.job.List, i.options.makeList = answer, true
	return nil
}
