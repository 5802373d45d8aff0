import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateCall } from '../../../test/support/evaluate-call.ts'
import { arrayType, binaryType, intType, stringType } from '../../types/data-type.ts'
import { literal } from '../literal.ts'

const bytes = (...b: number[]): unknown => literal(new Uint8Array(b), binaryType)
const texts = (...t: (string | null)[]): unknown => literal(t, arrayType(stringType))

describe('text functions', () => {
  test.each<[string, unknown[], unknown]>([
    ['concat', [], ''],
    ['concat', ['a', 1, true], 'a1true'],
    ['concat', ['a', null], null],
    ['concat', [bytes(1), bytes(2, 3)], new Uint8Array([1, 2, 3])],
    ['concat', [literal([1], arrayType(intType)), literal([null], arrayType(intType))], [1, null]],
    ['concat', [literal([1], arrayType(intType)), 'a'], { error: 'DATATYPE_MISMATCH.DATA_DIFF_TYPES' }],
    ['concat_ws', ['-', 'a', null, texts('b', null, ''), 1], 'a-b--1'],
    ['concat_ws', [null, 'a'], null],
    ['concat_ws', [], { error: 'WRONG_NUM_ARGS.WITHOUT_SUGGESTION' }],
    ['trim', ['\t a '], '\t a'],
    ['trim', ['xaxbx', 'x'], 'axb'],
    ['trim', ['😀a😀', '😀'], 'a'],
    ['ltrim', ['abca', 'a'], 'bca'],
    ['rtrim', ['abca', 'a'], 'abc'],
    ['btrim', ['  a '], 'a'],
    ['substring', ['hello', -10, 7], 'he'],
    ['substring', ['hello', 0, 2], 'he'],
    ['substring', ['hello', 6], ''],
    ['substring', ['hello', 2, 2_147_483_647], 'ello'],
    ['substring', [bytes(1, 2, 3), -2, 1], new Uint8Array([2])],
    ['substring', ['a😀b', 2, 1], '😀'],
    ['left', ['a😀b', 2], 'a😀'],
    ['right', ['a😀b', 0], ''],
    ['length', [bytes(1, 2)], 2],
    ['length', ['\ud83d'], 1],
    ['octet_length', ['é😀'], 6],
    ['upper', ['straße'], 'STRASSE'],
    ['upper', ['a', 'b'], { error: 'WRONG_NUM_ARGS.WITHOUT_SUGGESTION' }],
    ['upper', [texts('a')], { error: 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE' }],
    ['instr', ['a😀b', 'b'], 3],
    ['locate', ['b', 'abab', 3], 4],
    ['locate', ['b', 'abab', 0], 0],
    ['locate', ['b', 'abab', null], 0],
    ['locate', [null, 'abab', 1], null],
    ['locate', ['', 'a', 9], 1],
    ['replace', ['a$b', '$', '$&'], 'a$&b'],
    ['translate', ['abcabc', 'abb', '1'], '1c1c'],
    ['substring_index', ['a.b.c', '.', 2], 'a.b'],
    ['substring_index', ['a.b.c', '.', -2], 'b.c'],
    ['substring_index', ['a.b.c', '.', -3], 'a.b.c'],
    ['substring_index', ['.a', '.', -1], 'a'],
    ['substring_index', ['.a', '.', -2], '.a'],
    ['substring_index', ['.a', '.', 1], ''],
    ['split_part', ['a,b,c', ',', -1], 'c'],
    ['split_part', ['a,b,c', ',', 4], ''],
    ['split_part', ['a', '', 1], 'a'],
    ['find_in_set', ['b', 'a,b'], 2],
    ['find_in_set', ['a,b', 'a,b'], 0],
    ['reverse', [literal([1, 2], arrayType(intType))], [2, 1]],
    ['lpad', ['a', 5, 'xyz'], 'xyzxa'],
    ['rpad', ['a', 3], 'a  '],
    ['rpad', ['abc', 0], ''],
    ['initcap', ['hELLO  wORLD-a'], 'Hello  World-a'],
    ['overlay', ['Spark SQL', 'ANSI ', 7, 0], 'Spark ANSI SQL'],
    ['overlay', ['Spark SQL', '_', 6], 'Spark_SQL'],
    ['ascii', ['😀'], 128_512],
    ['chr', [65 + 256], 'A'],
    ['chr', [-1], ''],
    ['soundex', ['Ashcraft'], 'A261'],
    ['soundex', ['Tymczak'], 'T522'],
    ['levenshtein', ['kitten', 'sitting'], 3],
    ['levenshtein', ['kitten', 'sitting', 2], -1],
    ['elt', [3, 'a', 'b'], { error: 'INVALID_ARRAY_INDEX' }],
    ['elt', [null, 'a', 'b'], null],
    ['repeat', ['ab', 0], ''],
    [
      'sentences',
      ['Hi there! Good morning.'],
      [
        ['Hi', 'there'],
        ['Good', 'morning'],
      ],
    ],
    ['sentences', [''], []],
  ])('%s of %o', (name, args, value) => {
    expect(evaluateCall(name, args)).toEqual(value)
  })

  test('substring is what slicing the code points gives', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }), (t, position, length) => {
        const expected = [...t].slice(position - 1, position - 1 + length).join('')
        expect(evaluateCall('substring', [t, position, length])).toBe(expected)
      }),
    )
  })
})

