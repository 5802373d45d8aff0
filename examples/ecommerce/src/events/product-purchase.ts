import { z } from 'zod'
import { centsToText, convertCents } from '../world/money.ts'
import { defineEvent, type EventGenerator } from './event-generator.ts'
import { eventMoment } from './event-moment.ts'

/** A visitor bought a product. The keys are the columns of the file, in this order. */
export const ProductPurchase = z.object({
  event_id: z.uuid(),
  user_id: z.int(),
  session_id: z.uuid(),
  product_id: z.int(),
  product_name: z.string(),
  category: z.string().nullable(),
  price: z.string().regex(/^\d{1,8}\.\d{2}$/),
  quantity: z.int32(),
  payment_method: z.string(),
  currency: z.string(),
  event_date: z.iso.date(),
  event_time: z.iso.time(),
})

export type ProductPurchase = z.infer<typeof ProductPurchase>

export const productPurchases: EventGenerator<ProductPurchase> = defineEvent({
  eventType: 'product_purchase',
  folder: 'product-purchase-events',
  fileName: (hex8) => `product_purchase_event_${hex8}.csv`,
  schema: ProductPurchase,
  create({ world, random, atMs }): ProductPurchase {
    const { session, product } = world.buy(random, atMs)
    return {
      event_id: random.string.uuid(),
      user_id: session.user.id,
      session_id: session.id,
      product_id: product.id,
      product_name: product.name,
      category: product.category,
      price: centsToText(convertCents(product.euroCents, session.user.currency)),
      quantity: random.number.int({ min: 1, max: 5 }),
      payment_method: session.user.paymentMethod,
      currency: session.user.currency,
      ...eventMoment(atMs),
    }
  },
})
