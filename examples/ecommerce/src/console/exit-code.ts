/** What the process ends with; scripts rely on it. */
export const ExitCode = {
  ok: 0,
  /** The command failed. */
  failed: 1,
  /** Bad usage or configuration. */
  usage: 2,
  /** Data was lost or differs from what was generated. */
  dataLoss: 3,
  /** The checkpoint is locked by another process, is lost, or does not fit. */
  checkpoint: 4,
  /** Ended at once by a second SIGINT. */
  interrupted: 130,
  /** Ended at once by a second SIGTERM. */
  terminated: 143,
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]
