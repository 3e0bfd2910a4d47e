import type { FastifyReply } from 'fastify'
import { type Html, html, render } from '#platform/html/index.ts'

/** A page as its maker sees it; the layout puts header and footer around it. */
export interface Page {
  readonly title: string
  readonly body: Html
  /** Goes into `<head>`: Open Graph, feeds. */
  readonly head?: Html | undefined
  /** HTTP status. Default 200. */
  readonly status?: number | undefined
  /** Room for pictures: 960 pixels in place of 640. */
  readonly wide?: boolean | undefined
  /** Whether the web client takes over where scripts run. Default no: forms work without any. */
  readonly takenOver?: boolean | undefined
  /** Who is signed in, with the token for the sign-out form. */
  readonly viewer?: { readonly username: string; readonly formToken: string } | undefined
  /** Where else than here a form of the page may lead by redirects. */
  readonly formActions?: readonly string[] | undefined
  readonly cacheControl?: string | undefined
  /** Shown in frames of other sites, without header and footer; links open beside. Never with anything to press. */
  readonly framed?: boolean | undefined
}

export type SendPage = (reply: FastifyReply, page: Page) => Promise<FastifyReply>

export interface LayoutNeeds {
  /** Addresses of what the client's build made. */
  readonly assets: {
    readonly css: readonly string[]
    readonly js: readonly string[]
    /** The web client's own look, which it puts on when it takes over. */
    readonly clientCss?: readonly string[] | undefined
    readonly icon?: string | undefined
    readonly touchIcon?: string | undefined
    readonly webManifest?: string | undefined
  }
  readonly siteTitle: () => Promise<string>
  /** Where the client reaches the streams, if not at this address: `https://streaming.example.org`. */
  readonly streamingOrigin?: string | undefined
}

/** Sends pages in the one look of the site, with the headers that keep them safe (R31). */
export function defineLayout(needs: LayoutNeeds): SendPage {
  return async (reply, page) =>
    reply
      .code(page.status ?? 200)
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': pagePolicy({
          formActions: page.formActions,
          framed: page.framed,
          streamingOrigin: page.takenOver ? needs.streamingOrigin : undefined,
        }),
        'referrer-policy': 'same-origin',
        'cache-control': page.cacheControl ?? 'private, no-store',
        'permissions-policy': 'geolocation=(self)',
      })
      .send(render(writePage(needs, page, await needs.siteTitle())))
}

/**
 * What a page may load and do. Chromium applies `form-action` to redirects after a form as well, so the consent form
 * must name the app that it leads to.
 */
export function pagePolicy(page: {
  readonly formActions?: readonly string[] | undefined
  readonly framed?: boolean | undefined
  readonly streamingOrigin?: string | undefined
}): string {
  const { formActions = [], framed = false, streamingOrigin } = page
  const streams = streamingOrigin ? ` ${toSocket(streamingOrigin)}` : ''
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data: https:",
    "media-src 'self' https:",
    `connect-src 'self'${streams}`,
    "font-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    `form-action ${["'self'", ...formActions].join(' ')}`,
    `frame-ancestors ${framed ? '*' : "'none'"}`,
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ')
}

/** `wss://streaming.example.org`: nothing else is asked there. */
function toSocket(origin: string): string {
  return origin.replace(/^http/, 'ws')
}

/** Tells the client where the streams are, before it has asked anything. */
export function writeStreamsAddress(streamingOrigin: string | undefined): Html | null {
  if (!streamingOrigin) return null
  return html`<meta name="cairn-streams" content="${toSocket(streamingOrigin)}">`
}

function writePage({ assets, streamingOrigin }: LayoutNeeds, page: Page, siteTitle: string): Html {
  const main = html`<main id="content"${page.wide && html` class="wide"`}>${page.body}</main>`
  const content = page.framed
    ? main
    : html`${writeHeader(assets.icon, page.viewer, siteTitle)}
${main}
${footer}`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${page.framed && html`<base target="_blank">`}
<title>${page.title} · ${siteTitle}</title>
${writeAssetLinks(assets)}
${assets.css.map((address) => html`<link rel="stylesheet" href="${address}">`)}
${page.takenOver && html`${writeStreamsAddress(streamingOrigin)}${writeTakeover(assets)}`}
${page.head}
</head>
${
  page.takenOver
    ? html`<body>
<div id="app"><div class="page">${content}</div></div>`
    : html`<body class="page">
${content}`
}
</body>
</html>
`
}

export function writeAssetLinks(
  assets: Pick<LayoutNeeds['assets'], 'icon' | 'touchIcon' | 'webManifest'>,
): Html {
  return html`${assets.icon && html`<link rel="icon" href="${assets.icon}">`}
${assets.touchIcon && html`<link rel="apple-touch-icon" href="${assets.touchIcon}">`}
${assets.webManifest && html`<link rel="manifest" href="/manifest.webmanifest">`}
<meta name="theme-color" content="#f4efe4" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#101613" media="(prefers-color-scheme: dark)">`
}

/**
 * Where scripts run and somebody is signed in, the client replaces what is in `#app`. The two looks share names, so
 * the client's stays off until then (`data-client`, see client/src/main.tsx), and the page's hangs on an element
 * that goes.
 */
function writeTakeover({ clientCss = [], js }: LayoutNeeds['assets']): Html {
  return html`${clientCss.map(
    (address) => html`<link rel="stylesheet" href="${address}" media="not all" data-client>`,
  )}
${js.map((address) => html`<script type="module" src="${address}"></script>`)}`
}

function writeHeader(icon: string | undefined, viewer: Page['viewer'], siteTitle: string): Html {
  return html`<a class="skip-link" href="#content">Skip to content</a>
<header class="site-header">
<a class="brand" href="/">${icon && html`<img src="${icon}" alt="" width="32" height="32"> `}${siteTitle}</a>
<nav><a href="/about">About</a>${viewer ? writeViewer(viewer) : visitorLinks}</nav>
</header>`
}

const visitorLinks = html` <a href="/auth/sign-in">Sign in</a> <a class="button button-primary" href="/auth/sign-up">Join</a>`

function writeViewer(viewer: NonNullable<Page['viewer']>): Html {
  return html` <a href="/home">@${viewer.username}</a>
<form method="post" action="/auth/sign-out"><input type="hidden" name="form_token" value="${viewer.formToken}">
<button class="button button-quiet">Sign out</button></form>`
}

const footer = html`<footer class="site-footer"><p><a href="/about">About this server</a> ·
<a href="/about#licences">Licences and data sources</a> · Cairn is free software (Apache-2.0)</p></footer>`
