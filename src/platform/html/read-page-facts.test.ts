import { expect, it } from 'vitest'
import { findIframe, readPageFacts } from './index.ts'

it('reads title, meta, links and JSON-LD, the first of each, entities resolved', () => {
  const facts = readPageFacts(`<!doctype html><html lang="de"><head><title>A &amp; B</title><title>C</title>
    <meta property="og:title" content="Tom &amp; Jerry"><meta property="OG:Title" content="other">
    <meta name="description" content="x"><link rel="alternate" type="application/json+oembed" href="/o?u=1&amp;b=2">
    <script type="application/ld+json">{"a":"<b>"}</script><script>var a = '<meta name="x" content="y">'</script>`)
  expect(facts).toMatchObject({ title: 'A & B', language: 'de', jsonLd: ['{"a":"<b>"}'] })
  expect(Object.fromEntries(facts.meta)).toEqual({ 'og:title': 'Tom & Jerry', description: 'x' })
  expect(facts.links.get('alternate application/json+oembed')).toBe('/o?u=1&b=2')
})

it('reads what is damaged, nested and endless without end of time', () => {
  expect(readPageFacts(`${'<div>'.repeat(50_000)}<meta name=a content=b`).meta.size).toBeLessThanOrEqual(1)
  expect(readPageFacts('<meta name="a" content="b">'.repeat(20_000)).meta.size).toBe(1)
  expect(readPageFacts(`<title>${'x'.repeat(200_000)}`).title?.length ?? 0).toBeLessThanOrEqual(5000)
})

it('finds the first iframe', () => {
  expect(findIframe('<b>x</b><iframe src="https://a.example/e" width=5></iframe>')).toMatchObject({
    src: 'https://a.example/e',
    width: '5',
  })
  expect(findIframe('<script><iframe src="x"></iframe></script>')).toBeUndefined()
})
