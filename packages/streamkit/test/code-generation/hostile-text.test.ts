import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveExpression } from '../../src/analysis/resolve-expression.ts'
import { columnBatch } from '../../src/columnar/column-batch.ts'
import type { Expression } from '../../src/expressions/expression.ts'
import { literal } from '../../src/expressions/literal.ts'
import { compileStage, type StageSpec, stageCode } from '../../src/physical/codegen/compile.ts'
import { stringType, structType } from '../../src/types/data-type.ts'

const conf = { timeZone: 'UTC', ansi: true }
const hostile = fc.oneof(
  fc.constantFrom(
    "'];process.exit()//",
    '`',
    ['$', '{process.exit()}'].join(''),
    '\u2028',
    '\u2029',
    '*/',
    '\\',
    '"',
    "\\'",
    '__proto__',
    'o',
    'r0',
  ),
  fc.string({ unit: 'binary' }),
)

/** Everything that generated code may be made of: generated names, words of the language, and what the loop is given. */
const generated = /^(?:[vnrcmop]\d+|[io])$/
const words = new Set(
  'use strict return const let if else for continue true false null inputs outputs run flags selection length context values nulls has'.split(
    ' ',
  ),
)

function identifiersOf(code: string): readonly string[] {
  return code.match(/[\p{ID_Start}_$][\p{ID_Continue}$]*/gu) ?? []
}

function specOf(names: readonly string[], text: string): StageSpec {
  const schema = structType(names.map((name) => ({ name, dataType: stringType, nullable: true })))
  const bound: Expression = {
    kind: 'bound',
    ordinal: 0,
    name: names[0] as string,
    dataType: stringType,
    nullable: true,
  }
  const e: Expression = {
    kind: 'caseWhen',
    branches: [{ when: { kind: 'call', name: '=', args: [bound, literal(text)] }, value: literal(`${text}!`) }],
    otherwise: { kind: 'coalesce', args: [bound, literal(text)] },
  }
  const udf: Expression = {
    kind: 'udf',
    name: text,
    fn: (s: string) => s,
    args: [bound],
    dataType: stringType,
    deterministic: true,
  }
  const columns = [e, udf].map((expression, i) => ({
    name: names[i % names.length] as string,
    expression: resolveExpression(expression, { schema, conf }),
  }))
  const condition = resolveExpression(
    { kind: 'call', name: 'in', args: [bound, literal(text), literal(null), bound] },
    { schema, conf },
  )
  return {
    input: schema,
    steps: [
      { kind: 'filter', condition },
      { kind: 'project', columns },
    ],
  }
}

test('no text of names, constants or data is part of generated code', () => {
  const property = fc.property(fc.array(hostile, { minLength: 1, maxLength: 3 }), hostile, (names, text) => {
    const spec = specOf(names, text)
    const code = stageCode(spec, conf)
    expect(identifiersOf(code).filter((word) => !generated.test(word) && !words.has(word))).toEqual([])
    expect(code.replace("'use strict'", '')).not.toMatch(/['"`\\/]|[^\x20-\x7e\n]/)

    const values = [text, `${text}?`, ...names]
    const column = { kind: 'string', values, nulls: null } as const
    const batch = columnBatch(
      values.length,
      names.map(() => column),
    )
    const output = compileStage(spec, { conf, mode: 'compiled' }).run(batch, { batchTimestampMicros: 0, seed: 0 })
    expect(output.columns.map((c) => c.kind === 'string' && c.values)).toEqual([
      values.map((v) => (v === text ? `${text}!` : v)),
      values,
    ])
  })
  fc.assert(property, { numRuns: 300 })
})
