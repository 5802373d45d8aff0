/**
 * The row type of a DDL text, computed by the compiler: the grammar of `parseDdl` again, as types.
 *
 * A text is read from its left, one token at a time: each helper gives the value it read and the rest of the text.
 */
import type { Decimal } from './decimal.ts'
import type { UntypedRow } from './row-type.ts'

/** A DDL text that the compiler cannot read; the message shows where the text was passed. */
export interface DdlError<Message extends string> {
  readonly ddlError: Message
}

/**
 * The row type of a DDL text.
 *
 * @example
 * type R = RowOfDdl<'id STRING NOT NULL, price DECIMAL(10, 2)'> // { id: string; price: Decimal | null }
 */
export type RowOfDdl<S extends string> = string extends S ? UntypedRow : RowOfLine<Trim<OneLine<S>>>

type RowOfLine<S extends string> = S extends `${infer Word}<${string}`
  ? Uppercase<TrimEnd<Word>> extends 'STRUCT'
    ? WholeStruct<S>
    : Whole<Fields<S>>
  : Whole<Fields<S>>

/** The DDL text itself, or, if it is wrong, a message in its place: so that the compiler's complaint says what is wrong. */
export type CheckedDdl<S extends string> = RowOfDdl<S> extends DdlError<infer Message> ? Message : S

/** The value of a data type's text: `ValueOfType<'decimal(10,2)'>` is {@link Decimal}. */
export type ValueOfType<S extends string> = string extends S
  ? unknown
  : Type<Trim<OneLine<S>>> extends [infer V, infer Rest]
    ? [V] extends [DdlError<string>]
      ? V
      : Rest extends ''
        ? V
        : DdlError<`unexpected '${Rest & string}' after the type`>
    : never

type WholeStruct<S extends string> =
  Type<S> extends [infer V, infer Rest]
    ? [V] extends [DdlError<string>]
      ? V
      : Rest extends ''
        ? V
        : DdlError<`unexpected '${Rest & string}' after STRUCT<...>`>
    : never

type Whole<R> = R extends [infer Row, infer Rest]
  ? [Row] extends [DdlError<string>]
    ? Row
    : Rest extends ''
      ? Row
      : DdlError<`unexpected '${Rest & string}'`>
  : never

/** `name TYPE modifiers, ...` up to the end or to a `>`: [row, rest]. */
type Fields<S extends string, Row = unknown> =
  Name<S> extends [infer N extends string, infer AfterName extends string]
    ? Type<AfterName> extends [infer V, infer AfterType extends string]
      ? [V] extends [DdlError<infer Message>]
        ? [DdlError<`column ${N}: ${Message}`>, '']
        : Modifiers<AfterType> extends [infer NotNull, infer AfterField extends string]
          ? AfterField extends `,${infer More}`
            ? Fields<TrimStart<More>, Row & Field<N, V, NotNull>>
            : [Flat<Row & Field<N, V, NotNull>>, AfterField]
          : never
      : never
    : [DdlError<`expected a column name at '${S}'`>, '']

type Field<N extends string, V, NotNull> = { [K in N]: NotNull extends true ? V : V | null }
type Flat<R> = { [K in keyof R]: R[K] } & {}

type Name<S extends string> = S extends `\`${infer Quoted}`
  ? QuotedName<Quoted>
  : Before<Before<S, ' '>, ':'> extends infer N extends string
    ? N extends '' | `${string}${',' | '<' | '>' | '(' | ')'}${string}`
      ? never
      : S extends `${N}${infer Rest}`
        ? [N, AfterColon<TrimStart<Rest>>]
        : never
    : never

/** The text behind an opening backquote; two backquotes stand for one. */
type QuotedName<S extends string, Name extends string = ''> = S extends `${infer Head}\`${infer Rest}`
  ? Rest extends `\`${infer More}`
    ? QuotedName<More, `${Name}${Head}\``>
    : [`${Name}${Head}`, AfterColon<TrimStart<Rest>>]
  : never

type AfterColon<S extends string> = S extends `:${infer Rest}` ? TrimStart<Rest> : S

/** One data type: [value type, rest]. */
type Type<S extends string> =
  Word<S> extends infer W extends string
    ? S extends `${W}${infer Rest}`
      ? TypeNamed<Uppercase<W>, TrimStart<Rest>>
      : never
    : never

type TypeNamed<W extends string, Rest extends string> = W extends keyof SimpleTypes
  ? [SimpleTypes[W], Rest]
  : W extends 'DECIMAL' | 'DEC' | 'NUMERIC'
    ? [Decimal, Rest extends `(${string})${infer After}` ? TrimStart<After> : Rest]
    : W extends 'ARRAY'
      ? ArrayOf<Rest>
      : W extends 'MAP'
        ? MapOf<Rest>
        : W extends 'STRUCT'
          ? StructOf<Rest>
          : [DdlError<W extends '' ? 'a type is missing' : `unknown type ${W}`>, '']

