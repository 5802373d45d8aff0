import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineEvent, type EventGenerator } from '../events/event-generator.ts'
import { eventMoment } from '../events/event-moment.ts'
import { eventTypes } from '../events/event-types.ts'
import { createRandom } from '../world/random.ts'
import { ShopWorld } from '../world/shop-world.ts'
import { EventFactory } from './event-factory.ts'
import { RowGenerator } from './row-generator.ts'

// All that the file of a new event type holds.
const CartAbandoned = z.object({
  event_id: z.uuid(),
  session_id: z.uuid(),
  products: z.int(),
  event_date: z.iso.date(),
  event_time: z.iso.time(),
})
const cartsAbandoned: EventGenerator<z.infer<typeof CartAbandoned>> = defineEvent({
  eventType: 'cart_abandoned',
  folder: 'cart-abandoned-events',
  fileName: (hex8) => `cart_abandoned_events_${hex8}.csv`,
  schema: CartAbandoned,
  create: ({ world, random, atMs }) => ({
    event_id: random.string.uuid(),
    session_id: world.browse(random, atMs).session.id,
    products: random.number.int({ min: 1, max: 9 }),
    ...eventMoment(atMs),
  }),
})

test('a new event type is one generator and one entry of the list', () => {
  const factory = new EventFactory([...eventTypes, cartsAbandoned])
  expect(factory.eventTypes).toEqual(['product_view', 'product_purchase', 'cart_abandoned'])
  const generator = factory.generator('cart_abandoned')
  expect(generator.columns).toEqual(['event_id', 'session_id', 'products', 'event_date', 'event_time'])
  const rows = new RowGenerator({
    generator,
    world: ShopWorld.ofSeed(3),
    random: createRandom(3, generator.eventType),
    shares: { duplicates: 0.1, late: 0.1, malformed: 0.5 },
    lateByMs: 1000,
  })
  const made = [...rows.file(20, { fromMs: 0, toMs: 1000 })]
  expect(made).toHaveLength(22)
  expect(made.filter((row) => row.fate === 'malformed')).toHaveLength(10)
})

test('the files and columns of the shop are those the stream is told about', () => {
  const [views, purchases] = new EventFactory().generators
  expect(views?.fileName('0a1b2c3d')).toBe('product_view_events_0a1b2c3d.csv')
  expect(views?.folder).toBe('product-view-events')
  expect(views?.columns.join()).toBe(
    'event_id,user_id,session_id,product_id,product_name,category,price,currency,referrer,device,event_date,event_time',
  )
  expect(purchases?.fileName('0a1b2c3d')).toBe('product_purchase_event_0a1b2c3d.csv')
  expect(purchases?.folder).toBe('product-purchase-events')
  expect(purchases?.columns.join()).toBe(
    'event_id,user_id,session_id,product_id,product_name,category,price,quantity,payment_method,currency,event_date,event_time',
  )
})

test('an unknown event type is refused with the list of the known ones', () => {
  expect(() => new EventFactory().generator('product_veiw')).toThrow(/product_veiw.*product_view, product_purchase/)
})

test('two types with one name or one folder, and a type without its own columns, are refused', () => {
  expect(() => new EventFactory([cartsAbandoned, cartsAbandoned])).toThrow("event type 'cart_abandoned'")
  expect(() => new EventFactory([cartsAbandoned, { ...cartsAbandoned, eventType: 'other' }])).toThrow('folder')
  expect(() => new EventFactory([{ ...cartsAbandoned, columns: ['event_id'] }])).toThrow('event_date, event_time')
})
