import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A certificate for a TLS server of a test, which is its own authority. In PEM. */
export interface TestCertificate {
  readonly certificate: string
  readonly key: string
}

/** Tag, length, content: of what X.509 is made. Short lengths, or two bytes of length. */
function node(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content)
  const length = bytes.length < 128 ? [bytes.length] : [0x82, bytes.length >> 8, bytes.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), bytes])
}

const [integer, bitString, octets, oid, utf8, time, sequence, set] = [2, 3, 4, 6, 0x0c, 0x17, 0x30, 0x31] as const
const ecdsaWithSha256 = node(sequence, node(oid, Buffer.from('2a8648ce3d040302', 'hex')))

/** `991231235959Z` */
function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/\D/g, '')
  return node(time, Buffer.from(`${digits.slice(2, 14)}Z`))
}

function extension(id: string, value: Buffer): Buffer {
  return node(sequence, node(oid, Buffer.from(id, 'hex')), node(octets, value))
}

function body(host: string, publicKey: KeyObject, until: Date): Buffer {
  const commonName = node(sequence, node(oid, Buffer.from('550403', 'hex')), node(utf8, Buffer.from(host)))
  const name = node(sequence, node(set, commonName))
  const from = new Date(until.getTime() - 20 * 365 * 86_400_000)
  return node(
    sequence,
    node(0xa0, node(integer, Buffer.of(2))),
    node(integer, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ecdsaWithSha256,
    name,
    node(sequence, utcTime(from), utcTime(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    node(0xa3, node(sequence, extension('551d11', node(sequence, node(0x82, Buffer.from(host)))))),
  )
}

/** Signs a certificate for a host name that is valid until a time. */
export function selfSignedCertificate(host: string, until: Date): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const signed = body(host, publicKey, until)
  const signature = node(bitString, Buffer.of(0), sign('sha256', signed, privateKey))
  const lines = node(sequence, signed, ecdsaWithSha256, signature).toString('base64').replaceAll(/.{64}/g, '$&\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}
