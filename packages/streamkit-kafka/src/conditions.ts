import { errorsOf } from '@streamkit/core/connector'

/** Every condition that `@streamkit/kafka` can raise. Alphabetical. No parameter ever holds a password or a key. */
export const conditions = {
  CONFLICTING_KAFKA_OPTIONS: {
    sqlState: '22023',
    template: 'The options <options> of the Kafka connector do not go together: <reason>. <hint>',
  },
  INVALID_KAFKA_COLUMN: {
    sqlState: '42K09',
    template:
      'The column <column> of what is written to Kafka <problem>. It has to be <expected>: rename or cast it with select().',
  },
  INVALID_KAFKA_OFFSETS: {
    sqlState: '22023',
    template: 'The Kafka offsets in <where> cannot be used: <reason>. Write them as <form>.',
  },
  INVALID_KAFKA_OPTION: {
    sqlState: '22023',
    template: 'The option <option> of the Kafka connector has the value <value>, expected <expected>.',
  },
  KAFKA_AUTHENTICATION_FAILED: {
    sqlState: '28000',
    template:
      'The Kafka brokers <brokers> did not accept who this is: <reason>. Check the options of SASL: mechanism, user name and password.',
  },
  KAFKA_BROKER_NOT_STARTED: {
    sqlState: '58000',
    template:
      'No Kafka broker could be started for tests: <reason>. Name one in the environment variable KAFKA_BROKERS, or install Java 17 and Maven, or Docker.',
  },
  KAFKA_CODEC_MISSING: {
    sqlState: '0A000',
    template:
      'Records are compressed with <codec>, which this Node does not bring. Use a newer Node for zstd, or hand in a codec: kafka({ codecs: { <codec>: { compress, decompress } } }).',
  },
  KAFKA_DATA_LOSS: {
    sqlState: '22000',
    template:
      'Records of <partition> from offset <from> to <to> are gone: <reason>. Set failOnDataLoss to false to go on with what is left; what is lost is then counted in the progress.',
  },
  KAFKA_LEDGER_LOST: {
    sqlState: '55000',
    template:
      'Kafka has forgotten which batches of this query were published to <sink>: the group <group> has no offset, while the checkpoint knows of batch <committed>. Offsets of a group that was away too long expire. Whether the next batch was published is not known: check the topic, then set acceptLostLedger to go on.',
  },
  KAFKA_NOT_AUTHORIZED: {
    sqlState: '42501',
    template:
      'The Kafka brokers <brokers> do not allow this: <reason>. Ask for the right to do it, or use another user.',
  },
  KAFKA_NOT_READY: {
    sqlState: '57P03',
    template:
      'The partition <partition> cannot be used at the moment: <reason>. It is tried again; if this stays, check the brokers that hold it.',
  },
  KAFKA_OFFSET_WENT_BACK: {
    sqlState: '22000',
    template:
      'The end of <partition> is at offset <latest>, before offset <known> that this query has seen. Records were lost, or the topic was made anew. Set failOnDataLoss to false to go on from there.',
  },
  KAFKA_RECORD_TOO_LARGE: {
    sqlState: '54000',
    template:
      'The brokers refuse records for the topic <topic> as too large; requests of up to <bytes> bytes were sent. Raise max.message.bytes of the topic, lower kafka.batch.size, or make the rows smaller.',
  },
  KAFKA_SINK_AHEAD: {
    sqlState: '55000',
    template:
      'The sink <sink> has batch <published> of this query, the checkpoint only knows of batch <committed>. It is an older copy: use the newer checkpoint, or start with a new one.',
  },
  KAFKA_SINK_FENCED: {
    sqlState: '55006',
    template:
      'Another run of this query publishes with the transactional id <transactionalId>: <reason>. Only one may run; stop the other one.',
  },
  KAFKA_SOURCE_STALLED: {
    sqlState: '58030',
    template:
      'Nothing came of <partition> from offset <offset> for <seconds> s, though records up to offset <to> are there: <reason>. Check the broker that leads the partition; kafkaConsumer.pollTimeoutMs is the time that is waited.',
  },
  KAFKA_TLS_FAILED: {
    sqlState: '08001',
    template:
      'No safe connection to the Kafka brokers <brokers>: <reason>. Check the certificates, the host names in them, and whether the port speaks TLS.',
  },
  KAFKA_TOPIC_RECREATED: {
    sqlState: '22000',
    template:
      'The topic <topic> is another one than this query has read: it was deleted and made anew. Start the query with a new checkpoint, or set failOnDataLoss to false to read the new topic from its beginning.',
  },
  KAFKA_TRANSACTION_TIMED_OUT: {
    sqlState: '25P04',
    template:
      'The transaction of a batch was open for <seconds> s, longer than kafka.transaction.timeout.ms allows (<limit> s): the brokers ended it, and nothing of the batch is published. Raise kafka.transaction.timeout.ms, or make batches smaller with maxOffsetsPerTrigger.',
  },
  KAFKA_UNREACHABLE: {
    sqlState: '08001',
    template:
      'The Kafka brokers <brokers> gave no answer: <reason>. Check the addresses, that the brokers run, and that their advertised listeners can be reached from here.',
  },
  MALFORMED_KAFKA_VALUE: {
    sqlState: '22023',
    template:
      'The message of <partition> at offset <offset> does not fit the schema: <reason>. Correct the schema, or keep such messages with splitJson(), or set onMalformed to drop or null.',
  },
  MISPLACED_KAFKA_OPTION: {
    sqlState: '22023',
    template: 'The option <option> of the Kafka connector is for <place> only. <hint>',
  },
  MISSING_KAFKA_OPTION: {
    sqlState: '22023',
    template: 'The Kafka connector needs the option <option>. <hint>',
  },
  NO_KAFKA_RECORD_AT_TIME: {
    sqlState: '22023',
    template:
      'No record of <partition> is at or after <time>, which <option> asks for. Take an earlier time, or set startingOffsetsByTimestampStrategy to latest.',
  },
  NULL_KAFKA_TOPIC: {
    sqlState: '22004',
    template: 'A row has null in the column topic. Filter such rows away, or set the option topic.',
  },
  REFUSED_KAFKA_OPTION: {
    sqlState: '22023',
    template: 'The option <option> cannot be set: <reason>. <hint>',
  },
  UNKNOWN_KAFKA_PARTITION: {
    sqlState: '42P01',
    template:
      'A row is for the partition <topic>-<partition>, which Kafka does not have. Correct the column partition, leave it out, or add partitions to the topic.',
  },
  UNKNOWN_KAFKA_TOPIC: {
    sqlState: '42P01',
    template: 'Kafka has no topic <topics>. Create it, or correct the option <option>.',
  },
} as const

/** Makes an error of this package. */
export const raise: ReturnType<typeof errorsOf<typeof conditions>> = errorsOf(conditions)
