import { existsSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { composeFile, composeSettings, interpolated, variablesOf } from './support/compose-file.ts'
import { readText, root } from './support/repository.ts'

const text = readText('docker-compose.yml')
const { services, volumes } = composeFile()
const all = Object.entries(services)
const manifest = JSON.parse(readText('package.json')) as { readonly devDependencies: Readonly<Record<string, string>> }
const dockerfile = readText('Dockerfile')

test('the file is what the specification of Compose allows', () => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const schema = JSON.parse(readText('monitoring/test/data/compose-spec.json')) as Record<string, unknown>
  // Draft 7 by a name that Ajv does not know it by.
  const validate = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' })
  expect(validate(parse(text, { merge: true })) ? [] : validate.errors).toEqual([])
  expect(validate({ services: { a: { imgae: 'x' } } })).toBe(false)
})

test.each(all)('the image of %s has an exact tag', (_, { image }) => {
  expect(image).toMatch(/^[a-z0-9./-]+:v?\d+\.\d+(?:\.\d+)?(?:-[a-z0-9]+)?$/)
})

test.each(all)('%s belongs to a profile, comes back after a failure, and is asked whether it is well', (_, service) => {
  expect(service.profiles?.length).toBeGreaterThan(0)
  expect(service.restart).toBe('unless-stopped')
  expect(service.healthcheck?.test[0]).toBe('CMD')
  expect(service.healthcheck?.test).not.toContain('curl')
})

test('`docker compose up` starts every service', () => {
  const chosen = composeSettings().COMPOSE_PROFILES?.split(',') ?? []
  expect(new Set(chosen).size).toBe(chosen.length)
  expect([...new Set(all.flatMap(([, { profiles = [] }]) => profiles))].sort()).toEqual([...chosen].sort())
})

test('whatever is waited for is there, and what another profile starts is not demanded', () => {
  for (const [name, { depends_on = {}, profiles = [] }] of all) {
    for (const [other, { condition, required }] of Object.entries(depends_on)) {
      expect(services[other]?.healthcheck, `${name} waits for ${other}`).toBeDefined()
      expect(condition).toBe('service_healthy')
      const together = profiles.some((profile) => services[other]?.profiles?.includes(profile))
      expect(required ?? true, `${name} waits for ${other}`).toBe(together)
    }
  }
})

test('ports are published to this machine only', () => {
  const ports = all.flatMap(([, service]) => service.ports ?? [])
  expect(ports.length).toBeGreaterThan(4)
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
})

test('every variable is documented in .env.example, and every one documented there is used', () => {
  const used = [...variablesOf(text).keys(), 'COMPOSE_PROFILES'].sort()
  expect(Object.keys(composeSettings()).sort()).toEqual(used)
  const part = readText('.env.example').split('# --- docker compose ---')[1] ?? ''
  for (const block of part.trim().split('\n\n')) expect(block, 'each group has its comment').toMatch(/^#/)
})

test('defaults of the file are those of .env.example', () => {
  const settings = composeSettings()
  for (const [name, { how, rest }] of variablesOf(text)) {
    if (how === ':-') expect({ name, value: settings[name] }).toEqual({ name, value: rest })
  }
})

test('passwords have no default, and without one nothing starts', () => {
  const passwords = [...variablesOf(text)].filter(([name]) => name.endsWith('PASSWORD'))
  expect(passwords.map(([name]) => name).sort()).toEqual([
    'GRAFANA_ADMIN_PASSWORD',
    'POSTGRES_PASSWORD',
    'SHOP_READER_PASSWORD',
  ])
  for (const [name, { how }] of passwords) expect(how, name).toBe(':?')
  expect(() => interpolated(text, composeSettings())).toThrow(/PASSWORD: run npm run compose:env/)
})

test('what is mounted is there: files of the repository, and volumes with names', () => {
  const mounts = all.flatMap(([, service]) => service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '')
  for (const mount of mounts.filter((path) => path.startsWith('./'))) {
    expect(existsSync(`${root}${mount}`), mount).toBe(true)
  }
  const named = mounts.filter((path) => !path.startsWith('./'))
  expect([...new Set(named)].sort()).toEqual(Object.keys(volumes).sort())
})

test('Prometheus asks services of the file at ports that they have', () => {
  const targets = ['streamkit', 'postgres', 'kafka'].flatMap((name) => {
    const groups = parse(readText(`monitoring/prometheus/targets-compose/${name}.yml`)) as { targets: string[] }[]
    return groups.flatMap((group) => group.targets)
  })
  expect(targets).toEqual(['stream:9464', 'postgres-exporter:9187', 'kafka-exporter:9308'])
  for (const target of targets) {
    const [name = '', port = ''] = target.split(':')
    expect(JSON.stringify(services[name]?.healthcheck?.test), target).toContain(`127.0.0.1:${port}/`)
  }
})

test('Grafana is given every variable that its provisioning reads', () => {
  const provisioning = readText('monitoring/grafana/provisioning/datasources/datasources.yml')
  const read = [...provisioning.matchAll(/: \$([A-Z_]+)$/gm)].map(([, name]) => name ?? '')
  expect(read.length).toBeGreaterThan(3)
  expect(Object.keys(services.grafana?.environment ?? {})).toEqual(expect.arrayContaining(read))
})

test('the image has the Node of the project, runs it as a user without rights, and copies what there is', () => {
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
  expect(bases.filter((base) => base !== 'build')).toEqual([
    `node:${manifest.devDependencies.node}-bookworm-slim`,
    `node:${manifest.devDependencies.node}-bookworm-slim`,
  ])
  expect(dockerfile).toMatch(/^USER node$/m)
  expect(dockerfile).toContain('--omit=dev')
  const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, list = '']) => list.split(' '))
  expect(sources.length).toBeGreaterThan(10)
  for (const source of sources) expect(existsSync(`${root}${source}`), source).toBe(true)
})

test('the image knows every workspace that the lock file expects', () => {
  const lock = JSON.parse(readText('package-lock.json')) as { readonly packages: Readonly<Record<string, unknown>> }
  const workspaces = Object.keys(lock.packages).filter((path) => /^(?:packages|examples|benchmarks)[^:]*$/.test(path))
  const places = workspaces.filter((path) => !path.includes('node_modules'))
  expect(places.length).toBeGreaterThan(4)
  for (const place of places) expect(dockerfile).toContain(`COPY ${place}/package.json ${place}/`)
})

test('what the image must not have is not sent to the builder', () => {
  const ignored = readText('.dockerignore').split('\n')
  expect(ignored).toEqual(expect.arrayContaining(['.env', '.git', '**/node_modules', '/data', '**/test']))
})
