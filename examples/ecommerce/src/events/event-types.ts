import type { EventGenerator } from './event-generator.ts'
import { productPurchases } from './product-purchase.ts'
import { productViews } from './product-view.ts'

/** Every event type of the shop: a new one is a new file and its line here. */
export const eventTypes: readonly EventGenerator[] = [productViews, productPurchases]
