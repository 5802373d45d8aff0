import { expect, test } from 'vitest'
import { withoutSecrets } from './without-secrets.ts'

test.for([
  ['connect to postgres://shop:hunter2@db:5432/shop failed', 'connect to postgres://shop:***@db:5432/shop failed'],
  ['https://ghp_abcdef@host/x', 'https://***@host/x'],
  ['host=db password=hunter2 user=shop', 'host=db password=*** user=shop'],
  ['{"sasl.password": "hun\\"ter2", "user": "a"}', '{"sasl.password": "***", "user": "a"}'],
  ["secret: 'hunter2', port: 1", "secret: '***', port: 1"],
  ['GET /?token=abc&x=1', 'GET /?token=***&x=1'],
  ['authorization: Bearer abcdefgh.ijkl', 'authorization: Bearer ***'],
] as const)('what looks like a secret is not shown: %s', ([text, shown]) => {
  expect(withoutSecrets(text)).toBe(shown)
})

test.for([
  'FileStreamSource[file:///data/in]',
  'bearer of news',
  'a@b.example wrote 3 rows',
  'http://127.0.0.1:4040/page/app.js',
  '== Physical Plan ==\n+- Scan csv [id: string]',
])('other text stays as it is: %s', (text) => {
  expect(withoutSecrets(text)).toBe(text)
})
