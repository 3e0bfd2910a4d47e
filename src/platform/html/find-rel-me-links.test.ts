import { expect, it } from 'vitest'
import { findRelMeLinks } from './index.ts'

it.each([
  ['<a rel="me" href="https://cairn.example/@alice">x</a>', ['https://cairn.example/@alice']],
  ['<LINK REL=me HREF=https://cairn.example/@alice>', ['https://cairn.example/@alice']],
  ["<a href='/@alice#top' rel='nofollow me noopener'>x</a>", ['https://site.example/@alice']],
  ['<a rel="menu" href="https://cairn.example/@alice">x</a>', []],
  ['<a href="https://cairn.example/@alice">x</a>', []],
  ['<p rel="me" href="https://cairn.example/@alice">x</p>', []],
  ['<a rel="me" href="https://a.example/?x=1&amp;y=2">x</a>', ['https://a.example/?x=1&y=2']],
])('finds the rel=me links of %s', (html, links) => {
  expect(findRelMeLinks(html, 'https://site.example/about')).toEqual(links)
})

it('is linear where a page is made to be slow', () => {
  const nasty = '<a '.repeat(100_000) + '"'.repeat(100_000)
  expect(findRelMeLinks(nasty, 'https://site.example/')).toEqual([])
})
