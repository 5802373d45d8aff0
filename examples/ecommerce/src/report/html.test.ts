import { expect, test } from 'vitest'
import { html } from './html.ts'

test('what stands between braces is text, in a body and in an attribute', () => {
  const evil = `</b><script>alert("1" & '2')</script>`
  expect(html`<b title="${evil}">${evil}</b>`.text).toBe(
    `<b title="&lt;/b&gt;&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;">&lt;/b&gt;&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;</b>`,
  )
})

test('pieces, lists of pieces, figures and nothing are put together', () => {
  expect(html`<p>${[html`<i>a</i>`, 'b<', 3]}${null}${html`<br>`}</p>`.text).toBe('<p><i>a</i>b&lt;3<br></p>')
})

test('characters that a page may not have, and those that turn text around, are replaced', () => {
  expect(html`${'a\u0000b\u202Ec\uD800d\te'}`.text).toBe('a\uFFFDb\uFFFDc\uFFFDd\te')
})
