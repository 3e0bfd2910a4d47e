import { describe, expect, it } from 'vitest'
import { parsePost } from './parse-post.ts'
import { visibilityOf } from './visibility-of.ts'

// Shapes as the named servers send them (from their public sources), shortened to what matters.
const everybody = 'https://www.w3.org/ns/activitystreams#Public'

describe('Mastodon 4.5', () => {
  const note = {
    id: 'https://mastodon.example/users/ann/statuses/1',
    type: 'Note',
    summary: 'food',
    inReplyTo: 'https://other.example/1',
    published: '2026-09-19T10:15:30Z',
    url: 'https://mastodon.example/@ann/1',
    attributedTo: 'https://mastodon.example/users/ann',
    to: [everybody],
    cc: ['https://mastodon.example/users/ann/followers'],
    sensitive: true,
    content:
      '<p>Soup <a href="https://mastodon.example/tags/soup" class="mention hashtag" rel="tag">#<span>soup</span></a></p>',
    contentMap: {
      de: '<p>Soup <a href="https://mastodon.example/tags/soup" class="mention hashtag" rel="tag">#<span>soup</span></a></p>',
    },
    attachment: [
      {
        type: 'Document',
        mediaType: 'image/jpeg',
        url: 'https://files.mastodon.example/1.jpg',
        name: 'A bowl',
        blurhash: 'UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH',
        focalPoint: [0.1, -2],
        width: 1200,
        height: 900,
      },
    ],
    tag: [
      { type: 'Hashtag', href: 'https://mastodon.example/tags/soup', name: '#Soup' },
      { type: 'Mention', href: 'https://other.example/users/bob', name: '@bob@other.example' },
      { type: 'Emoji', name: ':soup:', icon: { type: 'Image', url: 'https://mastodon.example/soup.png' } },
    ],
  }

  it('is read whole', () => {
    expect(parsePost(note)).toMatchObject({
      uri: note.id,
      authorUri: note.attributedTo,
      url: note.url,
      contentWarning: 'food',
      sensitive: true,
      language: 'de',
      replyToUri: 'https://other.example/1',
      mentions: ['https://other.example/users/bob'],
      tags: [{ tag: 'soup', display: 'Soup' }],
      media: [{ kind: 'image', description: 'A bowl', focusX: 0.1, focusY: -1, width: 1200, height: 900 }],
    })
  })

  it('gives no post for a vote', () => {
    const { content: _content, contentMap: _map, attachment: _attachment, ...rest } = note
    expect(parsePost({ ...rest, name: 'Tomato' })).toBeUndefined()
  })
})

it('reads a Misskey note with several types and text for its language', () => {
  const parsed = parsePost({
    id: 'https://misskey.example/notes/a1',
    type: ['Note', 'https://misskey.example/Extra'],
    attributedTo: 'https://misskey.example/users/9',
    summary: null,
    content: '<p>hi</p>',
    _misskey_content: 'hi',
    to: 'as:Public',
    cc: [],
    attachment: [
      {
        type: 'Document',
        mediaType: 'image/webp',
        url: 'https://misskey.example/f/1',
        name: null,
        sensitive: false,
      },
    ],
    tag: [],
  })
  expect(parsed).toMatchObject({
    content: '<p>hi</p>',
    contentWarning: '',
    sensitive: false,
    to: ['as:Public'],
  })
  expect(parsed?.media).toMatchObject([{ mime: 'image/webp', description: null }])
})

