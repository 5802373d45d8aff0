import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../src/testing.ts'
import { BrokerBench, canKillBrokers } from '../support/broker-bench.ts'
import { selfSignedCertificate } from '../support/self-signed-certificate.ts'

const password = 'Pa55 "word" of ann'
const far = new Date(Date.UTC(2040, 0, 1))
const past = new Date(Date.UTC(2020, 0, 1))
let bench: BrokerBench
let topic: string
let ports: Readonly<Record<'sasl' | 'tls' | 'expired' | 'both', number>>
const certificate = selfSignedCertificate('localhost', far)
const expired = selfSignedCertificate('localhost', past)

describe.skipIf(!canKillBrokers)('Kafka with passwords and certificates', () => {
  beforeAll(async () => {
    ports = {
      sasl: await freePort(),
      tls: await freePort(),
      expired: await freePort(),
      both: await freePort(),
    }
    const tls = (name: string, { certificate: chain, key }: typeof certificate) => ({
      [`listener.name.${name}.ssl.keystore.type`]: 'PEM',
      [`listener.name.${name}.ssl.keystore.certificate.chain`]: chain,
      [`listener.name.${name}.ssl.keystore.key`]: key,
    })
    const quoted = password.replaceAll('"', '\\"')
    const sasl = (name: string) => ({
      [`listener.name.${name}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
      [`listener.name.${name}.plain.sasl.jaas.config`]: `org.apache.kafka.common.security.plain.PlainLoginModule required user_ann="${quoted}";`,
      [`listener.name.${name}.scram-sha-256.sasl.jaas.config`]:
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
      [`listener.name.${name}.scram-sha-512.sasl.jaas.config`]:
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    })
    bench = await BrokerBench.start({
      listeners: [
        { name: 'NAMED', protocol: 'SASL_PLAINTEXT', port: ports.sasl },
        { name: 'SAFE', protocol: 'SSL', port: ports.tls },
        { name: 'STALE', protocol: 'SSL', port: ports.expired },
        { name: 'BOTH', protocol: 'SASL_SSL', port: ports.both },
      ],
      properties: {
        ...sasl('named'),
        ...sasl('both'),
        ...tls('safe', certificate),
        ...tls('stale', expired),
        ...tls('both', certificate),
      },
      scramUsers: { ann: password },
    })
    topic = await bench.topic()
    await bench.publish(topic, ['secret of the topic'])
  }, 120_000)
  afterEach(() => bench.clear())
  afterAll(() => bench?.stop())

  const at = (port: number) => ({ 'kafka.bootstrap.servers': `127.0.0.1:${port}` })
  const trusting = { ca: certificate.certificate, servername: 'localhost' }

  test.each(['plain', 'scram-sha-256', 'scram-sha-512'])(
    'a user with the right password may read: %s',
    async (mechanism) => {
      const sasl = { mechanism, username: 'ann', password }
      expect(await bench.values(topic, { ...at(ports.sasl), sasl })).toEqual(['secret of the topic'])
    },
  )

  test("Spark's options of SASL and TLS do the same", async () => {
    const jaas = `org.apache.kafka.common.security.plain.PlainLoginModule required username="ann" password="${password.replaceAll('"', '\\"')}";`
    const options = {
      ...at(ports.both),
      'kafka.security.protocol': 'SASL_SSL',
      'kafka.sasl.mechanism': 'PLAIN',
      'kafka.sasl.jaas.config': jaas,
      ssl: trusting,
    }
    expect(await bench.values(topic, options)).toEqual(['secret of the topic'])
  })

  test.each(['plain', 'scram-sha-256'])(
    'a wrong password ends the query at once, and is shown nowhere: %s',
    async (mechanism) => {
      const sasl = { mechanism, username: 'ann', password: 'WrongOne' }
      const { query } = await bench.read(topic, { ...at(ports.sasl), sasl })
      const error = await query.awaitTermination().catch((reason: unknown) => reason)
      expect(error).toMatchObject({
        cause: {
          condition: 'KAFKA_AUTHENTICATION_FAILED',
          message: expect.stringMatching(
            new RegExp(`127\\.0\\.0\\.1:${ports.sasl} did not accept who this is: .+ Check the options of SASL`),
          ),
        },
      })
      expect(everything(error)).not.toContain('WrongOne')
    },
  )

  test('the sink too says that a password is wrong', async () => {
    const save = bench
      .session()
      .createDataFrame([{ value: 'x' }], 'value STRING')
      .write.format('kafka')
      .options({ ...at(ports.sasl), topic, sasl: { mechanism: 'plain', username: 'ann', password: 'WrongOne' } })
      .save()
    await expect(save).rejects.toMatchObject({ condition: 'KAFKA_AUTHENTICATION_FAILED' })
  })

  test('a certificate that is trusted and for the right host is accepted', async () => {
    expect(await bench.values(topic, { ...at(ports.tls), ssl: trusting })).toEqual(['secret of the topic'])
  })

  test.each([
    ['nobody trusts it', 'tls', {}, /self.signed/],
    ['it is for another host', 'tls', { ca: certificate.certificate }, /127\.0\.0\.1 is not in the cert/],
    ['its time is over', 'expired', { ca: expired.certificate, servername: 'localhost' }, /expired/],
  ] as const)('a certificate is refused, and the query ends at once: %s', async (_why, port, ssl, reason) => {
    const read = bench.values(topic, { ...at(ports[port]), ssl })
    await expect(read).rejects.toMatchObject({
      condition: 'KAFKA_TLS_FAILED',
      message: expect.stringMatching(
        new RegExp(`No safe connection to the Kafka brokers .*${reason.source}.*Check the certificates`),
      ),
    })
  })

  test('TLS to a port that does not speak it says so', async () => {
    const read = bench.values(topic, { ssl: trusting, 'kafka.default.api.timeout.ms': 500 })
    await expect(read).rejects.toMatchObject({ condition: expect.stringMatching(/^KAFKA_(?:TLS_FAILED|UNREACHABLE)$/) })
  })
})

/** An error with all that hangs on it, as a log would have it. */
function everything(error: unknown): string {
  const parts: string[] = []
  for (let at = error; at instanceof Error; at = at.cause) parts.push(at.stack ?? '', JSON.stringify(at), at.message)
  return parts.join('\n')
}
