import { createSession, type Session } from '@streamkit/core'

/** The session that the shop's streams live in. Times are UTC whatever the machine thinks. */
export function createShopSession() {
  return createSession({ appName: 'ecommerce', timeZone: 'UTC' })
}

export type ShopSession = ReturnType<typeof createShopSession> extends Session<infer Formats> ? Session<Formats> : never
