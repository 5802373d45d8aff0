import { signalProcess } from './process-table.ts'

/** The servers to shut down if the process ends without having stopped them. */
const running = new Set<number>()

/** Asks the server to shut down when this process exits. One listener serves all servers; none is left behind. */
export function stopOnExit(pid: number): void {
  if (running.size === 0) process.on('exit', shutDownAll)
  running.add(pid)
}

export function forgetOnExit(pid: number): void {
  running.delete(pid)
  if (running.size === 0) process.off('exit', shutDownAll)
}

function shutDownAll(): void {
  for (const pid of running) signalProcess(pid, 'SIGINT')
}
