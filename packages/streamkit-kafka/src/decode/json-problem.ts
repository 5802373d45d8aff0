/** What a schema asks of a message: the names of its fields, and which of them must have a value. */
export interface WantedFields {
  readonly all: readonly string[]
  readonly required: readonly string[]
}

const longest = 120

/**
 * Says why a text is no message of a schema, in words for a person. Called for messages that were found to be none; `decoded` is what could be read of it, with null for fields
 * that did not fit.
 */
export function jsonProblem(
  text: string | null,
  decoded: Readonly<Record<string, unknown>> | null,
  fields: WantedFields,
): string {
  if (text === null) return 'the value is null: a tombstone'
  if (text.trim() === '') return 'the value is empty'
  const given = parsed(text)
  if (given instanceof SyntaxError) return `not JSON: ${given.message}`
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return `not a JSON object: ${shortened(text)}`
  }
  const values = given as Readonly<Record<string, unknown>>
  const missing = fields.required.filter((name) => (values[name] ?? null) === null)
  const misfits = fields.all.filter((name) => (values[name] ?? null) !== null && (decoded?.[name] ?? null) === null)
  const problems = [
    ...missing.map((name) => `${name} is missing`),
    ...misfits.map((name) => `${name} does not fit its type: ${shortened(JSON.stringify(values[name]))}`),
  ]
  return problems.length === 0 ? 'it does not fit the schema' : problems.join('; ')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return error
  }
}

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}
