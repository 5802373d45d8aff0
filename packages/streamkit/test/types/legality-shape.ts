import { type ExpectTypeOf, expectTypeOf } from 'vitest'

/** The output modes that a query of the frame takes. */
type Accepted<F> = F extends { readonly writeStream: { outputMode(mode: infer Mode): unknown } } ? Mode : never

/** A shape of the legality matrix, by its name there: expect of it the modes that compile. */
export function shape<F>(_name: string, _frame: F): ExpectTypeOf<Accepted<F>, { positive: true; branded: false }> {
  return expectTypeOf<Accepted<F>>()
}

/** A shape of the legality matrix that compiles in no mode: the error is in the shape itself. */
export function refused(_name: string, _frame: unknown): void {}
