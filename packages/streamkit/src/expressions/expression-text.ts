import { isoDateOfDays, isoLocalOfMicros } from '../columnar/iso-text.ts'
import { unreachable } from '../errors/invariant.ts'
import { simpleString } from '../types/data-type.ts'
import type { Call, Expression, Lambda, Literal, WindowExpression, WindowFrame } from './expression.ts'
import { bindParameters } from './lambda-variables.ts'
import { literalValue } from './literal.ts'
import { decimalToText } from './numbers/decimal-text.ts'
import { doubleToString } from './numbers/double-to-string.ts'

/**
 * The name that Spark gives a column made by this expression: `(a + 1)`, `upper(s)`, `CASE WHEN ... END`. Ask before analysis, so that
 * casts which analysis inserts do not show.
 */
export function nameOf(e: Expression): string {
  switch (e.kind) {
    case 'alias':
      return e.name
    case 'attribute':
      return e.nameParts.at(-1) ?? ''
    case 'bound':
      return e.name
    case 'getField':
      return e.child.kind === 'attribute' || e.child.kind === 'bound' ? e.field : textOf(e, 'name')
    default:
      return textOf(e, 'name')
  }
}

/** {@link nameOf} where the expression is selected: a column that is cast keeps its name. As a key of groups it does not. */
export function selectedName(e: Expression): string {
  const isCastColumn = e.kind === 'cast' && (e.child.kind === 'attribute' || e.child.kind === 'bound')
  return nameOf(isCastColumn ? e.child : e)
}

/** The expression as SQL, for messages and explain: text is quoted, columns carry their qualifiers. */
export function sqlText(e: Expression): string {
  return textOf(e, 'sql')
}

type Style = 'name' | 'sql'

const infix = new Set([
  '+',
  '-',
  '*',
  '/',
  '%',
  'div',
  '=',
  '<=>',
  '<',
  '<=',
  '>',
  '>=',
  '!=',
  '&',
  '|',
  '^',
  '||',
  '<<',
  '>>',
  '>>>',
])
const words: Readonly<Record<string, string>> = { '!=': '=', like: 'LIKE' }
const trims: Readonly<Record<string, string>> = { trim: 'BOTH', ltrim: 'LEADING', rtrim: 'TRAILING' }
const capitals: Readonly<Record<string, string>> = { rlike: 'RLIKE', regexp_like: 'REGEXP_LIKE' }

function textOf(e: Expression, style: Style): string {
  const text = (child: Expression) => textOf(child, style)
  switch (e.kind) {
    case 'literal':
      return literalText(e, style)
    case 'attribute':
      return e.nameParts.join('.')
    case 'bound':
      return e.name
    case 'call':
      return callText(e, text)
    case 'cast':
      return `${e.mode === 'try' ? 'TRY_CAST' : 'CAST'}(${text(e.child)} AS ${simpleString(e.to).toUpperCase()})`
    case 'caseWhen': {
      const branches = e.branches.map((b) => `WHEN ${text(b.when)} THEN ${text(b.value)}`)
      return `CASE ${branches.join(' ')}${e.otherwise === null ? '' : ` ELSE ${text(e.otherwise)}`} END`
    }
    case 'and':
    case 'or':
      return `(${text(e.left)} ${e.kind.toUpperCase()} ${text(e.right)})`
    case 'coalesce':
      return `coalesce(${e.args.map(text).join(', ')})`
    case 'alias':
      return style === 'name' ? text(e.child) : `${text(e.child)} AS ${e.name}`
    case 'getField':
      return `${text(e.child)}.${e.field}`
    case 'udf':
      return `${e.name}(${e.args.map(text).join(', ')})`
    case 'windowExpression':
      return `${text(e.fn)} OVER (${windowText(e, text)})`
    case 'inSubquery':
      return `(${text(e.child)} IN (listquery()))`
    case 'scalarSubquery':
      return 'scalarsubquery()'
    case 'lambda':
      return lambdaText(bindParameters(e), text)
    case 'lambdaVariable':
      // Spark names columns so; where the text says what is computed, the names tell parameters apart.
      return style === 'name' ? 'namedlambdavariable()' : e.name
    default:
      return unreachable(e, 'sqlText')
  }
}

