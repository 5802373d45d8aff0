import { z } from 'zod'
import { centsToText, convertCents } from '../world/money.ts'
import { defineEvent, type EventGenerator } from './event-generator.ts'
import { eventMoment } from './event-moment.ts'

/** A visitor looked at a product. The keys are the columns of the file, in this order. */
export const ProductView = z.object({
  event_id: z.uuid(),
  user_id: z.int(),
  session_id: z.uuid(),
  product_id: z.int(),
  product_name: z.string(),
  category: z.string().nullable(),
  price: z.string().regex(/^\d{1,8}\.\d{2}$/),
  currency: z.string(),
  referrer: z.string().nullable(),
  device: z.string(),
  event_date: z.iso.date(),
  event_time: z.iso.time(),
})

export type ProductView = z.infer<typeof ProductView>

export const productViews: EventGenerator<ProductView> = defineEvent({
  eventType: 'product_view',
  folder: 'product-view-events',
  fileName: (hex8) => `product_view_events_${hex8}.csv`,
  schema: ProductView,
  create({ world, random, atMs }): ProductView {
    const { session, product } = world.browse(random, atMs)
    return {
      event_id: random.string.uuid(),
      user_id: session.user.id,
      session_id: session.id,
      product_id: product.id,
      product_name: product.name,
      category: product.category,
      price: centsToText(convertCents(product.euroCents, session.user.currency)),
      currency: session.user.currency,
      referrer: session.referrer,
      device: session.user.device,
      ...eventMoment(atMs),
    }
  },
})
