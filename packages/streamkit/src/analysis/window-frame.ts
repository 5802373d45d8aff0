import { AnalysisException } from '../errors/streamkit-error.ts'
import type { WindowExpression, WindowFrame } from '../expressions/expression.ts'
import { sqlText } from '../expressions/expression-type.ts'
import { lookupWindowFunction } from '../expressions/window-functions.ts'
import { type DataType, isNumeric, sqlType } from '../types/data-type.ts'

const wholePartition: WindowFrame = { unit: 'rows', lower: null, upper: null }
const upToRow: WindowFrame = { unit: 'rows', lower: null, upper: 0 }
const upToPeers: WindowFrame = { unit: 'range', lower: null, upper: 0 }

/** The frame of a function over a window, as Spark completes it. `order`: the types of what it is ordered by. */
export function resolveFrame(e: WindowExpression, name: string, order: readonly DataType[]): WindowFrame {
  const definition = lookupWindowFunction(name)
  const { frame } = e
  if (definition !== undefined && order.length === 0) throw mismatch(e)
  if (definition?.frame === 'own') {
    if (frame !== null && (isOffset(name) || !sameFrame(frame, upToRow))) throw mismatch(e)
    return upToRow
  }
  if (frame === null) return order.length === 0 ? wholePartition : upToPeers
  checkFrame(e, frame, order)
  return frame
}

function checkFrame(e: WindowExpression, frame: WindowFrame, order: readonly DataType[]): void {
  const { unit, lower, upper } = frame
  const sqlExpr = `"${sqlText(e)}"`
  if (lower !== null && upper !== null && lower > upper)
    throw new AnalysisException('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON', { sqlExpr })
  if (unit === 'rows' || sameFrame(frame, { ...wholePartition, unit })) return
  const [type] = order
  if (type === undefined) throw new AnalysisException('DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER', { sqlExpr })
  if (!isValue(lower) && !isValue(upper)) return
  if (order.length > 1) {
    const orderSpec = e.orderBy.map(({ expression }) => sqlText(expression)).join(', ')
    throw new AnalysisException('DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER', { sqlExpr, orderSpec })
  }
  if (!isNumeric(type) && type.kind !== 'date') {
    const types = { orderSpecType: sqlType(type), valueBoundaryType: 'BIGINT' }
    throw new AnalysisException('DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE', { sqlExpr, ...types })
  }
}

/** Neither the row nor everything: a distance that must be measured. */
function isValue(bound: number | null): boolean {
  return bound !== null && bound !== 0
}

function isOffset(name: string): boolean {
  return name.toLowerCase() === 'lag' || name.toLowerCase() === 'lead'
}

function sameFrame(a: WindowFrame, b: WindowFrame): boolean {
  return a.unit === b.unit && a.lower === b.lower && a.upper === b.upper
}

function mismatch(e: WindowExpression): AnalysisException {
  return new AnalysisException('WINDOW_FUNCTION_AND_FRAME_MISMATCH', {
    funcName: `"${sqlText(e.fn)}"`,
    windowExpr: `"${sqlText(e)}"`,
  })
}
