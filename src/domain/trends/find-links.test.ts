import { expect, it } from 'vitest'
import { findLinks } from './find-links.ts'

it('finds addresses in a text as typed, without what follows them', () => {
  const source = 'See https://a.example/x#y, and (https://b.example/?q=1). Not ftp://c.example'
  expect(findLinks({ source, content: '' })).toEqual(['https://a.example/x', 'https://b.example/?q=1'])
})

it('finds links of HTML, but neither mentions nor hashtags', () => {
  const content =
    '<a class="u-url mention" href="https://a.example/@b">@b</a> <a href="https://c.example/?x=1&amp;y=2">c</a> <a class="mention hashtag" rel="tag" href="https://a.example/tags/t">#t</a>'
  expect(findLinks({ source: null, content })).toEqual(['https://c.example/?x=1&y=2'])
})
