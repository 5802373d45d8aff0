import { AnalysisException } from '../../errors/streamkit-error.ts'
import { doubleType, intType, stringType } from '../../types/data-type.ts'
import type { ArgumentInfo, CallSite, EvaluationContext, FunctionDefinition, Kernel } from '../function-definition.ts'
import { withNulls } from '../kernel.ts'
import { XorShiftRandom } from '../numbers/xor-shift-random.ts'
import { defineFunction } from './define-function.ts'

/**
 * The seed of a call that was given none: from what is the same for every run of a batch. `stream` tells the calls of a query apart; it is given by the planner. The time of the
 * batch widens the seed, so that two batches do not share one.
 */
function seedOf({ seed, batchTimestampMicros }: EvaluationContext, stream: number): bigint {
  const mixed =
    BigInt(seed) * 0x9e3779b97f4a7c15n +
    BigInt(Math.trunc(batchTimestampMicros)) * 0xbf58476d1ce4e5b9n +
    BigInt(stream) * 0x94d049bb133111ebn
  return BigInt.asIntN(64, mixed)
}

/** What a call draws from: begun anew with every batch, and told apart by execution, since the same plan may run twice at the same time. */
function perBatch<G>(begin: (context: EvaluationContext) => G): (context: EvaluationContext) => G {
  const generators = new WeakMap<EvaluationContext, G>()
  let lastContext: EvaluationContext | null = null
  let last: G
  return (context) => {
    if (context === lastContext) return last
    const found = generators.get(context) ?? begin(context)
    generators.set(context, found)
    lastContext = context
    last = found
    return found
  }
}

/** The constant that was given, as Spark takes it: null is 0. Null: none was given. */
function givenSeed({ args: [seed] }: CallSite): bigint | null {
  return seed === undefined ? null : BigInt((seed.literal ?? 0) as number | string)
}

function drawing(site: CallSite, draw: (random: XorShiftRandom) => number): Kernel {
  const stream = streamOf(site)
  const given = givenSeed(site)
  const generator = perBatch((context) => new XorShiftRandom(given ?? seedOf(context, stream)))
  // The seed, which may be null, is a constant: nothing of the row is read.
  return { ...withNulls((context: EvaluationContext) => draw(generator(context)), false), usesContext: true }
}

function streamOf({ parameters }: CallSite): number {
  return typeof parameters.stream === 'number' ? parameters.stream : 0
}

function seedType(name: string): (argument: ArgumentInfo) => ArgumentInfo['dataType'] {
  return ({ dataType, literal }) => {
    if (literal === undefined)
      throw new AnalysisException('SEED_EXPRESSION_IS_UNFOLDABLE', { exprWithSeed: `${name}()` })
    return dataType.kind === 'bigint' ? dataType : intType
  }
}

function defineRandom(name: string, draw: (random: XorShiftRandom) => number): FunctionDefinition {
  return {
    ...defineFunction({
      name,
      takes: [seedType(name)],
      required: 0,
      returns: doubleType,
      nullable: false,
      kernel: (site) => drawing(site, draw),
    }),
    deterministic: false,
  }
}

/** Text of 122 bits by chance, as RFC 9562 writes them (version 4). Two generators: one has only 64 bits of state. */
const uuid: FunctionDefinition = {
  ...defineFunction({
    name: 'uuid',
    takes: [seedType('uuid')],
    required: 0,
    returns: stringType,
    nullable: false,
    kernel: (site) => {
      const stream = streamOf(site)
      const given = givenSeed(site)
      const generators = perBatch((context) => {
        const seed = given ?? seedOf(context, stream)
        return [new XorShiftRandom(seed), new XorShiftRandom(~seed)] as const
      })
      const evaluate = (context: EvaluationContext) => uuidText(generators(context))
      return { ...withNulls(evaluate, false), usesContext: true }
    },
  }),
  deterministic: false,
}

function uuidText([high, low]: readonly [XorShiftRandom, XorShiftRandom]): string {
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0')
  const first = hex(high.nextInt())
  const second = hex((high.nextInt() & 0xffff0fff) | 0x4000)
  const third = hex((low.nextInt() & 0x3fffffff) | 0x80000000)
  const last = hex(low.nextInt())
  return `${first}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${last}`
}

/** `random` is Spark's other name of `rand`. */
export const randomFunctions: readonly FunctionDefinition[] = [
  defineRandom('rand', (random) => random.nextDouble()),
  defineRandom('random', (random) => random.nextDouble()),
  defineRandom('randn', (random) => random.nextGaussian()),
  uuid,
]

/** Whether a call gives the same values as any other of its kind unless it is told apart by the parameter `stream`. */
export function isSeedlessRandom(name: string, args: readonly unknown[]): boolean {
  return args.length === 0 && randomFunctions.some((definition) => definition.name === name)
}
