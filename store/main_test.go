package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"placewatch/domain/policy"
)

// childJob names what the test binary does when a test starts it again as another
// process of the same store: childPath is the store's file.
const (
	childJob  = "STORE_TEST_JOB"
	childPath = "STORE_TEST_PATH"
)

func TestMain(m *testing.M) {
	if job := os.Getenv(childJob); job != "" {
		os.Exit(child(job, os.Getenv(childPath)))
	}
	os.Exit(m.Run())
}

// child is another process.
func child(job, path string) int {
	ctx := context.Background()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	s, err := Open(ctx, path, Options{Policy: policy.Default(), Location: london, Create: job == "create"})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer s.Close()
	switch job {
	case "act": // until killed: a key a line is tried, and the number of its entry is acknowledged
		keys := bufio.NewScanner(os.Stdin)
		for keys.Scan() {
			fmt.Println("try", keys.Text())
			cmd := command("urn:1234567", "CF1", "who=iro", "reason=asked")
			cmd.Key = keys.Text()
			r, err := s.Do(ctx, lead(friday()), cmd)
			if err != nil {
				fmt.Println(err)
				return 1
			}
			fmt.Println("ack", keys.Text(), r.Seq)
		}
	case "write":
		if _, err := s.AddPerson(ctx, lead(friday()), clean("ann"), clean(""), roles("qa_officer"), friday()); err != nil {
			fmt.Println(err)
			return 1
		}
	case "read":
		in, err := s.Input(ctx, friday())
		if err != nil {
			fmt.Println(err)
			return 1
		}
		fmt.Println("open placements:", in.Open)
	}
	return 0
}

// outcome is the last line that another process printed.
func outcome(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}
