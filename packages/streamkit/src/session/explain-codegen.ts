import type { GeneratedCode, PhysicalOperator } from '../physical/physical-plan.ts'
import { walkOperators } from '../physical/physical-plan.ts'

/** The generated JavaScript of each stage. Names of columns stand beside it, never in it: no text of a query is part of code. */
export function codegenText(root: PhysicalOperator): string {
  const stages = [...walkOperators(root)].flatMap((operator) => {
    const generated = operator.generatedCode?.() ?? null
    return generated === null ? [] : [{ operator, generated }]
  })
  const parts = stages.map(({ operator, generated }, i) =>
    [
      `== Stage ${i + 1} / ${stages.length} ==`,
      `${operator.name} ${operator.describe()}`,
      `Columns: ${columnsOf(generated)}`,
      '',
      'Generated code:',
      generated.code,
      '',
    ].join('\n'),
  )
  return [`Found ${stages.length} stages of generated code.\n`, ...parts].join('\n')
}

/** The columns whose values or nulls the code reads. */
function columnsOf({ code, input }: GeneratedCode): string {
  const read = input.fields.flatMap(({ name }, i) => (code.includes(`const c${i} =`) ? [`c${i} = ${name}`] : []))
  return read.length === 0 ? 'none' : read.join(', ')
}
