import { AnalysisException } from '../errors/streamkit-error.ts'
import { checkedDecimal } from './checked-decimal.ts'
import {
  arrayType,
  bigintType,
  binaryType,
  booleanType,
  type DataType,
  dateType,
  doubleType,
  floatType,
  intType,
  mapType,
  type StructField,
  type StructType,
  smallintType,
  stringType,
  structType,
  timestampNtzType,
  timestampType,
  tinyintType,
  voidType,
} from './data-type.ts'
import { type DdlToken, tokensOfDdl } from './ddl-tokens.ts'

const simpleTypes: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ['STRING', stringType],
  ['BOOLEAN', booleanType],
  ['TINYINT', tinyintType],
  ['BYTE', tinyintType],
  ['SMALLINT', smallintType],
  ['SHORT', smallintType],
  ['INT', intType],
  ['INTEGER', intType],
  ['BIGINT', bigintType],
  ['LONG', bigintType],
  ['FLOAT', floatType],
  ['REAL', floatType],
  ['DOUBLE', doubleType],
  ['DATE', dateType],
  ['TIMESTAMP', timestampType],
  ['TIMESTAMP_LTZ', timestampType],
  ['TIMESTAMP_NTZ', timestampNtzType],
  ['BINARY', binaryType],
  ['VOID', voidType],
])

/**
 * Reads a schema in Spark's DDL.
 *
 * Columns are `name TYPE [NOT NULL] [COMMENT 'text']`, separated by commas; a colon may stand after a name; names of other characters stand in backquotes.
 * Types: STRING, BOOLEAN, TINYINT (BYTE), SMALLINT (SHORT), INT (INTEGER), BIGINT (LONG), FLOAT (REAL), DOUBLE, DECIMAL(p, s) (DEC, NUMERIC), DATE,
 * TIMESTAMP (TIMESTAMP_LTZ), TIMESTAMP_NTZ, BINARY, VOID, ARRAY<T>, MAP<K, V>, STRUCT<a: T, ...>.
 *
 * Throws PARSE_SYNTAX_ERROR with the position, or UNSUPPORTED_DATATYPE.
 *
 * @example
 * parseDdl('id STRING NOT NULL, price DECIMAL(10, 2)').fields.length // 2
 */
export function parseDdl(text: string): StructType {
  const parser = new DdlParser(text)
  const fields = parser.isWholeStruct() ? parser.wholeStruct() : parser.fields()
  parser.end()
  return structType(fields)
}

/**
 * Reads one data type in Spark's DDL: what `cast` takes.
 *
 * @example
 * parseDataType('array<decimal(10,2)>').kind // 'array'
 */
export function parseDataType(text: string): DataType {
  const parser = new DdlParser(text)
  const type = parser.dataType()
  parser.end()
  return type
}

class DdlParser {
  readonly #text: string
  readonly #tokens: readonly DdlToken[]
  #at = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokensOfDdl(text)
  }

  /** `struct<...>` as the whole text. */
  isWholeStruct(): boolean {
    return this.#word(0) === 'STRUCT' && this.#tokens[1]?.text === '<'
  }

  wholeStruct(): StructField[] {
    this.#at = 2
    const fields = this.fields('>')
    this.#symbol('>')
    return fields
  }

  fields(close?: string): StructField[] {
    const fields: StructField[] = []
    if (close !== undefined && this.#token().text === close) return fields
    do fields.push(this.#field())
    while (this.#accept(','))
    return fields
  }

  end(): void {
    if (this.#token().kind !== 'end') this.#unexpected()
  }

  dataType(): DataType {
    const token = this.#token()
    if (token.kind !== 'word') this.#unexpected()
    this.#at++
    const word = token.text.toUpperCase()
    switch (word) {
      case 'ARRAY': {
        this.#symbol('<')
        const element = this.dataType()
        this.#symbol('>')
        return arrayType(element)
      }
      case 'MAP': {
        this.#symbol('<')
        const key = this.dataType()
        this.#symbol(',')
        const value = this.dataType()
        this.#symbol('>')
        return mapType(key, value)
      }
      case 'STRUCT': {
        this.#symbol('<')
        const fields = this.fields('>')
        this.#symbol('>')
        return structType(fields)
      }
      case 'DECIMAL':
      case 'DEC':
      case 'NUMERIC':
        return this.#decimal()
      default:
        return simpleTypes.get(word) ?? unsupported(token.text)
    }
  }

  #field(): StructField {
    const name = this.#token()
    if (name.kind !== 'word' && name.kind !== 'quoted') this.#unexpected()
    this.#at++
    this.#accept(':')
    const dataType = this.dataType()
    let nullable = true
    let comment: string | undefined
    for (;;) {
      if (this.#word() === 'NOT' && this.#word(this.#at + 1) === 'NULL') {
        this.#at += 2
        nullable = false
      } else if (this.#word() === 'COMMENT') {
        this.#at++
        if (this.#token().kind !== 'text') this.#unexpected()
        comment = this.#token().text
        this.#at++
      } else break
    }
    return comment === undefined
      ? { name: name.text, dataType, nullable }
      : { name: name.text, dataType, nullable, metadata: { comment } }
  }

  #decimal(): DataType {
    if (!this.#accept('(')) return checkedDecimal(10, 0)
    const precision = this.#integer()
    const scale = this.#accept(',') ? this.#integer() : 0
    this.#symbol(')')
    return checkedDecimal(precision, scale)
  }

  #integer(): number {
    const token = this.#token()
    if (token.kind !== 'word' || !/^\d+$/.test(token.text)) this.#unexpected()
    this.#at++
    return Number(token.text)
  }

  #token(): DdlToken {
    return this.#tokens[this.#at] as DdlToken
  }

  #word(at: number = this.#at): string | undefined {
    const token = this.#tokens[at]
    return token?.kind === 'word' ? token.text.toUpperCase() : undefined
  }

  #accept(symbol: string): boolean {
    const token = this.#token()
    if (token.kind !== 'symbol' || token.text !== symbol) return false
    this.#at++
    return true
  }

  #symbol(symbol: string): void {
    if (!this.#accept(symbol)) this.#unexpected(`: expected ${symbol}`)
  }

  #unexpected(hint = ''): never {
    const token = this.#token()
    this.#fail(token.kind === 'end' ? 'end of input' : `'${token.text}'`, token.position, hint)
  }

  #fail(error: string, position: number, hint: string): never {
    throw new AnalysisException('PARSE_SYNTAX_ERROR', { error, position, hint, text: this.#text })
  }
}

function unsupported(typeName: string): never {
  throw new AnalysisException('UNSUPPORTED_DATATYPE', { typeName: `"${typeName.toUpperCase()}"` })
}
