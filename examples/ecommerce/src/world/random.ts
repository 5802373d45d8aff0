import { base, en, Faker } from '@faker-js/faker'

/** A seeded source of invented data. The only file that knows the faker package. */
export type Random = Faker

/**
 * Opens one named stream of random values.
 *
 * Every stream of a seed is independent: a new event type with its own stream leaves the bytes of the others
 * as they were.
 *
 * @param seed - any whole number from 0 to 2^32 - 1
 * @param stream - name of the stream, for example the event type
 *
 * @example
 * createRandom(7, 'product_view').number.int(99) === createRandom(7, 'product_view').number.int(99) // true
 */
export function createRandom(seed: number, stream: string): Random {
  const random = new Faker({ locale: [en, base] })
  random.seed([seed, ...Buffer.from(stream, 'utf8')])
  return random
}
