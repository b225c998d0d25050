package store

import (
	"context"
	"database/sql"
	"sync"
)

// querier is a transaction, or a database without one.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// pool is some connections to the file, and the statements compiled for them: to
// compile one takes longer than to run it.
type pool struct {
	*sql.DB
	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

func openPool(uri string, most int) (*pool, error) {
	db, err := sql.Open("sqlite", uri)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	return &pool{DB: db, stmts: map[string]*sql.Stmt{}}, nil
}

func (p *pool) compiled(query string) *sql.Stmt {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stmts[query]
}

// compile keeps statements for the transactions to come. It needs a connection of
// its own, so it runs between them.
func (p *pool) compile(ctx context.Context, queries []string) {
	for _, query := range queries {
		st, err := p.PrepareContext(ctx, query)
		if err != nil {
			return // it is compiled where it is needed, as it was this time
		}
		p.mu.Lock()
		if p.stmts[query] == nil {
			p.stmts[query] = st
		} else {
			st.Close() // another reader was first
		}
		p.mu.Unlock()
	}
}

// one runs a query of one row outside a transaction, compiled once.
func (p *pool) one(ctx context.Context, query string) *sql.Row {
	if p.compiled(query) == nil {
		p.compile(ctx, []string{query})
	}
	if st := p.compiled(query); st != nil {
		return st.QueryRowContext(ctx)
	}
	return p.QueryRowContext(ctx, query)
}

// run runs f in a transaction. What f refuses is not written.
func (p *pool) run(ctx context.Context, o *sql.TxOptions, f func(q querier) error) error {
	begun, err := p.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	t := &tx{Tx: begun, pool: p, stmts: map[string]*sql.Stmt{}}
	defer func() { p.compile(ctx, t.fresh) }()
	defer t.Rollback() // does nothing after a commit
	if err := f(t); err != nil {
		return err
	}
	return t.Commit()
}

// tx is a transaction on one of the pool's connections.
type tx struct {
	*sql.Tx
	pool  *pool
	stmts map[string]*sql.Stmt
	fresh []string // compiled for this transaction alone
}

func (t *tx) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	st, ok := t.stmts[query]
	if ok {
		return st, nil
	}
	var err error
	if known := t.pool.compiled(query); known != nil {
		st = t.StmtContext(ctx, known)
	} else if st, err = t.PrepareContext(ctx, query); err != nil {
		return nil, err
	} else {
		t.fresh = append(t.fresh, query)
	}
	t.stmts[query] = st
	return st, nil
}

// QueryContext runs a query, compiled once.
func (t *tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// QueryRowContext runs a query of one row, compiled once.
func (t *tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return t.Tx.QueryRowContext(ctx, query, args...) // a Row carries its error; this one says it again
	}
	return st.QueryRowContext(ctx, args...)
}

// ExecContext runs a statement, compiled once.
func (t *tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

// read runs f on one consistent view of the file.
func (s *Store) read(ctx context.Context, f func(q querier) error) error {
	return explain(s.path, s.r.run(ctx, &sql.TxOptions{ReadOnly: true}, f))
}

// quietly writes what is no fact of a case, such as a draft: nobody's board is woken.
func (s *Store) quietly(ctx context.Context, f func(q querier) error) error {
	return explain(s.path, s.w.run(ctx, nil, f))
}

// write runs f in the one writing transaction. Everyone who waits for changes is
// told after the commit, never before.
func (s *Store) write(ctx context.Context, f func(q querier) error) error {
	if err := s.w.run(ctx, nil, f); err != nil {
		return explain(s.path, err)
	}
	s.ring()
	return nil
}
