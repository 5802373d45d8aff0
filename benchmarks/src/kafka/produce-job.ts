/** Sends messages at an even rate, each with the time of the call that sends it. Arguments: brokers, topic, number of messages, messages a second. */
import { setTimeout as delay } from 'node:timers/promises'
import { partitions, producerOf } from './messages.ts'

const [brokers = '', topic = '', total = '0', rate = '1'] = process.argv.slice(2)
const [count, perMs] = [Number(total), Number(rate) / 1000]
const [tickMs, filler] = [2, 'abcdefghij'.repeat(14)]

const producer = producerOf(brokers)
await producer.connect()
// The reader comes up meanwhile.
await delay(2_000)
const begun = performance.now()
const sending = new Set<Promise<unknown>>()
for (let sent = 0; sent < count; ) {
  const due = Math.min(count, Math.floor((performance.now() - begun) * perMs))
  if (due > sent) {
    const sentAtMs = performance.timeOrigin + performance.now()
    const messages = Array.from({ length: due - sent }, (_, k) => ({
      value: JSON.stringify({ id: sent + k, sentAtMs, note: filler }),
      partition: (sent + k) % partitions,
    }))
    sent = due
    const send = producer.send({ topic, messages }).finally(() => sending.delete(send))
    sending.add(send)
  }
  await delay(tickMs)
}
await Promise.all(sending)
await producer.disconnect()
process.stdout.write('{}\n')
