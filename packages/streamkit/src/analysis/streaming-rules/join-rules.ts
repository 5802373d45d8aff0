import type { StreamingRule } from './streaming-rule.ts'

export const joinRules: readonly StreamingRule[] = []
