package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"

	"placewatch/cmd/placewatch/sshd"
	"placewatch/domain/board"
	"placewatch/domain/safe"
	"placewatch/store"
)

// linear is the line mode: one command a line, the same ones as in a shell, for
// terminals without a screen, scripts and screen readers.
func (a *app) linear(ctx context.Context, x sshd.Session) int {
	fmt.Fprint(a.out, "placewatch. Type a command: due, exposure, show SUBJECT, do SUBJECT EVENT key=value. help lists all; screen brings the screen back at your next log-in; quit leaves.\r\n")
	t := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{a.in, a.out}, "> ")
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	safe.Go(func() { tell(ctx, x, t) }, func(any, []byte) { stop() })
	for ctx.Err() == nil {
		line, err := t.ReadLine()
		if err != nil && !errors.Is(err, term.ErrPasteIndicator) {
			return exitOK
		}
		args, err := split(line)
		switch {
		case err != nil:
			fmt.Fprintf(t, "placewatch: %v\n", err)
			continue
		case len(args) == 0:
			continue
		case args[0] == "quit" || args[0] == "exit":
			return exitOK
		case args[0] == "screen":
			fmt.Fprintln(t, a.backToScreen(ctx))
			continue
		}
		b := *a
		b.out, b.err, b.acts, b.json, b.csv, b.status = t, t, true, false, false, 0
		b.execute(ctx, args)
	}
	return exitOK
}

// tell writes what the server says between the lines, but for what is about a screen.
// Where there is no terminal, the server says itself why it ends.
func tell(ctx context.Context, x sshd.Session, w io.Writer) {
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-x.Notices():
			if !n.Screen && (!n.End || x.Terminal()) {
				fmt.Fprintln(w, "placewatch: "+n.Text)
			}
		}
	}
}

// backToScreen takes back the wish for the line mode in place of the screen.
func (a *app) backToScreen(ctx context.Context) string {
	err := a.writing(ctx, false, func(s *store.Store, by store.By) error {
		p, err := s.Preference(ctx, by.Login)
		if err != nil {
			return err
		}
		p.Reading = board.OnScreen
		return s.SetPreference(ctx, by, p)
	})
	if err != nil {
		return "placewatch: " + sentence(err)
	}
	return "From your next log-in on you get the screen."
}

// split reads words as a shell does: blanks part them, quotes hold them together.
func split(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	quote, in := rune(0), false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, in = r, true
		case r == ' ' || r == '\t':
			if in {
				words = append(words, word.String())
				word.Reset()
				in = false
			}
		default:
			word.WriteRune(r)
			in = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a %c is not closed; type the line again", quote)
	}
	if in {
		words = append(words, word.String())
	}
	return words, nil
}
