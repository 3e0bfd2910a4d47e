import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { htmlToText, sanitizeRemoteHtml } from './index.ts'

describe('sanitizeRemoteHtml', () => {
  it.each([
    ['<script>alert(1)</script>hi', 'hi'],
    ['<img src=x onerror=alert(1)>hi', 'hi'],
    ['<p onclick="alert(1)" style="position:fixed" id="x" data-y="z">hi</p>', '<p>hi</p>'],
    ['<svg><script>alert(1)</script></svg>hi', 'hi'],
    [
      '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></mtext></math>hi',
      'hi',
    ],
    ['<noscript><p title="</noscript><img src=x onerror=alert(1)>">', ''],
    ['<iframe srcdoc="<script>alert(1)</script>"></iframe>hi', 'hi'],
    ['<form action="https://evil.example"><button>Go</button></form>', 'Go'],
    ['<style>*{display:none}</style>hi', 'hi'],
    ['&lt;script&gt;alert(1)&lt;/script&gt;', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['<!--><img src=x onerror=alert(1)>-->hi', '--&gt;hi'],
  ])('leaves nothing that runs or loads of %s', (given, clean) => {
    expect(sanitizeRemoteHtml(given)).toBe(clean)
  })

  it.each([
    'javascript:alert(1)',
    ' java\tscript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    '//evil.example/',
    '/settings',
    'mailto:a@example.org',
    'ftp://example.org/',
    'not a link',
  ])('takes the link away from %s', (href) => {
    expect(sanitizeRemoteHtml(`<a href="${href}">x</a>`)).toBe('<span>x</span>')
  })

  it('marks links as not ours', () => {
    expect(
      sanitizeRemoteHtml('<a href="https://example.org/?a=1&amp;b=2" rel="opener" target="_top">x</a>'),
    ).toBe(
      '<a href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener noreferrer" target="_blank">x</a>',
    )
  })

  it('keeps what a Mastodon post is made of', () => {
    const post =
      '<p><span class="h-card" translate="no"><a href="https://example.org/@a" class="u-url mention" ' +
      'rel="nofollow noopener noreferrer" target="_blank">@<span>a</span></a></span><br />' +
      '<strong>b</strong> <em>c</em></p><ol start="3" reversed><li value="2">x</li></ol>' +
      '<blockquote><p>q</p></blockquote><pre><code>z</code></pre><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>'
    expect(sanitizeRemoteHtml(post)).toBe(post)
  })

  it('keeps microformats and the classes of mentions, and no other class', () => {
    expect(sanitizeRemoteHtml('<span class="button p-name site-header invisible u-">x</span>')).toBe(
      '<span class="p-name invisible">x</span>',
    )
  })

  it('turns headings into paragraphs', () => {
    expect(sanitizeRemoteHtml('<h1 class="h-card">Title</h1>')).toBe('<p>Title</p>')
  })

  it('drops NUL and lone surrogates, which the database refuses', () => {
    expect(sanitizeRemoteHtml('a\0b\ud800c')).toBe('ab\ufffdc')
  })

  it('cuts off what is longer than any post', () => {
    expect(sanitizeRemoteHtml('x'.repeat(500_000))).toHaveLength(100_000)
  })

  it('flattens nesting without end', () => {
    const nested = sanitizeRemoteHtml('<blockquote>'.repeat(5000))
    expect(nested.match(/<blockquote>/g)?.length).toBeLessThanOrEqual(30)
  })

  it('changes nothing when it cleans a second time', () => {
    assert(
      property(array(fragment, { maxLength: 25 }), (fragments) => {
        const once = sanitizeRemoteHtml(fragments.join(''))
        expect(sanitizeRemoteHtml(once)).toBe(once)
      }),
      { numRuns: 1000 },
    )
  })

  it('never lets an event handler, a script or a foreign scheme out', () => {
    assert(
      property(array(fragment, { maxLength: 25 }), (fragments) => {
        const clean = sanitizeRemoteHtml(fragments.join(''))
        const tags = clean.match(/<[^>]*>/g) ?? []
        for (const tag of tags) {
          expect(tag).toMatch(
            /^<\/?(p|br|span|a|del|s|pre|blockquote|code|b|strong|u|sub|sup|i|em|ul|ol|li|ruby|rt|rp)\b/,
          )
          expect(tag).not.toMatch(/\son\w+=|\sstyle=|\sid=/)
          expect(tag).not.toMatch(/^<a(?! href="https?:\/\/)/)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

const fragment = oneof(
  constantFrom(
    ...'<p> </p> <a </a> <br> <b> </b> <li> <ul> </ul> <h1> </h1> <script> </script> <style> </style> <svg> </svg>'.split(
      ' ',
    ),
    ...'<!-- --> <![CDATA[ ]]> <? > < & &amp; &lt; &#60; &#x3c; &quot; " \' = / <textarea> </textarea>'.split(
      ' ',
    ),
    ' href="https://a.example/"',
    ' href="javascript:alert(1)"',
    ' onclick="x"',
    ' class="mention evil"',
    '<a href="https://a.example/?x=<y>&z">',
    '<a href=javascript:alert(1)>',
    '<plaintext>',
    '<span class="invisible" style="x">',
    '</span>',
  ),
  string({ maxLength: 6 }),
)

describe('htmlToText', () => {
  it.each([
    ['<p>One<br>two</p><p>three &amp; &lt;four&gt;</p>', 'One\ntwo\n\nthree & <four>'],
    ['<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
    ['<script>x</script>  spaced \n out ', 'spaced out'],
    ['<a href="https://e.example"><span class="invisible">https://</span>e.example</a>', 'https://e.example'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
  ])('reads %s', (given, text) => {
    expect(htmlToText(given)).toBe(text)
  })
})

it.each(['', 'Good morning.', `"It's" 5 o'clock`, 'a\r\nb\tc', 'bücher 🌍 \u00a0\u200b', '1; 2: {3} `4`'])(
  'leaves %j, which holds no markup, as it is, alone and between tags',
  (text) => {
    expect(sanitizeRemoteHtml(text)).toBe(text)
    expect(sanitizeRemoteHtml(`<p>${text}</p>`)).toBe(`<p>${text}</p>`)
  },
)