function callText(e: Call, text: (child: Expression) => string): string {
  const args = e.args.map(text)
  const [first, second] = args
  if (e.userAggregate !== undefined) return aggregateText(e, args, text)
  switch (e.name) {
    case '!=':
      return `(NOT (${first} = ${second}))`
    case '!':
    case 'not':
      return `(NOT ${first})`
    case 'isnull':
      return `(${first} IS NULL)`
    case 'isnotnull':
      return `(${first} IS NOT NULL)`
    case 'in':
      return `(${first} IN (${args.slice(1).join(', ')}))`
    case 'between':
      return `between(${args.join(', ')})`
    case 'negative':
      return `(- ${first})`
    case '~':
      return `~${first}`
    case 'if':
      return `(IF(${args.join(', ')}))`
    case 'getitem':
      return `${first}[${second}]`
    default:
      if (e.filter !== undefined || e.parameters?.distinct === true) return aggregateText(e, args, text)
      if (e.name === 'count' && args.length === 0) return 'count(1)'
      if (e.name in trims && args.length === 2) return `TRIM(${trims[e.name]} ${second} FROM ${first})`
      if (e.name === 'extract' && e.args[0]?.kind === 'literal') return `extract(${e.args[0].value} FROM ${second})`
      if (e.name in capitals) return `${capitals[e.name]}(${args.join(', ')})`
      if (e.name === 'like' && args.length === 3) return `${first} LIKE ${second} ESCAPE '${args[2]}'`
      if (e.name in words) return `${first} ${words[e.name]} ${second}`
      return infix.has(e.name) && args.length === 2 ? `(${first} ${e.name} ${second})` : `${e.name}(${args.join(', ')})`
  }
}

function lambdaText({ parameters, body }: Lambda, text: (child: Expression) => string): string {
  const named = parameters.map((name) => text({ kind: 'lambdaVariable', name }))
  return `lambdafunction(${[text(body), ...named].join(', ')})`
}

function windowText({ partitionBy, orderBy, frame }: WindowExpression, text: (child: Expression) => string): string {
  const orders = orderBy.map(
    ({ expression, ascending, nullsFirst }) =>
      `${text(expression)} ${ascending ? 'ASC' : 'DESC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`,
  )
  return [
    ...(partitionBy.length === 0 ? [] : [`PARTITION BY ${partitionBy.map(text).join(', ')}`]),
    ...(orders.length === 0 ? [] : [`ORDER BY ${orders.join(', ')}`]),
    ...(frame === null ? [] : [frameText(frame)]),
  ].join(' ')
}

/** `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW`. */
export function frameText({ unit, lower, upper }: WindowFrame): string {
  const bound = (by: number | null, unbounded: string) => {
    if (by === null) return `UNBOUNDED ${unbounded}`
    if (by === 0) return 'CURRENT ROW'
    return `${Math.abs(by)} ${by < 0 ? 'PRECEDING' : 'FOLLOWING'}`
  }
  return `${unit.toUpperCase()} BETWEEN ${bound(lower, 'PRECEDING')} AND ${bound(upper, 'FOLLOWING')}`
}

function aggregateText(
  { name, filter, parameters }: Call,
  args: readonly string[],
  text: (e: Expression) => string,
): string {
  const called =
    args.length === 0 ? `${name}(1)` : `${name}(${parameters?.distinct === true ? 'DISTINCT ' : ''}${args.join(', ')})`
  return filter === undefined ? called : `${called} FILTER (WHERE ${text(filter)})`
}

function literalText(e: Literal, style: Style): string {
  if (e.value === null) return 'NULL'
  const type = e.dataType
  switch (type.kind) {
    case 'string':
      return style === 'name' ? String(e.value) : `'${String(e.value).replaceAll("'", "\\'")}'`
    case 'decimal':
      return decimalToText(literalValue(e) as number | bigint, type.scale)
    case 'binary':
      return `X'${String(e.value).toUpperCase()}'`
    case 'double':
      return doubleToString(literalValue(e) as number)
    case 'date':
      return `DATE '${isoDateOfDays(e.value as number)}'`
    case 'timestamp_ntz':
      return `TIMESTAMP_NTZ '${isoLocalOfMicros(e.value as number).replace('T', ' ')}'`
    default:
      return typeof e.value === 'object' ? JSON.stringify(e.value) : String(e.value)
  }
}
