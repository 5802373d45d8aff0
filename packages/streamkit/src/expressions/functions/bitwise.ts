import { type DataType, intType, isIntegral } from '../../types/data-type.ts'
import { commonNumeric } from '../common-type.ts'
import type { CallSite, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { fitSafe } from '../numbers/overflow.ts'
import { anyNullable, argumentAt, differentTypes, requireArguments, wrongType } from '../signature.ts'

interface BitOperation {
  readonly onInts: (a: number, b: number) => number
  readonly onBigInts: (a: bigint, b: bigint) => bigint
}

const and: BitOperation = { onInts: (a, b) => a & b, onBigInts: (a, b) => a & b }
const or: BitOperation = { onInts: (a, b) => a | b, onBigInts: (a, b) => a | b }
const xor: BitOperation = { onInts: (a, b) => a ^ b, onBigInts: (a, b) => a ^ b }

/** Integers that are numbers but need 64 bits go through bigints: JavaScript's operators have 32. */
function bitKernel({ onInts, onBigInts }: BitOperation, type: DataType): Kernel {
  if (type.kind !== 'bigint') return strict(onInts)
  if (type.as === 'bigint') return strict(onBigInts)
  return strict((a: number, b: number) => fitSafe(Number(onBigInts(BigInt(a), BigInt(b)))))
}

/** The type of the bits; text is refused, null takes the type of the other side. */
function integralOperand(name: string, site: CallSite): DataType {
  const [a, b] = site.args.map((arg) => arg.dataType).map((t, i, all) => (t.kind === 'void' ? (all[1 - i] ?? t) : t))
  const left = a ?? intType
  const right = b ?? left
  for (const type of [left, right]) {
    if (!isIntegral(type) && type.kind !== 'void') throw wrongType(name, site, { needed: '"INTEGRAL"', actual: type })
  }
  if (left.kind === 'void') return intType
  return commonNumeric(left, right) ?? intType
}

function binary(name: string, operation: BitOperation): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [2])
      const type = integralOperand(name, site)
      return { inputs: [type, type], dataType: type, nullable: anyNullable(site) }
    },
    kernel: (_site, { dataType }) => bitKernel(operation, dataType),
  }
}

const not: FunctionDefinition = {
  name: '~',
  signature: (site) => {
    requireArguments('~', site, [1])
    const type = integralOperand('~', site)
    return { inputs: [type], dataType: type, nullable: anyNullable(site) }
  },
  kernel: (_site, { dataType }) => {
    if (dataType.kind !== 'bigint') return strict((a: number) => ~a)
    return dataType.as === 'bigint' ? strict((a: bigint) => ~a) : strict((a: number) => -1 - a)
  },
}

/** Shifts take the count modulo the width, as Java does. */
const left: BitOperation = { onInts: (a, n) => a << n, onBigInts: (a, n) => BigInt.asIntN(64, a << (n & 63n)) }
const right: BitOperation = { onInts: (a, n) => a >> n, onBigInts: (a, n) => a >> (n & 63n) }
const unsignedRight: BitOperation = {
  onInts: (a, n) => (a >>> n) | 0,
  onBigInts: (a, n) => BigInt.asIntN(64, BigInt.asUintN(64, a) >> (n & 63n)),
}

function shift(name: string, operation: BitOperation): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [2])
      const type = argumentAt(site, 0).dataType
      if (!isIntegral(type) && type.kind !== 'void' && type.kind !== 'string') throw differentTypes(name, site)
      const shifted = type.kind === 'bigint' ? type : intType
      return { inputs: [shifted, intType], dataType: shifted, nullable: anyNullable(site) }
    },
    kernel: (_site, { dataType }) => {
      const { onInts, onBigInts } = operation
      if (dataType.kind !== 'bigint') return strict(onInts)
      return dataType.as === 'bigint'
        ? strict((a: bigint, n: number) => onBigInts(a, BigInt(n)))
        : strict((a: number, n: number) => fitSafe(Number(onBigInts(BigInt(a), BigInt(n)))))
    },
  }
}

/** Operators on the bits of integers. */
export const bitwiseFunctions: readonly FunctionDefinition[] = [
  binary('&', and),
  binary('|', or),
  binary('^', xor),
  not,
  shift('shiftleft', left),
  shift('shiftright', right),
  shift('shiftrightunsigned', unsignedRight),
  shift('<<', left),
  shift('>>', right),
  shift('>>>', unsignedRight),
]
