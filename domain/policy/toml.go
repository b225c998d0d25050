package policy

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"placewatch/domain/fault"
	"placewatch/domain/text"
)

// reader reads one file of settings and knows on which line each stands.
type reader struct {
	file    string
	shipped bool // the default profile, which alone names new limits
	lines   map[string]int
}

// refuse names the line of a setting, or of the table that it should stand in.
func (r *reader) refuse(at, format string, args ...any) error {
	e := fault.Newf(fault.Invalid, format, args...)
	e.File, e.Line = r.file, r.line(at)
	return e
}

// line is where a setting stands, or the table that it should stand in.
func (r *reader) line(at string) int {
	for at != "" {
		if line, ok := r.lines[at]; ok {
			return line
		}
		at = at[:max(strings.LastIndexByte(at, '.'), 0)]
	}
	return 1
}

// decode reads TOML strictly: a setting that is not known is an error.
func decode(file string, b []byte, into any) error {
	err := toml.NewDecoder(strings.NewReader(string(b))).DisallowUnknownFields().Decode(into)
	if err == nil {
		return nil
	}
	e := fault.Newf(fault.Invalid, "%s", text.Clean(strings.TrimPrefix(err.Error(), "toml: ")))
	e.File, e.Line = file, 1
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(strict.Errors) > 0 {
		e.Line, _ = strict.Errors[0].Position()
		e.What = fmt.Sprintf("no setting is called %q", strings.Join(strict.Errors[0].Key(), "."))
	} else if at, ok := errors.AsType[*toml.DecodeError](err); ok {
		e.Line, _ = at.Position()
	}
	return e
}

// settingLines maps the path of each setting, "threshold.below_grades" or
// "limit[3].length", to its line.
func settingLines(b []byte) map[string]int {
	lines := map[string]int{}
	seen := map[string]int{}
	table := ""
	line, counted := 1, 0 // line of the byte counted to; keys come in order
	var p unstable.Parser
	p.Reset(b)
	for p.NextExpression() {
		path := ""
		e := p.Expression()
		for key := e.Key(); key.Next(); {
			path += "." + string(key.Node().Data)
			at := int(key.Node().Raw.Offset)
			line += bytes.Count(b[counted:at], []byte("\n"))
			counted = at
		}
		path = path[min(1, len(path)):]
		switch e.Kind {
		case unstable.Table:
			table = path
		case unstable.ArrayTable:
			table = fmt.Sprintf("%s[%d]", path, seen[path])
			seen[path]++
		case unstable.KeyValue:
			path = strings.TrimPrefix(table+"."+path, ".")
			lines[path] = line
			continue
		}
		lines[table] = line
	}
	return lines
}
