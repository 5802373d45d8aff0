import {
  bigintType,
  binaryType,
  booleanType,
  type DataType,
  dateType,
  decimalType,
  doubleType,
  floatType,
  intType,
  smallintType,
  stringType,
  timestampType,
  tinyintType,
} from '../../types/data-type.ts'
import type { Expression, ExpressionConf } from '../expression.ts'
import { nameOf, sqlText } from '../expression-text.ts'
import { literal } from '../literal.ts'

/**
 * Functions that are another expression, because only some of their arguments may be evaluated: `if(b = 0, 0, a / b)` must not divide.
 * A row gives the numbers of arguments that are taken and what the call stands for.
 */
interface Rewrite {
  readonly counts: readonly [min: number, max: number | null]
  readonly to: (args: readonly Expression[], conf: ExpressionConf) => Expression
}

const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'call', name, args })
const choose = (when: Expression, value: Expression, otherwise: Expression | null): Expression => ({
  kind: 'caseWhen',
  branches: [{ when, value }],
  otherwise,
})
const at = (args: readonly Expression[], index: number): Expression => args[index] as Expression
/** A null without a type is a condition here, though not in CASE. */
const condition = (e: Expression): Expression =>
  e.kind === 'literal' && e.value === null ? literal(null, booleanType) : e
const firstOf = (args: readonly Expression[]): Expression => ({ kind: 'coalesce', args })
const logical = (kind: 'and' | 'or', args: readonly Expression[]): Expression => ({
  kind,
  left: at(args, 0),
  right: at(args, 1),
})

/** `struct(a, b + 1)` has the fields `a` and `col2`: columns keep their names. */
const namedField = (e: Expression, index: number): Expression[] => {
  const hasName = e.kind === 'attribute' || e.kind === 'alias' || e.kind === 'bound' || e.kind === 'getField'
  return [literal(hasName ? nameOf(e) : `col${index + 1}`), e]
}

/** `decode(x, a, 1, b, 2, other)` compares x with a, b, ... and takes the value behind the first that is equal; null equals null. */
const decode = ([value, ...rest]: readonly Expression[]): Expression => {
  const branches = []
  for (let i = 0; i + 1 < rest.length; i += 2) {
    branches.push({ when: call('<=>', value as Expression, at(rest, i)), value: at(rest, i + 1) })
  }
  return { kind: 'caseWhen', branches, otherwise: rest.length % 2 === 1 ? at(rest, rest.length - 1) : null }
}

/** `int(x)` is a cast. */
const castTo = (to: DataType): Rewrite => ({
  counts: [1, 1],
  to: (a, conf) => ({ kind: 'cast', child: at(a, 0), to, mode: conf.ansi ? 'ansi' : 'legacy' }),
})

const rewrites: Readonly<Record<string, Rewrite>> = {
  if: { counts: [3, 3], to: (a) => choose(condition(at(a, 0)), at(a, 1), at(a, 2)) },
  coalesce: { counts: [1, null], to: firstOf },
  nvl: { counts: [2, 2], to: firstOf },
  ifnull: { counts: [2, 2], to: firstOf },
  nvl2: { counts: [3, 3], to: (a) => choose(call('isnotnull', at(a, 0)), at(a, 1), at(a, 2)) },
  nullif: { counts: [2, 2], to: (a) => choose(call('=', at(a, 0), at(a, 1)), literal(null), at(a, 0)) },
  nullifzero: { counts: [1, 1], to: (a) => choose(call('=', at(a, 0), literal(0)), literal(null), at(a, 0)) },
  zeroifnull: { counts: [1, 1], to: (a) => firstOf([at(a, 0), literal(0)]) },
  between: {
    counts: [3, 3],
    to: (a) => logical('and', [call('>=', at(a, 0), at(a, 1)), call('<=', at(a, 0), at(a, 2))]),
  },
  assert_true: {
    counts: [1, 2],
    to: (a) =>
      choose(
        condition(at(a, 0)),
        literal(null),
        call('raise_error', a[1] ?? literal(`'${sqlText(at(a, 0))}' is not true!`)),
      ),
  },
  and: { counts: [2, 2], to: (a) => logical('and', a) },
  or: { counts: [2, 2], to: (a) => logical('or', a) },
  decode: { counts: [3, null], to: decode },
  struct: { counts: [1, null], to: (a) => call('named_struct', ...a.flatMap(namedField)) },
  boolean: castTo(booleanType),
  tinyint: castTo(tinyintType),
  smallint: castTo(smallintType),
  int: castTo(intType),
  bigint: castTo(bigintType),
  float: castTo(floatType),
  double: castTo(doubleType),
  decimal: castTo(decimalType(10, 0)),
  date: castTo(dateType),
  timestamp: castTo(timestampType),
  binary: castTo(binaryType),
  string: castTo(stringType),
}

/** How many arguments a rewritten function takes and what it stands for; undefined for all other calls. */
export function lookupRewrite(name: string, argumentCount: number): Rewrite | undefined {
  // With two arguments it is a function of its own: bytes read as text of a charset.
  if (name === 'decode' && argumentCount < 3) return undefined
  return Object.hasOwn(rewrites, name) ? rewrites[name] : undefined
}

export function rewriteNames(): readonly string[] {
  return Object.keys(rewrites)
}
export type { Rewrite }