it('reads a PeerTube film as title, beginning and link, with its file', () => {
  const parsed = parsePost(
    {
      id: 'https://tube.example/videos/watch/1',
      type: 'Video',
      name: 'Trains <b>',
      mediaType: 'text/markdown',
      content: 'A long ride.',
      attributedTo: [
        { type: 'Person', id: 'https://tube.example/accounts/ann' },
        { type: 'Group', id: 'https://tube.example/video-channels/trains' },
      ],
      url: [
        { type: 'Link', mediaType: 'text/html', href: 'https://tube.example/w/1' },
        { type: 'Link', mediaType: 'application/x-mpegURL', href: 'https://tube.example/1.m3u8' },
        { type: 'Link', mediaType: 'video/mp4', href: 'https://tube.example/1.mp4', height: 720 },
      ],
    },
    'https://tube.example/video-channels/trains',
  )
  expect(parsed).toMatchObject({
    authorUri: 'https://tube.example/video-channels/trains',
    url: 'https://tube.example/w/1',
    media: [{ kind: 'video', mime: 'video/mp4', remoteUrl: 'https://tube.example/1.mp4' }],
  })
  expect(parsed?.content).toMatch(/<strong>Trains.*A long ride\..*href="https:\/\/tube\.example\/w\/1"/s)
})

it('reads an article of WordPress as its beginning, and its summary is no warning', () => {
  const parsed = parsePost({
    id: 'https://blog.example/?p=1',
    type: 'Article',
    name: 'On walking',
    summary: '<p>Why I walk.</p>',
    content: `<h1>On walking</h1>${'<p>Step by step.</p>'.repeat(500)}`,
    attributedTo: 'https://blog.example/author/ann',
    url: 'https://blog.example/walking',
  })
  expect(parsed?.contentWarning).toBe('')
  expect(parsed?.content).toContain('Why I walk.')
  expect(parsed?.content.length).toBeLessThan(1000)
})

it('reads a Pixelfed post whose picture names no type', () => {
  const parsed = parsePost({
    id: 'https://pixelfed.example/p/ann/1',
    type: 'Note',
    content: 'sunset',
    attributedTo: 'https://pixelfed.example/users/ann',
    attachment: [{ type: 'Image', url: 'https://pixelfed.example/s/1.png', name: null }],
  })
  expect(parsed?.media).toMatchObject([{ kind: 'image', mime: 'image/png' }])
})

describe('what is believed', () => {
  const base = { type: 'Note', content: 'x', attributedTo: 'https://a.example/u' }

  it('is no post of another host than its author’s', () => {
    expect(parsePost({ ...base, id: 'https://b.example/1' })).toBeUndefined()
  })

  it('is no page of another host', () => {
    const parsed = parsePost({ ...base, id: 'https://a.example/1', url: 'https://evil.example/login' })
    expect(parsed?.url).toBe('https://a.example/1')
  })

  it('is no medium by plain http, script or SVG', () => {
    const attachment = [
      { type: 'Image', mediaType: 'image/png', url: 'http://a.example/1.png' },
      { type: 'Image', mediaType: 'image/png', url: 'javascript:alert(1)' },
      { type: 'Document', mediaType: 'text/html', url: 'https://a.example/1.html' },
    ]
    expect(parsePost({ ...base, id: 'https://a.example/1', attachment })?.media).toEqual([])
    const svg = [{ type: 'Image', mediaType: 'image/svg+xml', url: 'https://a.example/1.svg' }]
    expect(parsePost({ ...base, id: 'https://a.example/1', attachment: svg })?.media).toMatchObject([
      { kind: 'unknown' },
    ])
  })

  it('is bounded in number', () => {
    const tag = Array.from({ length: 500 }, (_, at) => ({ type: 'Mention', href: `https://c.example/${at}` }))
    const attachment = Array.from({ length: 50 }, () => ({ type: 'Image', url: 'https://a.example/1.png' }))
    const parsed = parsePost({ ...base, id: 'https://a.example/1', tag, attachment })
    expect([parsed?.mentions.length, parsed?.media.length]).toEqual([50, 16])
  })
})

describe('visibility', () => {
  const followers = 'https://a.example/u/followers'

  it.each([
    ['public', [everybody], [followers]],
    ['public', ['as:Public'], []],
    ['unlisted', [followers], [everybody]],
    ['unlisted', [], ['Public']],
    ['followers', [followers], []],
    ['direct', ['https://b.example/u'], []],
    ['direct', ['https://b.example/u/followers'], []],
    ['direct', [], []],
  ] as const)('is %s for to %j and cc %j', (visibility, to, cc) => {
    expect(visibilityOf({ to, cc }, followers)).toBe(visibility)
  })
})
