package safe

import (
	"strings"
	"testing"
)

// A panic in one goroutine must not end the process: it is caught and told.
func TestAPanicIsCaughtAndTold(t *testing.T) {
	told := make(chan string, 1)
	Go(func() { panic("one session's trouble") }, func(v any, stack []byte) {
		told <- string(stack)
	})
	if stack := <-told; !strings.Contains(stack, "safe_test.go") {
		t.Errorf("the stack does not say where it happened:\n%s", stack)
	}
}

func TestWhatEndsWellTellsNothing(t *testing.T) {
	done := make(chan bool)
	Go(func() { close(done) }, func(any, []byte) { t.Error("nothing went wrong") })
	<-done
}
