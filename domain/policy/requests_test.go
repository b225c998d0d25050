package policy

import (
	"strings"
	"testing"
)

func TestWhoSignsAPlacementOff(t *testing.T) {
	if got := Default().SeniorSignoff; got != OnePrincipal {
		t.Errorf("by default %s signs off", got)
	}
	const head = "name = \"ours\"\nversion = \"1\"\n[requests]\nsenior_signoff = "
	if p, err := Parse("ours.toml", []byte(head+`"joint_managers"`)); err != nil || p.SeniorSignoff != JointManagers {
		t.Errorf("joint managers: %v", err)
	}
	_, err := Parse("ours.toml", []byte(head+`"anyone"`))
	if err == nil || !strings.Contains(err.Error(), `ours.toml:4: "anyone" signs nothing off; write principal_manager or joint_managers`) {
		t.Errorf("anyone: %v", err)
	}
}
