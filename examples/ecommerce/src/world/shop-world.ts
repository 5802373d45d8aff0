import { type Catalogue, createCatalogue, type Product, type User } from './catalogue.ts'
import type { Random } from './random.ts'

/** One visit of one user. */
export interface Session {
  readonly id: string
  readonly user: User
  /** Where the visitor came from; `null` for a typed address. */
  readonly referrer: string | null
}

/** A visitor in front of a product. */
export interface Encounter {
  readonly session: Session
  readonly product: Product
}

interface Visit {
  readonly session: Session
  /** What was looked at, newest last, at most {@link maxSightings}. */
  readonly sightings: { readonly product: Product; readonly atMs: number }[]
}

/** Bounds keep the world the same size after any number of events. */
const maxVisits = 400
const maxSightings = 20

const referrers = [
  null,
  'https://www.example.com/search?q=shop',
  'newsletter',
  'social',
  'affiliate, partner "A"',
] as const

/**
 * The shop that all event types share: one catalogue and the visits going on in it.
 *
 * Views open visits and leave traces; purchases prefer what their visit has looked at before.
 */
export class ShopWorld {
  readonly catalogue: Catalogue
  readonly #visits: Visit[] = []
  #oldest = 0

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue
  }

  /** The world of a seed. */
  static ofSeed(seed: number): ShopWorld {
    return new ShopWorld(createCatalogue(seed))
  }

  /** A visitor looks at a product: in a visit going on, or in a new one. */
  browse(random: Random, atMs: number): Encounter {
    const open = this.#visits.length === 0 || random.number.int(99) < 30
    const visit = open ? this.#openVisit(random) : random.helpers.arrayElement(this.#visits)
    const product = random.helpers.arrayElement(this.catalogue.products)
    visit.sightings.push({ product, atMs })
    if (visit.sightings.length > maxSightings) visit.sightings.shift()
    return { session: visit.session, product }
  }

  /** A visitor buys: mostly something seen earlier in the visit, sometimes on impulse. */
  buy(random: Random, atMs: number): Encounter {
    const impulse = random.number.int(99) < 15
    for (let attempt = 0; attempt < 5 && !impulse && this.#visits.length > 0; attempt++) {
      const visit = random.helpers.arrayElement(this.#visits)
      const seen = visit.sightings.filter((sighting) => sighting.atMs <= atMs)
      if (seen.length > 0) return { session: visit.session, product: random.helpers.arrayElement(seen).product }
    }
    const visit = this.#visits.length > 0 ? random.helpers.arrayElement(this.#visits) : this.#openVisit(random)
    return { session: visit.session, product: random.helpers.arrayElement(this.catalogue.products) }
  }

  #openVisit(random: Random): Visit {
    const visit: Visit = {
      session: {
        id: random.string.uuid(),
        user: random.helpers.arrayElement(this.catalogue.users),
        referrer: random.helpers.arrayElement(referrers),
      },
      sightings: [],
    }
    if (this.#visits.length < maxVisits) this.#visits.push(visit)
    else {
      this.#visits[this.#oldest] = visit
      this.#oldest = (this.#oldest + 1) % maxVisits
    }
    return visit
  }
}
