package intake

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
)

// appendNumber writes a number cell as a person would: a whole number never in
// scientific notation, because a URN may be kept as a number. Excel keeps 17
// digits and shows 15, so 6.1 is kept as 6.0999999999999996 and written 6.1.
// What is no number is left as it stands.
func appendNumber(dst, raw []byte) []byte {
	raw = bytes.TrimSpace(raw)
	if isDigits(raw) {
		return append(dst, raw...)
	}
	v, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || math.Abs(v) >= 1e21 {
		return append(dst, raw...)
	}
	if rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64); err == nil {
		v = rounded
	}
	return strconv.AppendFloat(dst, v, 'f', -1, 64)
}

func isDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// appendDate writes an ISO date, or a date and time, without a time that is
// midnight. What is neither is left as it stands.
func appendDate(dst, raw []byte) []byte {
	day, clock, timed := strings.Cut(string(bytes.TrimSpace(raw)), "T")
	if timed {
		if z := strings.Trim(clock, "0:.Z"); z == "" {
			return append(dst, day...)
		}
		return append(append(append(dst, day...), 'T'), clock...)
	}
	return append(dst, day...)
}

// The days that an XLSX serial number can mean, in the reckoning of 1900.
const (
	firstSerial = 1       // 1 January 1900
	lostDay     = 60      // 29 February 1900, which never was
	lastSerial  = 2958465 // 31 December 9999
	shift1904   = 1462    // days between the reckonings of 1900 and 1904
)

// appendSerial writes a number cell that is shown as a date. A number that is no
// day is left as it stands; less than a day is a time.
func appendSerial(dst, raw []byte, from1904 bool) []byte {
	v, err := strconv.ParseFloat(string(bytes.TrimSpace(raw)), 64)
	if err != nil || !(v >= 0) || v >= lastSerial+1 {
		return appendNumber(dst, raw)
	}
	if from1904 {
		v += shift1904
	}
	seconds := math.Round(v * 86400)
	day, clock := int(seconds/86400), time.Duration(math.Mod(seconds, 86400))*time.Second
	switch {
	case v < firstSerial:
		return time.Time{}.Add(clock).AppendFormat(dst, "15:04:05")
	case day == lostDay || day > lastSerial:
		return appendNumber(dst, raw)
	case day < lostDay:
		day++
	}
	at := time.Date(1899, time.December, 30+day, 0, 0, 0, 0, time.UTC).Add(clock)
	if clock == 0 {
		return at.AppendFormat(dst, time.DateOnly)
	}
	return at.AppendFormat(dst, "2006-01-02T15:04:05")
}

// isDateFormat reports whether a number format shows a date or a time. id is
// the format's number; code is its own spelling, if it is not a built-in one.
func isDateFormat(id int, code string) bool {
	switch {
	case code != "":
		return strings.ContainsAny(formatLetters(code), "dmyDMY")
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return true
	}
	return false
}

// formatLetters is the part of a number format that stands for the value:
// without quoted text, escaped letters, colours and conditions, and without the
// formats for negative numbers and for text.
func formatLetters(code string) string {
	var b strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';':
			return b.String()
		case '"', '[':
			end := map[byte]string{'"': `"`, '[': "]"}[c]
			n := strings.Index(code[i+1:], end)
			if n < 0 {
				return b.String()
			}
			if inner := code[i+1 : i+1+n]; c == '[' && strings.Trim(inner, "hHmMsS") == "" {
				b.WriteString(inner) // hours, minutes or seconds gone by
			}
			i += n + 1
		case '\\', '_', '*':
			i++
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
