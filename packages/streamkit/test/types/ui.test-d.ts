import { expectTypeOf, test } from 'vitest'
import { createSession, type UiServer } from '../../src/index.ts'

test('the live page takes its options, and tells where it is', () => {
  const session = createSession()
  expectTypeOf(session.ui()).resolves.toEqualTypeOf<UiServer>()
  expectTypeOf(session.ui({ port: 0, host: '0.0.0.0', allowRemote: true, token: 'x' })).resolves.toHaveProperty('url')
  expectTypeOf<UiServer['close']>().returns.resolves.toEqualTypeOf<void>()
  // @ts-expect-error a port is a number
  void session.ui({ port: '4040' })
  // @ts-expect-error there is no such option
  void session.ui({ address: '0.0.0.0' })
})
