import { createSession, type Session, type SessionOptions } from '@streamkit/core'
import { kafka } from '@streamkit/kafka'

/** The session that the shop's streams live in. Times are UTC whatever the machine thinks. */
export function createShopSession(options: Pick<SessionOptions, 'environment'> = {}) {
  return createSession({ appName: 'ecommerce', timeZone: 'UTC', connectors: [kafka()], ...options })
}

export type ShopSession = ReturnType<typeof createShopSession> extends Session<infer Formats> ? Session<Formats> : never
