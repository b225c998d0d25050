package main

import (
	"context"

	"placewatch/domain/board"
	"placewatch/domain/flow"
)

func (d *desk) Board(ctx context.Context) (*board.Board, error) {
	in, err := d.s.Input(ctx, d.now().Today)
	if err != nil {
		return nil, err
	}
	return board.Build(in), nil
}

func (d *desk) Page(ctx context.Context, urn string) (*board.Page, error) {
	in, err := d.s.Page(ctx, d.now().Today, urn)
	if err != nil {
		return nil, err
	}
	return board.BuildPage(in), nil
}

func (d *desk) Find(ctx context.Context, words string) ([]board.Found, int, error) {
	return d.s.Find(ctx, d.now().Today, words)
}

func (d *desk) Offers(ctx context.Context, subject string) ([]flow.Offer, int64, error) {
	return d.s.Offers(ctx, d.now(), subject)
}

func (d *desk) Preview(ctx context.Context, c flow.Command) (*flow.Preview, error) {
	return d.s.Preview(ctx, d.now(), c)
}

func (d *desk) Do(ctx context.Context, c flow.Command) (*flow.Receipt, error) {
	return d.s.Do(ctx, d.now(), c)
}

func (d *desk) Changed() <-chan struct{} { return d.bell }
