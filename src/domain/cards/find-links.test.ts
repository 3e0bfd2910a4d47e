import { expect, it } from 'vitest'
import { findLinks, firstLink } from './find-links.ts'

it('finds addresses in a text as typed, without what follows them', () => {
  const source = 'See https://a.example/x#y, and (https://b.example/?q=1). Not ftp://c.example'
  expect(findLinks({ source, content: '' })).toEqual(['https://a.example/x', 'https://b.example/?q=1'])
})

it('finds links of HTML, but neither mentions nor hashtags', () => {
  const content =
    '<a class="u-url mention" href="https://a.example/@b">@b</a> <a href="https://c.example/?x=1&amp;y=2">c</a> <a class="mention hashtag" rel="tag" href="https://a.example/tags/t">#t</a>'
  expect(findLinks({ source: null, content })).toEqual(['https://c.example/?x=1&y=2'])
})

it('takes as first link neither a page of this server nor what is quoted', () => {
  const origin = 'https://here.example'
  const local = { source: 'https://here.example/@a/1 https://a.example/x', content: '' }
  expect(firstLink(local, origin)).toBe('https://a.example/x')
  const quote = '<a href="https://b.example/1">b</a>'
  for (const content of [
    `<p class="quote-inline">RE: ${quote}</p><p>x</p>`,
    `<p>x<span class="quote-inline"><br>RE: ${quote}</span></p>`,
  ])
    expect(firstLink({ source: null, content }, origin)).toBeUndefined()
})
