import { expect, test } from 'vitest'
import { markdownPages } from './markdown-pages.ts'

/** Names in capitals that are no conditions. */
const others =
  /^(?:DATABASE_URL|NO_COLOR|KAFKA_BROKERS|ECOMMERCE_\w+|METRICS_PORT|METRICS_HOST|UI_PORT|STOP_AT_\w+|SKIP_VALUE|BACK_TO_DELIMITER|RAISE_ERROR|_LEGACY_ERROR_TEMP_\w*|[A-Z]+_NTZ|O_EXCL)$/

test('every condition that a page names is one', () => {
  const pages = markdownPages().filter(({ path }) => path === 'README.md' || path.startsWith('docs/'))
  const errors = pages.find(({ path }) => path === 'docs/guide/errors.md')?.text ?? ''
  const known = new Set([...errors.matchAll(/^\| `([A-Z0-9_.]+)` \|/gm)].map(([, name]) => name))
  expect(known.size).toBeGreaterThan(100)
  const unknown = pages.flatMap(({ path, prose }) =>
    [...prose.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?:\.[A-Z_]+)?)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => !known.has(name) && !others.test(name))
      .map((name) => `${path}: ${name}`),
  )
  expect(unknown).toEqual([])
})
