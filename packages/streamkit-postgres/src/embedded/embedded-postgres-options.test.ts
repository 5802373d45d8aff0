import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type EmbeddedPostgresOptions, resolveEmbeddedOptions } from './embedded-postgres-options.ts'

test('a server without options is temporary, a folder makes it persistent', () => {
  expect(resolveEmbeddedOptions({})).toMatchObject({
    dataDirectory: undefined,
    port: undefined,
    database: 'streamkit',
    persistent: false,
    startTimeoutMs: 60_000,
  })
  expect(resolveEmbeddedOptions({ dataDirectory: 'data', port: 0 })).toMatchObject({
    dataDirectory: resolve('data'),
    port: undefined,
    persistent: true,
  })
  expect(resolveEmbeddedOptions({ dataDirectory: 'data', persistent: false }).persistent).toBe(false)
})

describe('options that the server would misread, cut or ignore are refused', () => {
  const refused: readonly (readonly [option: string, EmbeddedPostgresOptions])[] = [
    ['dataDirectory', { dataDirectory: '' }],
    ['dataDirectory', { dataDirectory: 'a\nb' }],
    ['port', { port: 65_536 }],
    ['port', { port: -1 }],
    ['port', { port: 5432.5 }],
    ['database', { database: '' }],
    ['database', { database: 'nul\0' }],
    ['database', { database: 'ä'.repeat(32) }],
    ['database', { database: 'why?' }],
    ['user', { user: 'x'.repeat(64) }],
    ['user', { user: 'o"Brien' }],
    ['user', { user: 'back\\slash' }],
    ['password', { password: '' }],
    ['password', { password: 'two\nlines' }],
    ['startTimeoutMs', { startTimeoutMs: 0 }],
    ['startTimeoutMs', { startTimeoutMs: Number.NaN }],
    ['startTimeoutMs', { startTimeoutMs: 2 ** 31 }],
    ['settings.port', { settings: { port: '1' } }],
    ['settings.Listen_Addresses', { settings: { Listen_Addresses: '*' } }],
    ['settings."fsync=off -c x"', { settings: { 'fsync=off -c x': '1' } }],
    ['settings.work_mem', { settings: { work_mem: '1\0' } }],
  ]
  test.each(refused)('%s of %j', (option, options) => {
    const resolving = () => resolveEmbeddedOptions(options)
    expect(resolving).toThrow(`The option ${option} of the embedded PostgreSQL cannot be used`)
    expect(resolving).toThrow('EMBEDDED_POSTGRES_INVALID_OPTION')
  })
})

test('names are measured in bytes', () => {
  expect(resolveEmbeddedOptions({ database: 'x'.repeat(63) }).database).toHaveLength(63)
})
