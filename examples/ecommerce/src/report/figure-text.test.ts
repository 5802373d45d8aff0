import { expect, test } from 'vitest'
import { bytesText, countText, durationText, rateText, shareText } from './figure-text.ts'

test.each([
  [durationText(0.63), '0.63 ms'],
  [durationText(58.54), '58.5 ms'],
  [durationText(-200), '-200 ms'],
  [durationText(1530), '1.53 s'],
  [durationText(600_000), '10 min'],
  [durationText(93_600_000), '26 h'],
  [bytesText(512), '512 B'],
  [bytesText(18_432), '18 KiB'],
  [bytesText(1024 ** 5 * 3), '3,072 TiB'],
  [countText(1_234_567), '1,234,567'],
  [countText(0.25), '0.3'],
  [rateText(590.2), '590/s'],
  [shareText(0.0801), '8.01 %'],
])('%s is written as %s', (found, wanted) => {
  expect(found).toBe(wanted)
})
