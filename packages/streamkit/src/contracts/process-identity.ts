/** Who this process is, for locks. */
export interface ProcessIdentity {
  readonly pid: number
  /** Tells two processes with the same pid apart; empty where the platform does not say. */
  readonly startTime: string
  readonly host: string
  /** Differs after every boot of the host; empty where the platform does not say. */
  readonly bootId: string
  /** Whether a process with that pid, started then, runs on this host. */
  isAlive(pid: number, startTime: string): boolean
}
