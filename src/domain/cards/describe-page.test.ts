import { describe, expect, it } from 'vitest'
import { addOembed, describePage } from './describe-page.ts'

const url = 'https://www.news.example/2026/a'
const page = (head: string) => describePage({ url, html: `<html lang="en-GB"><head>${head}</head></html>` })

it('prefers Open Graph to Twitter, and both to what is plain', () => {
  const plain = '<title>Plain</title><meta name="description" content="Plain text">'
  expect(page(plain)).toMatchObject({
    kind: 'link',
    title: 'Plain',
    description: 'Plain text',
    providerName: 'www.news.example',
    providerUrl: 'https://www.news.example',
    language: 'en',
  })
  const twitter = `${plain}<meta name="twitter:title" content="Twitter">`
  expect(page(twitter).title).toBe('Twitter')
  expect(page(`${twitter}<meta property="og:title" content="Open <b>Graph</b>">`).title).toBe('Open Graph')
})

it('reads picture, author, time and creator', () => {
  expect(
    page(`<meta property="og:image" content="/p.jpg"><meta property="og:image:alt" content="A hill">
      <meta name="author" content="Ann"><meta property="article:published_time" content="2026-01-02T03:04:05Z">
      <meta name="fediverse:creator" content="@ann@social.example">
      <link rel="alternate" type="application/json+oembed" href="/oembed?u=1">`),
  ).toMatchObject({
    imageUrl: 'https://www.news.example/p.jpg',
    imageDescription: 'A hill',
    authorName: 'Ann',
    publishedAt: new Date('2026-01-02T03:04:05Z'),
    creator: 'ann@social.example',
    oembedUrl: 'https://www.news.example/oembed?u=1',
  })
})

it('reads the JSON-LD of news sites, alone or in a graph, and bears what is broken', () => {
  const article = {
    '@type': 'NewsArticle',
    headline: 'Headline',
    description: 'Words',
    image: [{ url: 'https://x.example/i.png' }],
    author: [{ name: 'Bo' }],
    datePublished: '2026-01-01',
  }
  const script = (value: unknown) =>
    `<script type="application/ld+json">{broken</script><script type="application/ld+json">${JSON.stringify(value)}</script>`
  for (const value of [article, [{ '@type': 'WebSite' }, article], { '@graph': [article] }]) {
    expect(page(script(value))).toMatchObject({
      title: 'Headline',
      description: 'Words',
      imageUrl: 'https://x.example/i.png',
      authorName: 'Bo',
      publishedAt: new Date('2026-01-01'),
    })
  }
})

it.each([
  'javascript:alert(1)',
  'data:image/png;base64,x',
  'file:///etc/passwd',
  'https://user:pw@x.example/i.png',
])('takes no picture from %s', (image) => {
  expect(page(`<meta property="og:image" content="${image}">`).imageUrl).toBeUndefined()
})

describe('an oEmbed document', () => {
  const bare = page('<title>T</title>')
  const video = (html: string) =>
    addOembed(bare, { type: 'video', html, width: 640, height: 360, author_name: 'V' })

  it('gives one frame of the own site, written anew', () => {
    const given = video(
      '<iframe src="https://player.news.example/e?a=1&amp;b=2" onload="alert(1)"></iframe><script>x</script>',
    )
    expect(given).toMatchObject({ kind: 'video', width: 640, height: 360, authorName: 'V' })
    expect(given.html).toBe(
      '<iframe src="https://player.news.example/e?a=1&amp;b=2" width="640" height="360" frameborder="0" allowfullscreen="" sandbox="allow-scripts allow-same-origin allow-popups allow-forms"></iframe>',
    )
  })

  it.each([
    ['<iframe src="https://evil.example/e"></iframe>'],
    ['<iframe src="https://evilnews.example/e"></iframe>'],
    ['<iframe src="http://news.example/e"></iframe>'],
    ['<iframe src="javascript:alert(1)"></iframe>'],
    ['<iframe srcdoc="<script>alert(1)</script>"></iframe>'],
    ['<script src="https://news.example/x.js"></script>'],
  ])('gives nothing of %s', (html) => {
    expect(video(html)).toMatchObject({ kind: 'link', html: '' })
  })

  it('gives a photo, and is nothing where it is no object', () => {
    expect(addOembed(bare, { type: 'photo', url: '/p.jpg', width: 10, height: 5 })).toMatchObject({
      kind: 'photo',
      embedUrl: 'https://www.news.example/p.jpg',
      width: 10,
    })
    for (const oembed of [undefined, null, 'x', []])
      expect(addOembed(bare, oembed)).toMatchObject({ kind: 'link' })
  })
})
