/** One step of a path: a field, an index, or all elements. */
export type JsonPathStep = { readonly field: string } | { readonly index: number } | '*'

const stepForm = /\.([^.[\]*]+)|\[(\d+)\]|\[\*\]|\.(\*)|\['([^']*)'\]/y

/** Reads a path such as `$.a.b[0]['c d'][*]`, or null when it is none. */
export function parseJsonPath(path: string): readonly JsonPathStep[] | null {
  const text = path.trim()
  if (!text.startsWith('$')) return null
  const steps: JsonPathStep[] = []
  stepForm.lastIndex = 1
  while (stepForm.lastIndex < text.length) {
    const m = stepForm.exec(text)
    if (m === null) return null
    const field = m[1] ?? m[4]
    if (field !== undefined) steps.push({ field })
    else if (m[2] !== undefined) steps.push({ index: Number(m[2]) })
    // Spark knows all elements of an array only: `.*` leads nowhere
    else steps.push(m[3] === undefined ? '*' : { index: -1 })
  }
  return steps
}
