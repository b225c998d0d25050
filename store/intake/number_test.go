package intake

import "testing"

func TestNumberIsWrittenAsAPersonWould(t *testing.T) {
	for raw, want := range map[string]string{
		"1027077": "1027077", "1.02707700E+6": "1027077", "1.0213015E7": "10213015", "6.0": "6", "-3": "-3",
		"6.0999999999999996": "6.1", "3.13": "3.13", "0.30000000000000004": "0.3", " 7 ": "7", "0012": "0012",
		"123456789012345678": "123456789012345678", "1E+20": "100000000000000000000",
		"1E+300": "1E+300", "NaN": "NaN", "Inf": "Inf", "six": "six", "": "",
	} {
		if got := string(appendNumber(nil, []byte(raw))); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}

func TestSerialNumberIsADay(t *testing.T) {
	for _, tc := range []struct {
		raw      string
		from1904 bool
		want     string
	}{
		{"44354", false, "2021-06-07"}, // the example of the 2022 workbook: not 6 July
		{"42892", true, "2021-06-07"},
		{"45382.5", false, "2024-03-31T12:00:00"},
		{"45381.999999999", false, "2024-03-31"}, // a hair before midnight, by rounding
		{"1", false, "1900-01-01"},
		{"59", false, "1900-02-28"},
		{"60", false, "60"}, // 29 February 1900 never was
		{"61", false, "1900-03-01"},
		{"0", true, "1904-01-01"},
		{"0.75", false, "18:00:00"},
		{"2958465", false, "9999-12-31"},
		{"2958466", false, "2958466"},
		{"-1", false, "-1"},
		{"soon", false, "soon"},
	} {
		if got := string(appendSerial(nil, []byte(tc.raw), tc.from1904)); got != tc.want {
			t.Errorf("%s (1904: %v): got %s, want %s", tc.raw, tc.from1904, got, tc.want)
		}
	}
}

func TestDateWithoutATimeIsADay(t *testing.T) {
	for raw, want := range map[string]string{
		"2025-03-31": "2025-03-31", "2025-03-31T00:00:00": "2025-03-31", "2025-03-31T00:00:00.000Z": "2025-03-31",
		"2025-03-31T09:30:00": "2025-03-31T09:30:00", "soon": "soon",
	} {
		if got := string(appendDate(nil, []byte(raw))); got != want {
			t.Errorf("%s: got %s, want %s", raw, got, want)
		}
	}
}

func TestDateIsKnownByItsFormat(t *testing.T) {
	for _, tc := range []struct {
		id   int
		code string
		want bool
	}{
		{0, "", false}, {1, "", false}, {14, "", true}, {22, "", true}, {23, "", false}, {49, "", false}, {57, "", true},
		{164, "dd/mm/yyyy;@", true},
		{164, `[$-809]dd" "mmmm" "yyyy;@`, true},
		{164, "[h]:mm", true},
		{164, "General", false},
		{164, `#,##0" days"`, false},
		{164, `[Red]0.00;[Yellow]-0.00`, false},
		{164, `0\d`, false},
		{164, `0_d*y`, false},
		{164, `0;dd`, false},
		{164, `"open`, false},
		{164, `[open`, false},
	} {
		if got := isDateFormat(tc.id, tc.code); got != tc.want {
			t.Errorf("format %d %s: got %v, want %v", tc.id, tc.code, got, tc.want)
		}
	}
}
