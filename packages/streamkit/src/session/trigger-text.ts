import type { TriggerSpec } from '../execution/trigger-executor.ts'

/** A trigger for people. */
export function triggerText(trigger: TriggerSpec): string {
  switch (trigger.kind) {
    case 'default':
      return 'as data comes'
    case 'processingTime':
      return trigger.intervalMs % 1000 === 0 ? `every ${trigger.intervalMs / 1000} s` : `every ${trigger.intervalMs} ms`
    case 'once':
      return 'once'
    case 'availableNow':
      return 'available now'
  }
}
