import kafkajs, { type Kafka, type Producer } from 'kafkajs'

export const partitions = 4
const eventsPerMs = 2
const startMs = Date.UTC(2026, 10, 24)
const filler = 'abcdefghij'.repeat(14)

/** A JSON message of about 300 bytes: two events a millisecond of event time. */
export function message(i: number): string {
  const event = {
    id: `event-${String(i).padStart(12, '0')}`,
    ts: new Date(startMs + Math.floor(i / eventsPerMs)).toISOString(),
    userId: i % 10_007,
    category: `category-${i % 20}`,
    amount: (i % 1000) + 0.25,
    url: `https://shop.example/products/${i % 5000}`,
    note: filler,
  }
  return JSON.stringify(event)
}

export async function createTopic(brokers: string, topic: string): Promise<void> {
  const admin = client(brokers).admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: partitions }] })
  await admin.disconnect()
}

/** A producer that takes the partition that it is told. */
export function producerOf(brokers: string): Producer {
  return client(brokers).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
}

/** Makes the topic and fills its partitions in turn. */
export async function fill(brokers: string, topic: string, count: number): Promise<void> {
  await createTopic(brokers, topic)
  const producer = producerOf(brokers)
  await producer.connect()
  const perRequest = 2000
  for (let from = 0; from < count; from += perRequest) {
    const length = Math.min(perRequest, count - from)
    const messages = Array.from({ length }, (_, k) => ({
      value: message(from + k),
      partition: (from + k) % partitions,
    }))
    await producer.send({ topic, messages })
  }
  await producer.disconnect()
}

export function client(brokers: string): Kafka {
  return new kafkajs.Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING })
}
