import { describe, expect, test } from 'vitest'
import { settingsOf } from '../../test/support/settings-of.ts'
import { kafkaSecurity } from './security.ts'

const security = (given: Readonly<Record<string, unknown>>) => settingsOf(kafkaSecurity, given)

test('without options connections are plain and anonymous', async () => {
  expect(await security({})).toEqual({ ssl: false, sasl: null })
})

test.each(['PLAIN', 'SCRAM-SHA-256', 'scram-sha-512'])("Spark's options say who this is, by %s", async (mechanism) => {
  const given = {
    'kafka.security.protocol': 'SASL_SSL',
    'kafka.sasl.mechanism': mechanism,
    'kafka.sasl.jaas.config': 'org.apache.kafka.common.security.Module required username="ann" password="a \\"b\\"=c";',
  }
  expect(await security(given)).toEqual({
    ssl: true,
    sasl: { mechanism: mechanism.toLowerCase(), username: 'ann', password: 'a "b"=c' },
  })
})

describe('what is wrong is refused without telling the password', () => {
  test.each([
    { sasl: { mechanism: 'plain', password: 'secret' } },
    { sasl: { mechanism: 'kerberos', username: 'a', password: 'secret' } },
    { 'kafka.sasl.mechanism': 'PLAIN', 'kafka.sasl.jaas.config': 'password="secret"' },
    { 'kafka.security.protocol': 'SASL_PLAINTEXT' },
    { 'kafka.security.protocol': 'TLS' },
    { ssl: 'yes' },
  ])('%j', async (given) => {
    await expect(security(given)).rejects.toMatchObject({
      condition: 'INVALID_KAFKA_OPTION',
      message: expect.not.stringContaining('secret'),
    })
  })
})
