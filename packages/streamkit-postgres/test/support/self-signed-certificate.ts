import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate for a TLS server of a test, which is its own authority. */
export interface TestCertificate {
  /** PEM. */
  readonly certificate: string
  /** PEM. */
  readonly key: string
}

// X.509 is a tree of tag, length, content (DER)
function der(tag: number, ...parts: readonly (Buffer | readonly number[])[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)))
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts)
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const utcTime = (date: Date): Buffer =>
  der(
    0x17,
    Buffer.from(
      `${date
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(2)}`,
    ),
  )

const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'))
const commonName = '550403'
const subjectAltName = '551d11'
const basicConstraints = '551d13'

/** Signs a certificate for a host name, valid from a day before `until` minus ten years to `until`. */
export function selfSignedCertificate(host: string, until: Date): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const name = sequence(der(0x31, sequence(objectId(commonName), der(0x0c, Buffer.from(host)))))
  const from = new Date(until.getTime() - 10 * 365 * 86_400_000)
  const extensions = sequence(
    sequence(objectId(subjectAltName), der(0x04, sequence(der(0x82, Buffer.from(host))))),
    sequence(objectId(basicConstraints), der(0x01, [0xff]), der(0x04, sequence(der(0x01, [0xff])))),
  )
  const body = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, [1]),
    ecdsaWithSha256,
    name,
    sequence(utcTime(from), utcTime(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  )
  const signature = sign('sha256', body, privateKey)
  const certificate = sequence(body, ecdsaWithSha256, der(0x03, [0], signature)).toString('base64')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${certificate.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}
