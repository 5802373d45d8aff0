// Runs in a process of its own, where Node was told not to generate code from strings.
import { runSampleStage } from './sample-stage.ts'

function nameOfFailure(run: () => unknown): string {
  try {
    run()
    return 'none'
  } catch (error) {
    return (error as Error).name
  }
}

console.log(JSON.stringify({ auto: runSampleStage('auto'), compiled: nameOfFailure(() => runSampleStage('compiled')) }))
