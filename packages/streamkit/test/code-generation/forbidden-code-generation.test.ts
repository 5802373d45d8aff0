import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runSampleStage } from './sample-stage.ts'

const script = fileURLToPath(new URL('./without-code-generation.ts', import.meta.url))

test('where code generation is forbidden, stages are interpreted and give the same rows', () => {
  const flags = ['--disallow-code-generation-from-strings', '--conditions=@streamkit/source']
  const printed = JSON.parse(execFileSync(process.execPath, [...flags, script], { encoding: 'utf8' }))
  expect(printed).toEqual({ auto: runSampleStage('compiled'), compiled: 'EvalError' })
})

test('the sample has rows of every kind, so that sameness means something', () => {
  expect(JSON.parse(runSampleStage('compiled'))).toEqual([
    { id: 1, total: '59.97', bought: '2026-11-23T09:00:00.000Z', label: 'paid' },
    { id: 3, total: null, bought: null, label: 'free' },
    { id: 4, total: '10.00', bought: null, label: 'paid' },
  ])
})
