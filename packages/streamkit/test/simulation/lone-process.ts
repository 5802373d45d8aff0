import type { FileSystem } from '../../src/contracts/file-system.ts'
import { CheckpointFiles } from '../../src/durable/checkpoint-files.ts'
import { Random } from './random.ts'
import { FreeScheduler } from './scheduler.ts'
import { SimulatedDisk } from './simulated-disk.ts'
import { simulatedFileSystem } from './simulated-file-system.ts'
import { type FaultPlan, SimulatedMachine, type SimulatedProcess } from './simulated-machine.ts'

/** A process that is alone on its machine, so that it can be awaited without anybody giving turns. */
export interface LoneProcess {
  readonly disk: SimulatedDisk
  readonly process: SimulatedProcess
  readonly fileSystem: FileSystem
  readonly files: CheckpointFiles
}

export function loneProcess(
  init: { readonly disk?: SimulatedDisk; readonly faults?: FaultPlan; readonly seed?: number } = {},
): LoneProcess {
  const { disk = new SimulatedDisk(), seed = 1 } = init
  const scheduler = new FreeScheduler(new Random(seed))
  const process = new SimulatedMachine(seed, { disk, scheduler }).start(init.faults)
  const fileSystem = simulatedFileSystem(process)
  return { disk, process, fileSystem, files: new CheckpointFiles(fileSystem, process.entropy) }
}