describe('encodings', () => {
  test.each<[string, unknown[], unknown]>([
    ['hex', [255], 'FF'],
    ['hex', [-1], 'FFFFFFFFFFFFFFFF'],
    ['hex', [bytes(10, 171)], '0AAB'],
    ['unhex', ['ABC'], new Uint8Array([0x0a, 0xbc])],
    ['unhex', ['zz'], null],
    ['bin', [-1], '1'.repeat(64)],
    ['unbase64', ['aGVs\nbG8'], new Uint8Array(Buffer.from('hello'))],
    ['unbase64', ['a'], { error: 'CONVERSION_INVALID_INPUT' }],
    ['encode', ['aé', 'iso-8859-1'], new Uint8Array([97, 233])],
    ['encode', ['a', 'UTF-16'], new Uint8Array([254, 255, 0, 97])],
    ['encode', ['é', 'US-ASCII'], { error: 'MALFORMED_CHARACTER_CODING' }],
    ['encode', ['a', 'latin1'], { error: 'INVALID_PARAMETER_VALUE.CHARSET' }],
    ['decode', [bytes(97, 233), 'ISO-8859-1'], 'aé'],
    ['decode', [bytes(0, 97), 'UTF-16BE'], 'a'],
    ['decode', [bytes(0xff), 'UTF-8'], { error: 'MALFORMED_CHARACTER_CODING' }],
    ['decode', [null, 1, 'a', null, 'b'], 'b'],
    ['decode', [3, 1, 'a', 2, 'b'], null],
    ['decode', [3, 1, 'a', 'z'], 'z'],
    ['url_encode', ["a b~c*'é"], 'a+b%7Ec*%27%C3%A9'],
    ['url_decode', ['a+b%C3%A9😀'], 'a bé😀'],
    ['url_decode', ['%zz'], { error: 'CANNOT_DECODE_URL' }],
    ['try_url_decode', ['%'], null],
    ['parse_url', ['http://u:p@h.com:80/p/q.php?k=v&x=1#r', 'AUTHORITY'], 'u:p@h.com:80'],
    ['parse_url', ['http://u:p@h.com:80/p/q.php?k=v&x=1#r', 'FILE'], '/p/q.php?k=v&x=1'],
    ['parse_url', ['http://u:p@h.com:80/p/q.php?k=v&x=1#r', 'USERINFO'], 'u:p'],
    ['parse_url', ['http://h.com/?k=v&x=1', 'QUERY', 'x'], '1'],
    ['parse_url', ['http://h.com/?k=v', 'QUERY', 'z'], null],
    ['parse_url', ['http://h.com', 'REF'], null],
    ['try_parse_url', ['http://h .com', 'HOST'], null],
  ])('%s of %o', (name, args, value) => {
    expect(evaluateCall(name, args)).toEqual(value)
  })

  test('any text survives the encodings that have it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('UTF-8', 'UTF-16', 'UTF-16LE', 'UTF-32'),
        (t, charset) => {
          const text = t.toWellFormed()
          const encoded = evaluateCall('encode', [text, charset]) as Uint8Array
          expect(evaluateCall('decode', [literal(encoded, binaryType), charset])).toBe(text)
        },
      ),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (t) => {
        const text = t.toWellFormed()
        expect(evaluateCall('url_decode', [evaluateCall('url_encode', [text])])).toBe(text)
      }),
    )
  })
})

describe('patterns', () => {
  test.each<[string, unknown[], unknown]>([
    ['like', ['a.c', 'a.c'], true],
    ['like', ['abc', 'a.c'], false],
    ['like', ['a\nc', 'a%c'], true],
    ['like', ['a😀c', 'a_c'], true],
    ['like', ['50%', '%\\%'], true],
    ['like', ['a_b', 'a#_b', '#'], true],
    ['like', ['abc', '%b%'], true],
    ['like', ['abcb', '%b'], true],
    ['like', ['ab', 'a%%b'], true],
    ['like', ['a', 'a\\'], { error: 'INVALID_FORMAT.ESC_AT_THE_END' }],
    ['like', ['a', '\\a'], { error: 'INVALID_FORMAT.ESC_IN_THE_MIDDLE' }],
    ['ilike', ['ABC', 'a%'], true],
    ['rlike', ['abc', 'b'], true],
    ['regexp_extract', ['a1b2', '([a-z])(\\d)', 2], '1'],
    ['regexp_extract', ['a1', '(\\d)', -1], { error: 'INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX' }],
    ['regexp_extract_all', ['a1b2', '([a-z])(\\d)', 0], ['a1', 'b2']],
    ['regexp_replace', ['aaa', 'a', 'b', 3], 'aab'],
    ['regexp_replace', ['abc', '', '-'], '-a-b-c-'],
    ['regexp_replace', ['😀', '', '-'], '-😀-'],
    ['regexp_replace', ['a', '(a)', '$2'], { error: 'INVALID_REGEXP_REPLACE' }],
    ['regexp_replace', ['a', 'a', 'b', 0], { error: 'INVALID_PARAMETER_VALUE.POSITION' }],
    ['regexp_replace', ['a.b', '\\.', ''], 'ab'],
    ['regexp_replace', ['aa', 'a', ''], ''],
    ['regexp_count', ['abab', 'ab'], 2],
    ['regexp_instr', ['😀b', 'b'], 2],
    ['regexp_substr', ['ab', 'b'], 'b'],
    ['split', ['a,b,,', ','], ['a', 'b', '', '']],
    ['split', ['a1b2c', '\\d', 2], ['a', 'b2c']],
    ['split', ['abc', ''], ['a', 'b', 'c']],
    ['split', ['abc', '', 2], ['a', 'b']],
    ['split', ['', ''], ['']],
    ['split', ['abc', '(?=b)'], ['a', 'bc']],
    ['split', ['abc', 'x*'], ['a', 'b', 'c', '']],
    ['split', [',a', ','], ['', 'a']],
    ['split', ['a|b', '|', 1], ['a|b']],
  ])('%s of %o', (name, args, value) => {
    expect(evaluateCall(name, args)).toEqual(value)
  })
})
