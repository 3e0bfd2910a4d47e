import { expect, it } from 'vitest'
import { html, raw, render } from './index.ts'

it('escapes values in content and in attributes', () => {
  const evil = `"><script>alert('1')</script>&amp;`
  expect(render(html`<p title="${evil}">${evil}</p>`)).toBe(
    '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;">' +
      '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;</p>',
  )
})

it('takes nested pieces and arrays as they are', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`)
  expect(render(html`<ul>${items}</ul>`)).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>')
})

it('writes nothing for nothing, and a zero for zero', () => {
  expect(render(html`[${null}${undefined}${false}${0}${''}]`)).toBe('[0]')
})

it('lets only raw text through unescaped', () => {
  expect(render(html`${raw('<i>x</i>')}`)).toBe('<i>x</i>')
})

it('does not take a plain object for a piece of HTML', () => {
  const forged = JSON.parse('{"markup":"<script>"}') as never
  expect(render(html`${forged}`)).not.toContain('<script>')
})
