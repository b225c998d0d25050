package sshd

import (
	"net"
	"net/netip"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// Limits keep one person, one machine or one flood from taking the board away
// from the others. They hold before anybody has logged in.
type Limits struct {
	Connections      int           // in all
	PerSource        int           // from one address
	Handshakes       int           // not yet logged in, in all
	HandshakesSource int           // and from one address
	PerMinute        int           // new connections a minute from one address
	Sessions         int           // in all
	PerPerson        int           // of one person
	PerConnection    int           // on one connection
	Handshake        time.Duration // how long a log-in may take
	Lock             time.Duration // without a key, until the screen is cleared
	Idle             time.Duration // and until the session ends
	Absolute         time.Duration // after a log-in, until its sessions end whatever is typed
	Stall            time.Duration // how long a client may leave what it is sent unread
}

// DefaultLimits suit one council's server of two cores.
func DefaultLimits() Limits {
	return Limits{Connections: 400, PerSource: 250, Handshakes: 100, HandshakesSource: 30, PerMinute: 600, Sessions: 300, PerPerson: 8, PerConnection: 4,
		Handshake: 20 * time.Second, Lock: 10 * time.Minute, Idle: 30 * time.Minute, Absolute: 12 * time.Hour, Stall: 10 * time.Second}
}

// door counts who is inside and who is on the threshold.
type door struct {
	Limits
	now func() time.Time

	mu       sync.Mutex
	conns    map[netip.Addr]int
	waiting  map[netip.Addr]int
	arrivals map[netip.Addr]arrivals
	channels map[*gossh.ServerConn]int
	visits   map[string]*visit // by the connection's own address and port
	all, in  int               // connections, and those not yet logged in
}

// arrivals are the connections from one address in the present minute.
type arrivals struct {
	minute int64
	n      int
}

func newDoor(l Limits, now func() time.Time) *door {
	return &door{Limits: l, now: now, conns: map[netip.Addr]int{}, waiting: map[netip.Addr]int{}, arrivals: map[netip.Addr]arrivals{},
		channels: map[*gossh.ServerConn]int{}, visits: map[string]*visit{}}
}

// source is the address that a connection comes from; of IPv6 its network of 64
// bits, since whoever has one address there has them all. What is no IP address
// counts as one source.
func source(a net.Addr) netip.Addr {
	t, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	from := t.AddrPort().Addr().Unmap().WithZone("")
	if from.Is6() {
		if network, err := from.Prefix(64); err == nil {
			return network.Addr()
		}
	}
	return from
}

// arrive lets a connection in, or says why not. admitted is called once it has
// logged in, left once it is gone.
func (d *door) arrive(c net.Conn) (v *visit, refused string) {
	from := source(c.RemoteAddr())
	d.mu.Lock()
	defer d.mu.Unlock()
	minute := d.now().Unix() / 60
	a := d.arrivals[from]
	if a.minute != minute {
		a = arrivals{minute: minute}
		d.forget(minute)
	}
	a.n++
	d.arrivals[from] = a
	switch {
	case a.n > d.PerMinute:
		return nil, "too many connections a minute from one address"
	case d.all >= d.Connections:
		return nil, "too many connections"
	case d.conns[from] >= d.PerSource:
		return nil, "too many connections from one address"
	case d.in >= d.Handshakes:
		return nil, "too many log-ins under way"
	case d.waiting[from] >= d.HandshakesSource:
		return nil, "too many log-ins under way from one address"
	}
	d.all++
	d.in++
	d.conns[from]++
	d.waiting[from]++
	v = &visit{door: d, from: from, at: c.RemoteAddr().String(), since: d.now(), waiting: true}
	d.visits[v.at] = v
	return v, ""
}

// forget drops the counts of minutes gone by.
func (d *door) forget(minute int64) {
	for from, a := range d.arrivals {
		if a.minute != minute {
			delete(d.arrivals, from)
		}
	}
}

// visit is one connection, from its arrival to its end.
type visit struct {
	door          *door
	from          netip.Addr
	at            string // address and port
	since         time.Time
	waiting, gone bool
}

// admitted takes the connection from that address off the threshold: it has logged in.
func (d *door) admitted(a net.Addr) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if v := d.visits[a.String()]; v != nil {
		v.off()
	}
}

// came is when the connection from that address was made: now, where none is known.
func (d *door) came(a net.Addr) time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	if v := d.visits[a.String()]; v != nil {
		return v.since
	}
	return d.now()
}

func (v *visit) off() {
	if v.waiting {
		v.waiting = false
		v.door.in--
		less(v.door.waiting, v.from)
	}
}

// left takes the connection out of every count.
func (v *visit) left() {
	v.door.mu.Lock()
	defer v.door.mu.Unlock()
	if v.gone {
		return
	}
	v.gone = true
	v.off()
	v.door.all--
	if v.door.visits[v.at] == v {
		delete(v.door.visits, v.at)
	}
	less(v.door.conns, v.from)
}

func less(m map[netip.Addr]int, k netip.Addr) {
	if m[k]--; m[k] <= 0 {
		delete(m, k)
	}
}

func (d *door) openChannel(c *gossh.ServerConn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.channels[c] >= d.PerConnection {
		return false
	}
	d.channels[c]++
	return true
}

func (d *door) closeChannel(c *gossh.ServerConn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.channels[c]--; d.channels[c] <= 0 {
		delete(d.channels, c)
	}
}

// counted ends a visit with its connection.
type counted struct {
	net.Conn
	visit *visit
}

// Close closes the connection and counts it out.
func (c *counted) Close() error {
	c.visit.left()
	return c.Conn.Close()
}
