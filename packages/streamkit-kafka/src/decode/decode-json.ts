import {
  type CheckedSchema,
  type Column,
  col,
  type DataFrame,
  type FrameTraits,
  fromJson,
  lit,
  type RowOf,
  type SchemaInput,
  schema,
  udf,
  when,
} from '@streamkit/core'
import { raise } from '../conditions.ts'
import { jsonProblem, type WantedFields } from './json-problem.ts'

/** What a frame needs to have for its messages to be decoded: the columns of a Kafka source, or some of them. */
export interface MessageRow {
  readonly value: Uint8Array | null
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

/** A decoded message: the fields of the schema in the place of `value`, beside the other columns of the frame. A field with the name of such a column takes its place. */
export type DecodedRow<Row, Message> = {
  readonly [K in keyof Message | Exclude<keyof Row, 'value'>]: K extends keyof Message
    ? Message[K]
    : K extends keyof Row
      ? Row[K]
      : never
}
/** A message that could not be decoded: all columns as they came, and why. */
export type DeadLetterRow<Row> = { readonly [K in keyof Row | 'reason']: K extends keyof Row ? Row[K] : string }

type NullableFields<Message> = { readonly [K in keyof Message]: Message[K] | null }

/** The messages of a frame, sorted. */
export interface SplitMessages<Row, Message, T extends FrameTraits> {
  readonly rows: DataFrame<DecodedRow<Row, Message>, T>
  /** Has topic, partition, offset and the bytes of each, and the column `reason`. */
  readonly deadLetters: DataFrame<DeadLetterRow<Row>, T>
}

/** What {@link decodeJson} does about messages that are none of the schema. */
export interface DecodeJsonOptions {
  /**
   * `fail` (default) ends the query with MALFORMED_KAFKA_VALUE, which names topic, partition, offset and reason; `drop` leaves them out; `null` gives them null in every field that
   * could not be read, as `fromJson` does.
   */
  readonly onMalformed?: 'fail' | 'drop' | 'null'
}

/**
 * Sorts messages into those that are JSON objects of a schema, as typed columns, and those that are not, as dead letters with topic, partition, offset, bytes and reason. Every message is in exactly
 * one of the two frames; a tombstone (null) is a dead letter.
 *
 * A message fits if it is a JSON object, has a value for each field of the schema that may not be null, and every value fits its type. Of a zod schema, names, types and nullability count;
 * checks such as `regex()` are not run. Fields that the schema does not name are ignored.
 *
 * Write each of the frames with a query of its own: both are exactly once then, and dead letters are not held up by what the good rows go through.
 *
 * @example
 * const { rows, deadLetters } = splitJson(messages, z.object({ orderId: z.string(), amount: decimal(10, 2) }))
 * rows.filter(($) => $.amount.gt('100')).writeStream.format('console').start()
 * deadLetters.select('topic', 'partition', 'offset', 'reason').writeStream.format('console').start()
 */
export function splitJson<Row extends MessageRow, T extends FrameTraits, const S extends SchemaInput>(
  messages: DataFrame<Row, T>,
  message: CheckedSchema<S>,
): SplitMessages<Row, RowOf<S>, T> {
  const { decoded, fits, fields } = decode(messages, message as SchemaInput)
  const bad = decoded.filter(fits.not())
  const rows = decoded.filter(fits).select(...flattened(messages, fields))
  const deadLetters = bad.withColumn('reason', reason(fields)).drop(decodedName)
  return { rows, deadLetters } as unknown as SplitMessages<Row, RowOf<S>, T>
}

/**
 * Decodes messages that are JSON objects of a schema: its fields become typed columns in the place of `value`. What fits, see {@link splitJson}, which also keeps what does not.
 *
 * @example
 * decodeJson(messages, 'orderId STRING NOT NULL, amount DECIMAL(10, 2) NOT NULL').groupBy('orderId').sum('amount')
 */
export function decodeJson<Row extends MessageRow, T extends FrameTraits, const S extends SchemaInput>(
  messages: DataFrame<Row, T>,
  message: CheckedSchema<S>,
  options: DecodeJsonOptions & { readonly onMalformed: 'null' },
): DataFrame<DecodedRow<Row, NullableFields<RowOf<S>>>, T>
export function decodeJson<Row extends MessageRow, T extends FrameTraits, const S extends SchemaInput>(
  messages: DataFrame<Row, T>,
  message: CheckedSchema<S>,
  options?: DecodeJsonOptions,
): DataFrame<DecodedRow<Row, RowOf<S>>, T>
export function decodeJson(messages: unknown, message: unknown, options: DecodeJsonOptions = {}): unknown {
  const { decoded, fits, fields } = decode(messages, message as SchemaInput)
  const columns = flattened(messages as AnyFrame, fields)
  const { onMalformed = 'fail' } = options
  switch (onMalformed) {
    case 'null':
      return decoded.select(...columns)
    case 'drop':
      return decoded.filter(fits).select(...columns)
    case 'fail':
      return decoded.filter(when(fits, lit(true)).otherwise(refusal(fields))).select(...columns)
  }
}

const [decodedName, corruptName] = ['__decoded', '__corrupt']
type AnyFrame = DataFrame<Record<string, unknown>, FrameTraits>

interface Decoding {
  /** The messages with what could be read of them, as a struct. */
  readonly decoded: AnyFrame
  readonly fits: Column<boolean>
  readonly fields: WantedFields
}

/** The schema with a field for what could not be read: where it is null, everything could. */
function decode(messages: unknown, message: SchemaInput): Decoding {
  const wanted = schema(message as never).fields
  const fields = wanted.map((field) => ({ ...field, nullable: true }))
  const struct = { kind: 'struct', fields: [...fields, corruptField] } as const
  const text = named('value').cast('string')
  const column = fromJson(text as Column<string>, struct as never, { columnNameOfCorruptRecord: corruptName })
  const required = wanted.filter(({ nullable }) => !nullable).map(({ name }) => name)
  const whole = [part(corruptName).isNull(), ...required.map((name) => part(name).isNotNull())]
  // An empty value gives no struct at all, and then nothing is corrupt and nothing is required of it.
  const fits = whole.reduce((all, one) => all.and(one), named(decodedName).isNotNull())
  return {
    decoded: (messages as AnyFrame).withColumn(decodedName, column) as AnyFrame,
    fits,
    fields: { all: wanted.map(({ name }) => name), required },
  }
}

const corruptField = schema(`${corruptName} STRING`).fields[0] as object

function flattened(messages: { readonly columns: readonly string[] }, { all }: WantedFields): readonly never[] {
  const others = messages.columns.filter((name) => name !== 'value' && !all.includes(name)).map(named)
  return [...all.map((name) => part(name).as(name)), ...others] as unknown as readonly never[]
}

function named(name: string): Column<unknown> {
  return col(`\`${name.replaceAll('`', '``')}\``) as Column<unknown>
}

function part(name: string): Column<unknown> {
  return (named(decodedName) as Column<Record<string, unknown>>).getField(name)
}

function reason(fields: WantedFields): Column<string | null> {
  const say = udf('string', (text: string | null, decoded: unknown) => jsonProblem(text, decoded as never, fields), {
    name: 'jsonProblem',
  })
  return say(named('value').cast('string') as Column<string | null>, named(decodedName))
}

/** Never gives a value. */
function refusal(fields: WantedFields): Column<boolean | null> {
  const refuse = udf(
    'boolean',
    (...[topic, partition, offset, why]: [unknown, unknown, unknown, string | null]): boolean | null => {
      throw raise('MALFORMED_KAFKA_VALUE', {
        partition: `${topic}-${partition}`,
        offset: String(offset),
        reason: why ?? '',
      })
    },
    { name: 'refuse' },
  )
  return refuse(named('topic'), named('partition'), named('offset'), reason(fields))
}
