import { describe, expect, test } from 'vitest'
import { bigintType, type StructType, safeBigintType, structField, structType } from '../types/data-type.ts'
import { toStructType } from '../types/schema.ts'
import { encodeDefaults, upgradeHints } from './schema-defaults.ts'
import { upgradeValues } from './upgrade-values.ts'

function upgraded(from: string | StructType, to: string | StructType, values: readonly unknown[]): unknown {
  const upgrade = upgradeValues(toStructType(from), toStructType(to))
  return typeof upgrade === 'function' ? upgrade(values) : upgrade.problem
}

describe('values of an earlier schema', () => {
  test('keep all digits of decimals, however these are held', () => {
    expect(upgraded('d DECIMAL(5, 2)', 'd DECIMAL(7, 4)', [12345])).toEqual([1234500])
    expect(upgraded('d DECIMAL(5, 2)', 'd DECIMAL(20, 2)', [12345])).toEqual([12345n])
    expect(upgraded('d DECIMAL(20, 2)', 'd DECIMAL(30, 3)', [-5n])).toEqual([-50n])
    expect(upgraded('d DECIMAL(5, 2)', 'd DECIMAL(6, 4)', [1])).toBe(
      'the field d was "DECIMAL(5,2)" and is now "DECIMAL(6,4)"',
    )
    expect(upgraded('d DECIMAL(5, 2)', 'd DECIMAL(7, 1)', [1])).toContain('the field d was')
  })

  test('become wider numbers, and no narrower ones', () => {
    expect(
      upgraded('a TINYINT, b SMALLINT, c INT, d INT', 'a SMALLINT, b INT, c BIGINT, d DOUBLE', [1, 2, 3, 4]),
    ).toEqual([1, 2, 3n, 4])
    for (const [from, to] of [
      ['INT', 'SMALLINT'],
      ['BIGINT', 'INT'],
      ['BIGINT', 'DOUBLE'],
      ['DOUBLE', 'FLOAT'],
      ['INT', 'FLOAT'],
      ['INT', 'STRING'],
      ['DATE', 'TIMESTAMP'],
    ])
      expect(upgraded(`a ${from}`, `a ${to}`, [1])).toContain('the field a was')
    const [exact, safe] = [bigintType, safeBigintType].map((type) => structType([structField('n', type)]))
    expect(upgraded(exact as StructType, safe as StructType, [5n])).toEqual([5])
    expect(upgraded(safe as StructType, exact as StructType, [5])).toEqual([5n])
  })

  test('in arrays, maps and structs follow the same rules', () => {
    expect(upgraded('a ARRAY<INT>', 'a ARRAY<BIGINT>', [[1, null]])).toEqual([[1n, null]])
    expect(upgraded('a MAP<INT, INT>', 'a MAP<BIGINT, DOUBLE>', [new Map([[1, 2]])])).toEqual([new Map([[1n, 2]])])
    expect(upgraded('a STRUCT<x: INT, y: STRING>', 'a STRUCT<z: STRING, x: BIGINT>', [[1, 'gone']])).toEqual([
      [null, 1n],
    ])
    expect(upgraded('a ARRAY<INT>', 'a ARRAY<STRING>', [[]])).toContain('the field a was')
    expect(upgraded('a STRUCT<x: INT>', 'a STRUCT<x: STRING>', [[1]])).toContain('the field a was')
  })

  test('may be null where they may be null now', () => {
    expect(upgraded('a INT NOT NULL', 'a INT', [1])).toEqual([1])
    expect(upgraded('a INT', 'a INT NOT NULL', [1])).toBe('the field a could be null and now cannot')
    expect(upgraded('a INT', 'a INT, b INT NOT NULL', [1])).toBe(
      'the field b is new, has no default and cannot be null',
    )
  })

  test('take their place under another name, and defaults where there was nothing', () => {
    const to = toStructType('total DECIMAL(6, 2) NOT NULL, since DATE NOT NULL, sum INT')
    const hints = upgradeHints(to, {
      renamedFrom: { total: 'amount' },
      defaults: encodeDefaults(to, { since: '2026-01-01' }),
    })
    const upgrade = upgradeValues(toStructType('amount DECIMAL(5, 2) NOT NULL'), to, hints)
    expect(typeof upgrade === 'function' && upgrade([150])).toEqual([150, 20_454, null])
    const without = upgradeHints(to, { renamedFrom: { nothing: 'amount' }, defaults: {} })
    expect(upgradeValues(toStructType('amount INT'), to, without)).toEqual({
      problem: 'there is no field nothing to be renamed',
    })
  })
})
