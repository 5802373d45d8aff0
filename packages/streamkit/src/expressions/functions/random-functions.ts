import { doubleType, isIntegral, stringType } from '../../types/data-type.ts'
import type { CallSite, EvaluationContext, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { XorShiftRandom } from '../numbers/xor-shift-random.ts'
import { argumentAt, requireArguments, unexpectedType } from '../signature.ts'
import { defineFunction } from './define-function.ts'

/** Evenly in [0, 1). With a seed the numbers that Spark gives on one partition; without one others in every batch, the same ones when a batch runs again. */
const rand: FunctionDefinition = {
  name: 'rand',
  deterministic: false,
  signature(site) {
    requireArguments('rand', site, [0, 1])
    if (site.args.length === 1 && !isSeed(argumentAt(site, 0)))
      throw unexpectedType('rand', site, { index: 0, required: 'a constant "BIGINT"' })
    return { inputs: site.args.map((arg) => arg.dataType), dataType: doubleType, nullable: false }
  },
  // A null seed is 0, as in Spark: null does not make null.
  kernel: (site) => ({ ...randomKernel(fixedSeed(site), (random) => random.nextDouble()), nulls: 'custom' }),
}

/** A text of 36 characters that no other row has: UUID version 4. */
const uuid: FunctionDefinition = {
  ...defineFunction({
    name: 'uuid',
    takes: [],
    returns: stringType,
    nullable: false,
    kernel: () => randomKernel(null, randomUuid),
  }),
  deterministic: false,
}

export const randomFunctions: readonly FunctionDefinition[] = [rand, uuid]

/** How many random functions of an execution have begun. They begin in the order of the plan, so that each has numbers of its own, and the same ones when a batch runs again. */
const begun = new WeakMap<EvaluationContext, number>()

/** Spreads the seeds of the functions of one execution. */
const seedStep = 0x9e3779b97f4a7c15n

function randomKernel(seed: bigint | null, next: (random: XorShiftRandom) => unknown): Kernel {
  const generators = new WeakMap<EvaluationContext, XorShiftRandom>()
  const evaluate = (context: EvaluationContext): unknown => {
    let random = generators.get(context)
    if (random === undefined) {
      random = new XorShiftRandom(seed ?? ownSeed(context))
      generators.set(context, random)
    }
    return next(random)
  }
  return { ...strict(evaluate), usesContext: true }
}

function ownSeed(context: EvaluationContext): bigint {
  const index = begun.get(context) ?? 0
  begun.set(context, index + 1)
  return BigInt(context.seed) + BigInt(index) * seedStep
}

function isSeed({ dataType, literal }: CallSite['args'][number]): boolean {
  return literal !== undefined && (isIntegral(dataType) || dataType.kind === 'void')
}

function fixedSeed({ args }: CallSite): bigint | null {
  const [seed] = args
  if (seed === undefined) return null
  return seed.literal === null ? 0n : BigInt(seed.literal as number | string)
}

function randomUuid(random: XorShiftRandom): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random.nextDouble() * 16))
  digits[12] = 4
  digits[16] = 8 + ((digits[16] as number) & 3)
  const text = digits.map((digit) => digit.toString(16)).join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}
