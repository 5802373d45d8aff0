import { startTestBroker, testBrokerKind } from '../../src/testing.ts'

/** Whether tests that need a broker run: not where none can be had, but for CI, where that is a failure. */
export const hasBroker: boolean = (await testBrokerKind()) !== null || process.env.CI === 'true'
export { startTestBroker }
