import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createStatusLine } from './status-line.ts'

const clear = '\r\x1b[K'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function output(isTTY: boolean, columns = 80) {
  const written: string[] = []
  return { written, isTTY, columns, write: (text: string) => written.push(text) }
}

test('on a terminal the line is rewritten in place, at most ten times a second, and the last state is shown', () => {
  const terminal = output(true)
  const status = createStatusLine({ output: terminal, env: {} })
  status.update('one')
  status.update('two')
  status.update('three')
  expect(terminal.written).toEqual([`${clear}one`])
  vi.advanceTimersByTime(100)
  expect(terminal.written).toEqual([`${clear}one`, `${clear}three`])
  status.update('four')
  status[Symbol.dispose]()
  expect(terminal.written.slice(2)).toEqual([`${clear}four`, '\n'])
})

test('a lasting line goes above the live one', () => {
  const terminal = output(true)
  const status = createStatusLine({ output: terminal, env: {} })
  status.log('before')
  status.update('live')
  status.log('lasting')
  expect(terminal.written).toEqual(['before\n', `${clear}live`, `${clear}lasting\n`, `${clear}live`])
  status[Symbol.dispose]()
})

test('what does not fit the terminal is cut', () => {
  const terminal = output(true, 6)
  using status = createStatusLine({ output: terminal, env: {} })
  status.update('abcdefghij')
  expect(terminal.written).toEqual([`${clear}abcde`])
})

test.each([
  ['a pipe', false, {}],
  ['CI', true, { CI: 'true' }],
  ['NO_COLOR', true, { NO_COLOR: '1' }],
])('with %s there is a plain line at most every five seconds', (_, isTTY, env) => {
  const log = output(isTTY)
  const status = createStatusLine({ output: log, env })
  for (let batch = 0; batch < 120; batch++) {
    status.update(`batch ${batch}`)
    vi.advanceTimersByTime(100)
  }
  expect(log.written).toEqual(['batch 0\n', 'batch 49\n', 'batch 99\n'])
  status[Symbol.dispose]()
  expect(log.written.at(-1)).toBe('batch 119\n')
})

test('a state that does not change is not repeated', () => {
  const log = output(false)
  const status = createStatusLine({ output: log, env: {} })
  status.update('idle')
  vi.advanceTimersByTime(20_000)
  status.update('idle')
  vi.advanceTimersByTime(20_000)
  status[Symbol.dispose]()
  expect(log.written).toEqual(['idle\n'])
})

test('quiet means silent', () => {
  const log = output(true)
  const status = createStatusLine({ output: log, env: {}, quiet: true })
  status.update('one')
  status.log('two')
  vi.advanceTimersByTime(10_000)
  status[Symbol.dispose]()
  expect(log.written).toEqual([])
})
