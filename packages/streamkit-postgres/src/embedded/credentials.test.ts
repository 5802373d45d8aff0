import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/embedded/temporary-folder.ts'
import { newCredentials, parsePgpass, writePgpass } from './credentials.ts'
import { resolveEmbeddedOptions } from './embedded-postgres-options.ts'

const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\0\r\n\u2028\u2029]/.test(text))

test('every user and password comes back from the password file', async () => {
  const file = join(await temporaryFolder(), 'pgpass')
  await fc.assert(
    fc.asyncProperty(fc.record({ user: line, password: line }), async (credentials) => {
      await writePgpass(file, credentials)
      expect(parsePgpass(await readFile(file, 'utf8'))).toEqual(credentials)
    }),
    { numRuns: 50 },
  )
})

test.each(['', '\n', 'localhost:*:*:user:password\n', '127.0.0.1:*:*:user:\n', '127.0.0.1:*:*:user:pass'])(
  '%j is no password file',
  (text) => expect(parsePgpass(text)).toBeUndefined(),
)

test('passwords are random unless given', () => {
  const fresh = () => newCredentials(resolveEmbeddedOptions({})).password
  expect(fresh()).toMatch(/^[\w-]{32}$/)
  expect(fresh()).not.toBe(fresh())
  expect(newCredentials(resolveEmbeddedOptions({ password: 'mine', user: 'me' }))).toEqual({
    user: 'me',
    password: 'mine',
  })
})
