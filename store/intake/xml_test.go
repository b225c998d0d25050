package intake

import (
	"io"
	"strings"
	"testing"
)

func TestXMLIsReadAsTheStandardLibraryReadsIt(t *testing.T) {
	long := strings.Repeat("x", 70_000)
	for _, doc := range []string{
		`<a/>`, `<a></a>`, xmlHead + "\n<a>text</a>\n", `<a b="1" c='2 > 1'/>`, `<a ><b/ ></a>`, `<a><!-- <b> --><b>&lt;&amp;&gt;&quot;&apos;</b></a>`,
		`<a><![CDATA[<b>&amp;]]></a>`, `<p:a x:y="&#65;&#x42;"><?pi <b> ?></p:a>`, `<a>&#8211; – é</a>`, "<a\n\tb = \"1\"\n>x</a >",
		`<a>` + long + `&amp;` + long + `</a>`, `<a b="` + long + `">` + `<!--` + long + `--></a>`,
	} {
		want, err := standardXML(doc)
		if err != nil {
			continue // not XML: the next test has those
		}
		for _, r := range []io.Reader{strings.NewReader(doc), oneByte{strings.NewReader(doc)}} {
			if got, err := ownXML(r); err != nil || got != want {
				t.Errorf("%.60s: got %.60s, %v, want %.60s", doc, got, err, want)
			}
		}
	}
}

func TestXMLThatIsNotSoundIsRefused(t *testing.T) {
	for name, doc := range map[string]string{
		"nothing":                        ``,
		"no element":                     xmlHead,
		"text before the document":       `x<a/>`,
		"text after the document":        `<a/>x`,
		"a second document":              `<a/><b/>`,
		"an element not closed":          `<a><b></b>`,
		"an element closed twice":        `<a></a></a>`,
		"elements crossed":               `<a><b></a></b>`,
		"a tag not closed":               `<a`,
		"a tag without a name":           `<>`,
		"a stray slash":                  `<a /b>`,
		"an attribute without a value":   `<a b>`,
		"an attribute without quotes":    `<a b=c>`,
		"an attribute without a name":    `<a ="c">`,
		"an attribute not closed":        `<a b="c>`,
		"a comment not closed":           `<a><!-- </a>`,
		"a CDATA section outside":        `<![CDATA[x]]><a/>`,
		"a document type":                `<!DOCTYPE a><a/>`,
		"an entity of its own":           `<a>&b;</a>`,
		"an & alone":                     `<a>a & b; and more</a>`,
		"an & at the end":                `<a>&`,
		"a number that is no character":  `<a>&#xZZ;</a>`,
		"a number beyond all":            `<a>&#99999999999;</a>`,
		"another encoding":               `<?xml version="1.0" encoding="UTF-16"?><a/>`,
		"an instruction that never ends": `<?xml `,
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(doc), oneByte{strings.NewReader(doc)}} {
				if got, err := ownXML(r); err == nil {
					t.Errorf("got %.60s, want an error", got)
				}
			}
		})
	}
}

func TestXMLBeyondTheLimitsIsRefused(t *testing.T) {
	for name, doc := range map[string]string{
		"a long tag":                   `<a b="` + strings.Repeat("x", tagLimit) + `"/>`,
		"a long comment":               `<a><!--` + strings.Repeat("x", tagLimit) + `--></a>`,
		"elements within each other":   strings.Repeat("<a>", depthLimit+1) + strings.Repeat("</a>", depthLimit+1),
		"an instruction without end":   `<?x ` + strings.Repeat("x", tagLimit),
		"a CDATA section without end":  `<a><![CDATA[` + strings.Repeat("x", tagLimit),
		"a closing tag that is a book": `<a></` + strings.Repeat("a", tagLimit) + `>`,
	} {
		if _, err := ownXML(strings.NewReader(doc)); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}
