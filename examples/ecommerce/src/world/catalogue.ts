import { type Currency, currencies } from './money.ts'
import { createRandom, type Random } from './random.ts'

export interface Product {
  readonly id: number
  /** May hold commas, double quotes, umlauts and emoji, so that quoting is exercised all the time. */
  readonly name: string
  readonly brand: string
  /** `null` for products nobody has sorted yet. */
  readonly category: string | null
  readonly euroCents: number
}

export interface User {
  readonly id: number
  readonly currency: Currency
  readonly device: string
  readonly paymentMethod: string
}

/** Everything the shop has before its first visitor: the same for every run of a seed. */
export interface Catalogue {
  readonly products: readonly Product[]
  readonly users: readonly User[]
}

const devices = ['desktop', 'mobile', 'tablet', 'tv'] as const
const paymentMethods = ['card', 'paypal', 'invoice', 'sepa_debit', 'gift_card'] as const

type Naming = (random: Random, brand: string) => string

/** Taken in turn, so that even a small catalogue has every kind of awkward name. */
const namings: readonly Naming[] = [
  (random, brand) => `${brand} ${random.commerce.productName()}`,
  (random) =>
    `${random.commerce.product()}, ${random.commerce.productMaterial().toLowerCase()}, ${random.color.human()}`,
  (random) => `${random.number.int({ min: 11, max: 75 })}" ${random.commerce.product()} "${random.word.noun()}"`,
  (random) => `Schöner ${random.commerce.product()} für draußen, Größe ${random.number.int({ min: 36, max: 54 })}`,
  (random) => `${random.helpers.arrayElement(['☕', '🎧', '🧦', '👩‍🍳', '🇪🇺'])} ${random.commerce.productName()}`,
]

function createProduct(random: Random, id: number): Product {
  const naming = namings[id % namings.length] as Naming
  const brand = random.company.name()
  return {
    id,
    name: naming(random, brand),
    brand,
    category: id % 10 === 9 ? null : random.commerce.department(),
    euroCents: random.number.int({ min: 199, max: 249_900 }),
  }
}

function createUser(random: Random, id: number): User {
  return {
    id,
    currency: random.helpers.arrayElement(currencies),
    device: random.helpers.arrayElement(devices),
    paymentMethod: random.helpers.arrayElement(paymentMethods),
  }
}

/**
 * Invents the products and users of a seed.
 *
 * @example
 * createCatalogue(7).products[0]?.name // the same name for ever
 */
export function createCatalogue(seed: number, size: { products?: number; users?: number } = {}): Catalogue {
  const random = createRandom(seed, 'catalogue')
  const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
  return {
    products: ids(size.products ?? 180).map((id) => createProduct(random, id)),
    users: ids(size.users ?? 250).map((id) => createUser(random, id)),
  }
}
