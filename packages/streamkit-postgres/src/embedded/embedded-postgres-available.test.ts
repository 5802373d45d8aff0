import { expect, test } from 'vitest'
import { embeddedPostgresAvailable } from '../embedded.ts'

test('the installed binaries are reported as available', async () => {
  expect(await embeddedPostgresAvailable()).toEqual({ available: true })
})
