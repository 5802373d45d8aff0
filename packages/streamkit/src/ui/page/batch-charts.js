/** @import { BatchSample } from '../batch-sample.ts' */
/** @import { ChartData, Series } from './chart.js' */
import { chart } from './chart.js'
import { byteSize, count, duration, rowsPerSecond, short } from './units.js'

/** The phases of a batch in the order in which they happen. */
const phaseOrder = ['latestOffset', 'queryPlanning', 'getBatch', 'walCommit', 'addBatch', 'commitOffsets']
const phaseColors = ['--phase-1', '--phase-2', '--phase-3', '--phase-4', '--phase-5', '--phase-6']

/**
 * @typedef {object} BatchChart
 * @property {string} title
 * @property {string} explanation
 * @property {(samples: readonly BatchSample[]) => boolean} applies
 * @property {(samples: readonly BatchSample[]) => readonly Series[]} series
 * @property {(sample: BatchSample, series: readonly Series[]) => readonly (number | null)[]} values
 */

/** @type {readonly BatchChart[]} */
const charts = [
  {
    title: 'Input and processed rate',
    explanation: 'Rows per second, logarithmic. Input above processed for long: the query falls behind.',
    applies: () => true,
    series: () => [
      { name: 'Input', color: '--series-1', text: rowsPerSecond, shape: 'area', logarithmic: true },
      { name: 'Processed', color: '--series-2', text: rowsPerSecond },
    ],
    // A batch without rows ran because the watermark moved: it has no rate.
    values: ({ inputRows, inputRowsPerSecond, processedRowsPerSecond }) =>
      inputRows === 0 ? [null, null] : [inputRowsPerSecond, processedRowsPerSecond],
  },
  {
    title: 'Batch duration',
    explanation: 'Where the time of each batch goes, phase upon phase.',
    applies: () => true,
    series: (samples) =>
      phasesOf(samples).map((name, i) => ({
        name,
        color: phaseColors[i % phaseColors.length] ?? '--phase-1',
        text: duration,
        shape: 'stack',
      })),
    values: ({ phasesMs }, series) => series.map(({ name }) => phasesMs[name] ?? 0),
  },
  {
    title: 'Rows per batch',
    explanation: 'How many rows each batch took in.',
    applies: () => true,
    series: () => [
      {
        name: 'Input rows',
        color: '--series-1',
        text: (value) => (value === null || value === undefined ? count(null) : short(value)),
        shape: 'bars',
      },
    ],
    values: ({ inputRows }) => [inputRows],
  },
  {
    title: 'State',
    explanation: 'Keys that the query keeps (left) and the memory that they take (right).',
    applies: (samples) => samples.some(({ stateRows }) => stateRows !== null),
    series: () => [
      {
        name: 'Rows',
        color: '--series-3',
        text: (value) => (value === null || value === undefined ? count(null) : short(value)),
        shape: 'area',
      },
      { name: 'Memory', color: '--series-4', text: byteSize, right: true },
    ],
    values: ({ stateRows, stateBytes }) => [stateRows, stateBytes],
  },
  {
    title: 'Watermark lag',
    explanation: 'How far the watermark was behind the clock when a batch began.',
    applies: (samples) => samples.some(({ watermarkLagMs }) => watermarkLagMs !== null),
    series: () => [{ name: 'Lag', color: '--series-5', text: duration, shape: 'area' }],
    values: ({ watermarkLagMs }) => [watermarkLagMs],
  },
]

/** @param {readonly BatchSample[]} samples */
function phasesOf(samples) {
  const names = new Set(samples.flatMap(({ phasesMs }) => Object.keys(phasesMs)))
  return [...phaseOrder.filter((name) => names.has(name)), ...[...names].filter((name) => !phaseOrder.includes(name))]
}

/**
 * The charts of one query; one appears when there is something for it.
 *
 * @param {HTMLElement} target
 */
export function batchCharts(target) {
  /** @type {Map<BatchChart, ReturnType<typeof chart>>} */
  const shown = new Map()
  return {
    /** @type {(samples: readonly BatchSample[]) => void} */
    update(samples) {
      for (const kind of charts) {
        if (!kind.applies(samples)) continue
        let made = shown.get(kind)
        if (made === undefined) {
          made = chart(kind.title, kind.explanation)
          shown.set(kind, made)
          target.append(made.element)
        }
        made.update(chartData(kind, samples))
      }
    },
    redraw() {
      for (const made of shown.values()) made.redraw()
    },
    close() {
      for (const made of shown.values()) made.close()
    },
  }
}

/**
 * @param {BatchChart} kind
 * @param {readonly BatchSample[]} samples
 * @returns {ChartData}
 */
function chartData(kind, samples) {
  const series = kind.series(samples)
  const rows = samples.map((sample) => kind.values(sample, series))
  return {
    series,
    times: samples.map(({ atMs }) => atMs),
    values: series.map((_, k) => rows.map((row) => row[k] ?? null)),
  }
}
