import { ExecutionException } from '../../errors/streamkit-error.ts'
import { bigintType, binaryType, type DataType, isIntegral, stringType } from '../../types/data-type.ts'
import type { ArgumentInfo, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import { argumentAt } from '../signature.ts'
import { encodeText } from './charsets.ts'
import { defineFunction } from './define-function.ts'

const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const numberTextOrBinary = ({ dataType }: ArgumentInfo): DataType => {
  if (isIntegral(dataType)) return bigintType
  return dataType.kind === 'binary' ? dataType : stringType
}

const hex = defineFunction({
  name: 'hex',
  takes: [numberTextOrBinary],
  returns: stringType,
  kernel: (site): Kernel => {
    switch (numberTextOrBinary(argumentAt(site, 0)).kind) {
      case 'bigint':
        return strict((n: bigint) => BigInt.asUintN(64, n).toString(16).toUpperCase())
      case 'binary':
        return strict((bytes: Uint8Array) => viewOf(bytes).toString('hex').toUpperCase())
      default:
        return strict((text: string) => Buffer.from(text).toString('hex').toUpperCase())
    }
  },
})

const unhex = defineFunction({
  name: 'unhex',
  takes: [stringType],
  returns: binaryType,
  nullable: true,
  kernel: () =>
    strictOrNull((text: string) => {
      if (!/^[0-9A-Fa-f]*$/.test(text)) return null
      return new Uint8Array(Buffer.from(text.length % 2 === 0 ? text : `0${text}`, 'hex'))
    }),
})

/** Base64 of Java's MIME decoder: characters outside the alphabet do not count. */
function unbase64(text: string): Uint8Array {
  const clean = text.replace(/[^A-Za-z0-9+/=]/g, '')
  const body = clean.replace(/=+$/, '')
  if (body.length % 4 === 1 || body.includes('=')) {
    throw new ExecutionException('CONVERSION_INVALID_INPUT', { str: text, fmt: 'BASE64', targetType: '"BINARY"' })
  }
  return new Uint8Array(Buffer.from(body, 'base64'))
}

/** The bytes that the encoding of `application/x-www-form-urlencoded` leaves alone are letters, digits and `.-*_`. */
function urlEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/%20/g, '+')
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function tryUrlDecode(text: string): string | null {
  const spaced = text.replace(/\+/g, ' ')
  if (/%(?![0-9A-Fa-f]{2})/.test(spaced)) return null
  // bytes that are no UTF-8 become replacement characters, as Java has it
  const bytes: number[] = []
  for (let i = 0; i < spaced.length; i++) {
    if (spaced[i] === '%') {
      bytes.push(Number.parseInt(spaced.slice(i + 1, i + 3), 16))
      i += 2
    } else {
      const point = String.fromCodePoint(spaced.codePointAt(i) as number)
      bytes.push(...Buffer.from(point))
      i += point.length - 1
    }
  }
  return Buffer.from(bytes).toString('utf8')
}

function urlDecode(text: string): string {
  const decoded = tryUrlDecode(text)
  if (decoded === null) throw new ExecutionException('CANNOT_DECODE_URL', { url: text })
  return decoded
}

/** Bytes to text and back. */
export const stringEncodingFunctions: readonly FunctionDefinition[] = [
  hex,
  unhex,
  defineFunction({
    name: 'bin',
    takes: [bigintType],
    returns: stringType,
    evaluate: (n: bigint) => BigInt.asUintN(64, n).toString(2),
  }),
  defineFunction({
    name: 'base64',
    takes: [binaryType],
    returns: stringType,
    evaluate: (bytes: Uint8Array) => viewOf(bytes).toString('base64'),
  }),
  defineFunction({ name: 'unbase64', takes: [stringType], returns: binaryType, evaluate: unbase64 }),
  defineFunction({
    name: 'encode',
    takes: [stringType, stringType],
    returns: binaryType,
    evaluate: (text: string, charset: string) => encodeText(text, charset, 'encode'),
  }),
  defineFunction({ name: 'url_encode', takes: [stringType], returns: stringType, evaluate: urlEncode }),
  defineFunction({ name: 'url_decode', takes: [stringType], returns: stringType, evaluate: urlDecode }),
  defineFunction({
    name: 'try_url_decode',
    takes: [stringType],
    returns: stringType,
    nullable: true,
    kernel: () => strictOrNull(tryUrlDecode),
  }),
]