interface SimpleTypes {
  STRING: string
  BOOLEAN: boolean
  TINYINT: number
  BYTE: number
  SMALLINT: number
  SHORT: number
  INT: number
  INTEGER: number
  BIGINT: bigint
  LONG: bigint
  FLOAT: number
  REAL: number
  DOUBLE: number
  DATE: string
  TIMESTAMP: Date
  TIMESTAMP_LTZ: Date
  TIMESTAMP_NTZ: string
  BINARY: Uint8Array
  VOID: null
}

type ArrayOf<S extends string> = S extends `<${infer Inner}`
  ? Type<TrimStart<Inner>> extends [infer E, infer Rest]
    ? [E] extends [DdlError<string>]
      ? [E, '']
      : Rest extends `>${infer After}`
        ? [(E | null)[], TrimStart<After>]
        : [DdlError<'ARRAY<...> is not closed'>, '']
    : never
  : [DdlError<'ARRAY needs its element: ARRAY<STRING>'>, '']

type MapOf<S extends string> = S extends `<${infer Inner}`
  ? Type<TrimStart<Inner>> extends [infer K, infer AfterKey]
    ? [K] extends [DdlError<string>]
      ? [K, '']
      : AfterKey extends `,${infer ValueText}`
        ? Type<TrimStart<ValueText>> extends [infer V, infer Rest]
          ? [V] extends [DdlError<string>]
            ? [V, '']
            : Rest extends `>${infer After}`
              ? [Map<K, V | null>, TrimStart<After>]
              : [DdlError<'MAP<...> is not closed'>, '']
          : never
        : [DdlError<'MAP needs a key and a value: MAP<STRING, INT>'>, '']
    : never
  : [DdlError<'MAP needs a key and a value: MAP<STRING, INT>'>, '']

type StructOf<S extends string> = S extends `<${infer Inner}`
  ? TrimStart<Inner> extends `>${infer After}`
    ? [Record<never, never>, TrimStart<After>]
    : Fields<TrimStart<Inner>> extends [infer Row, infer Rest]
      ? [Row] extends [DdlError<string>]
        ? [Row, '']
        : Rest extends `>${infer After}`
          ? [Row, TrimStart<After>]
          : [DdlError<'STRUCT<...> is not closed'>, '']
      : never
  : [DdlError<'STRUCT needs its fields: STRUCT<a: INT>'>, '']

/** NOT NULL and COMMENT 'text' in any order: [whether not null, rest]. */
type Modifiers<S extends string, NotNull = false> = S extends ''
  ? [NotNull, '']
  : S extends `${',' | '>'}${string}`
    ? [NotNull, S]
    : Uppercase<Before<S, ' '>> extends 'NOT'
      ? S extends `${string} ${infer AfterNot}`
        ? Word<TrimStart<AfterNot>> extends infer W extends string
          ? Uppercase<W> extends 'NULL'
            ? TrimStart<AfterNot> extends `${W}${infer Rest}`
              ? Modifiers<TrimStart<Rest>, true>
              : never
            : [NotNull, S]
          : never
        : never
      : Uppercase<Before<Before<Before<S, ' '>, "'">, '"'>> extends 'COMMENT'
        ? S extends `${infer _}'${infer Text}'${infer Rest}`
          ? Modifiers<AfterText<Text, Rest>, NotNull>
          : S extends `${string}"${string}"${infer Rest}`
            ? Modifiers<TrimStart<Rest>, NotNull>
            : [NotNull, S]
        : [NotNull, S]

/** What follows a literal; a doubled or escaped quote goes on. */
type AfterText<Text extends string, Rest extends string> = Text extends `${string}\\`
  ? Rest extends `${infer More}'${infer After}`
    ? AfterText<More, After>
    : ''
  : Rest extends `'${infer More}`
    ? More extends `${infer Next}'${infer After}`
      ? AfterText<Next, After>
      : ''
    : TrimStart<Rest>

/** The letters before any symbol or blank. */
type Word<S extends string> = Before<Before<Before<Before<Before<Before<S, '<'>, '('>, ','>, '>'>, ' '>, ':'>

type Before<S extends string, Mark extends string> = S extends `${infer Head}${Mark}${string}` ? Head : S

type TrimStart<S extends string> = S extends ` ${infer Rest}` ? TrimStart<Rest> : S
type TrimEnd<S extends string> = S extends `${infer Rest} ` ? TrimEnd<Rest> : S
type Trim<S extends string> = TrimStart<TrimEnd<S>>

/** Other white space as blanks. */
type OneLine<S extends string> = Replace<Replace<Replace<S, '\n'>, '\t'>, '\r'>
type Replace<
  S extends string,
  Mark extends string,
  Done extends string = '',
> = S extends `${infer Head}${Mark}${infer Rest}` ? Replace<Rest, Mark, `${Done}${Head} `> : `${Done}${S}`
