/**
 * A real Kafka broker for development and tests.
 *
 * @packageDocumentation
 */
export { freePort } from './testing/free-port.ts'
export { type BrokerListener, JavaBroker, type JavaBrokerOptions } from './testing/java-broker.ts'
export { startTestBroker, type TestBroker, testBrokerKind } from './testing/test-broker.ts'
