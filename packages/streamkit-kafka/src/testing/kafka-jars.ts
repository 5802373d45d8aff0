import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { raise } from '../conditions.ts'
import { runTool } from './run-tool.ts'

/** The broker that tests run against. */
export const kafkaVersion: string = '4.4.0'

/**
 * The folder with the jars of a Kafka broker: fetched from Maven Central once, by the `mvn` of this machine, into the user's cache.
 *
 * @throws StreamKitError `KAFKA_BROKER_NOT_STARTED` without `mvn`, or if the jars cannot be had
 */
export async function kafkaJars(): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'streamkit')
  const jars = join(cache, `kafka-${kafkaVersion}`)
  if (await hasBroker(jars)) return jars
  await mkdir(cache, { recursive: true })
  // Built aside and renamed, so that a run that is broken off leaves no half of it.
  const work = await mkdtemp(join(cache, 'kafka-download-'))
  try {
    await writeFile(join(work, 'pom.xml'), pom)
    const goal = ['dependency:copy-dependencies', '-DoutputDirectory=libs', '-DincludeScope=runtime']
    const { code, output } = await runTool('mvn', ['-q', '-B', ...goal], work)
    if (code !== 0) {
      throw raise('KAFKA_BROKER_NOT_STARTED', {
        reason: `mvn could not fetch the jars of Kafka ${kafkaVersion}: ${output.trim().slice(-500)}`,
      })
    }
    await rename(join(work, 'libs'), jars).catch(async (error: unknown) => {
      // Another process was faster: its copy is as good.
      if (!(await hasBroker(jars))) throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return jars
}

async function hasBroker(folder: string): Promise<boolean> {
  const names: readonly string[] = await readdir(folder).catch(() => [])
  return names.includes(`kafka_2.13-${kafkaVersion}.jar`)
}

const dependencies = [
  ['org.apache.kafka', 'kafka_2.13', kafkaVersion],
  ['org.slf4j', 'slf4j-nop', '2.0.17'],
].map(
  ([group, artifact, version]) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
)

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>streamkit.local</groupId><artifactId>kafka-jars</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependencies.join('')}</dependencies>
</project>
`
