import type { StreamingRule } from './streaming-rule.ts'

export const groupStateRules: readonly StreamingRule[] = []
