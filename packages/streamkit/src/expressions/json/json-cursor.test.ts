import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonCursor } from './json-cursor.ts'
import { defaultLeniency, type JsonLeniency } from './json-leniency.ts'
import { JsonSyntaxError } from './json-syntax-error.ts'

/** The value at the cursor, as JSON.parse makes it. */
function read(cursor: JsonCursor): unknown {
  const kind = cursor.kind()
  switch (kind) {
    case 'object': {
      const fields: [string, unknown][] = []
      cursor.object((name) => fields.push([name, read(cursor)]))
      return Object.fromEntries(fields)
    }
    case 'array': {
      const elements: unknown[] = []
      cursor.array(() => elements.push(read(cursor)))
      return elements
    }
    case 'string':
      return cursor.string()
    case 'int':
    case 'float':
      return Number(cursor.number())
    default:
      cursor.word()
      return kind === 'null' ? null : kind === 'true'
  }
}

function outcome(work: () => unknown): unknown {
  try {
    return { value: work() }
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof SyntaxError) return 'no JSON'
    throw error
  }
}

test('any JSON is read as JSON.parse reads it, and skipped to its end', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 1, 2), (json, space) => {
      const text = JSON.stringify(JSON.parse(json), null, space)
      expect(read(new JsonCursor(text))).toEqual(JSON.parse(text))
      const skipping = new JsonCursor(text)
      skipping.skip()
      expect(skipping.isBlank).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('texts that are JSON but for one character are refused where JSON.parse refuses them, read or skipped', () => {
  const noise = fc.constantFrom('"', '\\', '\n', '{', ']', ',', ':', '0', '-', '.', 'e', 'x', '\t', '\u0001')
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), fc.nat(), noise, (json, at, character) => {
      const text = JSON.stringify(JSON.parse(json))
      const broken = `[${text.slice(0, at % text.length)}${character}${text.slice((at % text.length) + 1)}]`
      const whole = (walk: (cursor: JsonCursor) => unknown) => () => {
        const cursor = new JsonCursor(broken)
        const value = walk(cursor)
        if (!cursor.isBlank) cursor.fail()
        return value
      }
      const expected = outcome(() => JSON.parse(broken))
      expect(outcome(whole(read))).toEqual(expected)
      const skipped = outcome(whole((cursor) => cursor.skip()))
      expect(skipped === 'no JSON').toBe(expected === 'no JSON')
    }),
    { numRuns: 1000 },
  )
})

test.each<[string, string, Partial<JsonLeniency>]>([
  ['0', 'int', {}],
  ['-12', 'int', {}],
  ['-1.5', 'float', {}],
  ['1e5', 'float', {}],
  ['1.25E-3', 'float', {}],
  ['007', 'int', { leadingZeros: true }],
])('%s is a number: %s', (text, kind, leniency) => {
  for (const behind of ['', ' ', ',', ']', '}']) {
    const cursor = new JsonCursor(text + behind, { ...defaultLeniency, ...leniency })
    expect(cursor.kind()).toBe(kind)
    expect(cursor.number()).toBe(text)
    expect(cursor.text.slice(cursor.at)).toBe(behind)
  }
})

test.each(['007', '-01', '1.', '1.e5', '1e', '1e+', '1x', '1_0', '-', '--1', '.5', '1.2.3'])(
  '%s is no number',
  (text) => {
    expect(() => new JsonCursor(text).kind()).toThrow(JsonSyntaxError)
  },
)

test('names of fields come out right whatever names were read before', () => {
  const names = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '"', '\\', 'ä', '\n'), maxLength: 14 }), {
    maxLength: 20,
  })
  fc.assert(
    fc.property(names, (list) => {
      const text = `{${list.map((name) => `${JSON.stringify(name)}:1`).join(',')}}`
      const found: string[] = []
      const cursor = new JsonCursor(text)
      cursor.object((name) => {
        found.push(name)
        cursor.skip()
      })
      expect(found).toEqual(list)
    }),
  )
})
