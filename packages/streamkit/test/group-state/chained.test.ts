import { expect, test } from 'vitest'
import { count, window } from '../../src/index.ts'
import { testSession } from '../session/test-session.ts'
import { StateQuery } from './state-query.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)

test('what a function gives is counted by windows of its event time, which close by the same watermark', async () => {
  const input = testSession().memoryStream('k STRING NOT NULL, at TIMESTAMP NOT NULL')
  const frame = () =>
    input
      .toDF()
      .withWatermark('at', '0 seconds')
      .groupByKey('k')
      .flatMapGroupsWithState(
        {
          state: 'n INT NOT NULL',
          output: 'k STRING, at TIMESTAMP NOT NULL',
          outputMode: 'append',
          eventTimeColumn: 'at',
        },
        function* (k, rows, state) {
          let n = state.getOption()?.n ?? 0
          for (const row of rows) if (++n % 2 === 0) yield { k, at: row.at }
          state.update({ n })
        },
      )
      .groupBy(window('at', '10 seconds'))
      .agg(count('*').as('pairs'))
      .select(($) => ({ pairs: $.pairs }))
  const run = new StateQuery()
  await run.start(frame(), 'append')
  const row = (k: string, second: number) => ({ k, at: at(second) })
  input.addData(row('a', 1), row('a', 2), row('b', 3), row('a', 4))
  expect(await run.rows()).toEqual([])
  await run.start(frame(), 'append')
  input.addData(row('a', 5), row('b', 12))
  expect(await run.rows()).toEqual([{ pairs: 2 }])
  expect(run.query.lastProgress?.stateOperators.map(({ operatorName }) => operatorName)).toEqual([
    'stateStoreSave',
    'flatMapGroupsWithState',
  ])
})
