import type {
  Connector,
  FormatProvider,
  Logger,
  SchemaContext,
  Sink,
  SinkContext,
  SourceContext,
  StructType,
} from '@streamkit/core/connector'
import type { KafkaClient } from './client/kafka-client.ts'
import { KafkajsClient } from './client/kafkajs/kafkajs-client.ts'
import type { CompressionCodecs } from './client/protocol/compression.ts'
import { raise } from './conditions.ts'
import type { KafkaBatchReadOptions, KafkaStreamReadOptions, KafkaWriteOptions } from './kafka-options.ts'
import { type KafkaRowWithHeaders, kafkaSchema } from './kafka-schema.ts'
import type { KafkaConnection } from './options/connection.ts'
import { kafkaBatchSettings, kafkaStreamSettings } from './options/source-settings.ts'
import { kafkaWriteSettings } from './options/write-settings.ts'
import { KafkaSink } from './sink/kafka-sink.ts'
import { KafkaScan } from './source/kafka-scan.ts'
import { KafkaSource } from './source/kafka-source.ts'

/** The types of the options of `format('kafka')`. */
export interface KafkaFormat {
  readonly readStream: KafkaStreamReadOptions
  readonly read: KafkaBatchReadOptions
  readonly writeStream: KafkaWriteOptions
  readonly write: KafkaWriteOptions
  readonly row: KafkaRowWithHeaders
}

/** What goes for all uses of a connector. */
export interface KafkaConnectorOptions {
  /** Codecs for record batches that Node does not bring: snappy, lz4, and zstd before Node 22.15. */
  readonly codecs?: CompressionCodecs
}

/**
 * The connector to hand to `createSession`: with it `format('kafka')` reads topics as streams or in parts, and publishes exactly once.
 *
 * @example
 * const session = createSession({ connectors: [kafka()] })
 * const orders = session.readStream().format('kafka').option('kafka.bootstrap.servers', 'localhost:9092').option('subscribe', 'orders').load()
 */
export function kafka(options: KafkaConnectorOptions = {}): Connector<{ readonly kafka: KafkaFormat }> {
  return { name: 'kafka', formats: [kafkaFormat(options)] }
}

function kafkaFormat(connector: KafkaConnectorOptions): FormatProvider {
  const open = (connection: KafkaConnection, logger: Logger) => openClient(connection, { ...connector, logger })
  const sink = (context: SinkContext): Sink => {
    const settings = kafkaWriteSettings(context.options)
    return new KafkaSink(settings, open(settings, context.logger), context.logger)
  }
  return {
    name: 'kafka',
    schema: schemaOf,
    source(context: SourceContext) {
      const settings = kafkaStreamSettings(context.options)
      return new KafkaSource(settings, context, () => open(settings, context.logger))
    },
    scan(context: SourceContext) {
      const settings = kafkaBatchSettings(context.options)
      return new KafkaScan(settings, context, () => open(settings, context.logger))
    },
    sink,
    writer: sink,
  }
}

/** Kafka says what the columns are. */
function schemaOf({ options, userSchema }: SchemaContext): StructType {
  if (userSchema !== null) {
    const reason = 'the columns of Kafka are its own'
    throw raise('REFUSED_KAFKA_OPTION', {
      option: 'schema',
      reason,
      hint: 'Leave it out, and read value with fromJson().',
    })
  }
  return kafkaSchema({ includeHeaders: options.boolean('includeHeaders', false) })
}

function openClient(
  {
    bootstrapServers,
    clientId,
    security,
    requestTimeoutMs,
    connectionTimeoutMs,
    unreachableTimeoutMs,
  }: KafkaConnection,
  { codecs = {}, logger }: KafkaConnectorOptions & { readonly logger: Logger },
): KafkaClient {
  return new KafkajsClient({
    brokers: bootstrapServers,
    clientId: clientId ?? 'streamkit',
    ssl: security.ssl === false ? undefined : security.ssl,
    sasl: security.sasl ?? undefined,
    logger,
    codecs,
    connectionTimeoutMs,
    requestTimeoutMs,
    retryTimeoutMs: unreachableTimeoutMs,
  })
}
