import { describe, expect, it } from 'vitest'
import { type NodeLike, splitEmojis, toSafeNodes } from './safe-html.ts'

const text = (value: string): NodeLike => ({
  nodeType: 3,
  nodeName: '#text',
  nodeValue: value,
  childNodes: [],
})

function el(
  name: string,
  attributes: Record<string, string> = {},
  ...children: Array<NodeLike | string>
): NodeLike {
  return {
    nodeType: 1,
    nodeName: name.toUpperCase(),
    nodeValue: null,
    childNodes: children.map((child) => (typeof child === 'string' ? text(child) : child)),
    getAttribute: (name) => attributes[name] ?? null,
  }
}

const clean = (...children: Array<NodeLike | string>) => toSafeNodes(el('body', {}, ...children), () => null)

describe('toSafeNodes', () => {
  it('keeps paragraphs, breaks and emphasis', () => {
    expect(clean(el('p', {}, 'a', el('br'), el('em', {}, 'b')))).toEqual([
      {
        tag: 'p',
        attributes: {},
        children: [
          'a',
          { tag: 'br', attributes: {}, children: [] },
          { tag: 'em', attributes: {}, children: ['b'] },
        ],
      },
    ])
  })

  it('drops scripts and styles together with their text', () => {
    expect(
      clean(el('script', {}, 'alert(1)'), el('style', {}, '*{}'), el('svg', {}, el('p', {}, 'x')), 'ok'),
    ).toEqual(['ok'])
  })

  it('unwraps unknown elements and never copies their attributes', () => {
    expect(
      clean(
        el('marquee', { onstart: 'x()' }, 'hi'),
        el('p', { onclick: 'x()', style: 'position:fixed' }, 'p'),
      ),
    ).toEqual(['hi', { tag: 'p', attributes: {}, children: ['p'] }])
  })

  it('keeps the text of a link whose address is not on the web', () => {
    for (const href of [
      'javascript:alert(1)',
      ' java\nscript:alert(1)',
      'data:text/html,x',
      '/settings',
      '//evil.example',
      'geo:1,2',
    ]) {
      expect({ href, nodes: clean(el('a', { href }, 'x')) }).toEqual({ href, nodes: ['x'] })
    }
  })

  it('opens foreign links apart and without telling where they come from', () => {
    expect(
      clean(el('a', { href: 'https://far.example/', target: '_top', class: 'u-url evil' }, 'x')),
    ).toEqual([
      {
        tag: 'a',
        attributes: {
          href: 'https://far.example/',
          target: '_blank',
          rel: 'nofollow noopener noreferrer',
          translate: 'no',
          class: 'u-url',
        },
        children: ['x'],
      },
    ])
  })

  it('turns known addresses into our own paths', () => {
    const nodes = toSafeNodes(
      el('body', {}, el('a', { href: 'https://far.example/@bob' }, '@bob')),
      () => '/@bob@far.example',
    )
    expect(nodes).toEqual([{ tag: 'a', attributes: { href: '/@bob@far.example' }, children: ['@bob'] }])
  })

  it('stops at absurd depth', () => {
    let nested = el('p', {}, 'deep')
    for (let i = 0; i < 2000; i++) nested = el('blockquote', {}, nested)
    expect(JSON.stringify(clean(nested))).not.toContain('deep')
  })
})

describe('splitEmojis', () => {
  it('cuts at known shortcodes only', () => {
    const fox = { shortcode: 'fox', url: 'u' }
    expect(splitEmojis('a :fox: b :cat: 12:30:45', [fox])).toEqual([
      'a ',
      fox,
      ' b ',
      ':cat:',
      ' 12',
      ':30:',
      '45',
    ])
    expect(splitEmojis('plain', [fox])).toEqual(['plain'])
  })
})
