/** Makes a topic with the messages of the benchmark, for readers of other kinds. Arguments: brokers, topic, number of messages. */
import { fill } from './messages.ts'

const [brokers = '', topic = '', count = '0'] = process.argv.slice(2)
await fill(brokers, topic, Number(count))
