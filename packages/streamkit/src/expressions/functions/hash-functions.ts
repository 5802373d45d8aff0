import { hash as digest } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { AnalysisException } from '../../errors/streamkit-error.ts'
import { bigintType, type DataType, intType, sqlType, stringType } from '../../types/data-type.ts'
import type { ArgumentInfo, CallSite, FunctionDefinition, Kernel } from '../function-definition.ts'
import { Murmur3 } from '../hash/murmur3.ts'
import { hashStep } from '../hash/murmur3-values.ts'
import { type Hasher, valueHasher } from '../hash/value-hasher.ts'
import { XxHash64 } from '../hash/xxhash64.ts'
import { strict, strictOrNull, withNulls } from '../kernel.ts'
import { describeCall, requireArguments } from '../signature.ts'
import { alias, defineFunction } from './define-function.ts'

/** Text goes as its UTF-8. */
const textOrBinary = ({ dataType }: ArgumentInfo): DataType => (dataType.kind === 'binary' ? dataType : stringType)

function digestFunction(name: string, algorithm: string): FunctionDefinition {
  return defineFunction({
    name,
    takes: [textOrBinary],
    returns: stringType,
    evaluate: (value: string | Uint8Array) => digest(algorithm, value, 'hex'),
  })
}

const sha2Algorithms: Readonly<Record<number, string>> = {
  0: 'sha256',
  224: 'sha224',
  256: 'sha256',
  384: 'sha384',
  512: 'sha512',
}

/** Null for a length that SHA-2 does not have. */
const sha2 = defineFunction({
  name: 'sha2',
  takes: [textOrBinary, intType],
  returns: stringType,
  nullable: true,
  kernel: () =>
    strictOrNull((value: string | Uint8Array, bitLength: number) => {
      const algorithm = sha2Algorithms[bitLength]
      return algorithm === undefined ? null : digest(algorithm, value, 'hex')
    }),
})

const seed = 42

interface RowHasher extends Hasher {
  reset(seed: number): void
  digest(): number | bigint
}

/** One hash of all arguments together; nulls leave it unchanged, so that it is never null. */
function rowHash(name: string, returns: DataType, make: () => RowHasher): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1, null])
      refuseMaps(name, site)
      return { inputs: site.args.map((a) => a.dataType), dataType: returns, nullable: false }
    },
    kernel: (site): Kernel => {
      const hasher = make()
      const feeds = site.args.map((a) => valueHasher(a.dataType, hasher) as (value: unknown) => void)
      return withNulls((...values: readonly unknown[]) => {
        hasher.reset(seed)
        for (let i = 0; i < feeds.length; i++) {
          const value = values[i]
          if (value !== null) (feeds[i] as (value: unknown) => void)(value)
        }
        return hasher.digest()
      }, false)
    },
  }
}

/** Spark's Murmur3: a step for each argument, which generated code writes one inside of the other. */
function murmur3Kernel(site: CallSite): Kernel {
  const steps = site.args.map((a) => hashStep(a.dataType))
  const evaluate = (...values: readonly unknown[]) =>
    steps.reduce((hash, step, i) => step(hash, values[i] as unknown), seed)
  return {
    ...withNulls(evaluate, false),
    inline: (args, ref) => args.reduce((hash, arg, i) => `${ref(steps[i])}(${hash}, ${arg})`, ref(seed)),
  }
}

/** Equal maps may have their entries in another order, and would have other hashes. */
function refuseMaps(name: string, site: CallSite): void {
  const map = site.args.map((a) => a.dataType).find(hasMap)
  if (map === undefined) return
  throw new AnalysisException('DATATYPE_MISMATCH.HASH_MAP_TYPE', {
    expression: describeCall(name, site),
    functionName: `\`${name}\``,
    dataType: sqlType(map),
  })
}

function hasMap(type: DataType): boolean {
  switch (type.kind) {
    case 'map':
      return true
    case 'array':
      return hasMap(type.element)
    case 'struct':
      return type.fields.some((f) => hasMap(f.dataType))
    default:
      return false
  }
}

const sha1 = digestFunction('sha1', 'sha1')

/** Digests and hashes; seeds and type rules are Spark's, so that values equal those of Spark jobs. */
export const hashFunctions: readonly FunctionDefinition[] = [
  digestFunction('md5', 'md5'),
  sha1,
  alias('sha', sha1),
  sha2,
  defineFunction({
    name: 'crc32',
    takes: [textOrBinary],
    returns: bigintType,
    kernel: () => strict((value: string | Uint8Array) => BigInt(crc32(value))),
  }),
  { ...rowHash('hash', intType, () => new Murmur3()), kernel: murmur3Kernel },
  rowHash('xxhash64', bigintType, () => new XxHash64()),
]
