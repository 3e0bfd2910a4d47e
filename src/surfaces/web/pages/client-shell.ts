import type { FastifyReply } from 'fastify'
import { type Html, html, render } from '#platform/html/index.ts'
import { pagePolicy, writeAssetLinks, writeStreamsAddress } from '../layout.ts'
import type { PagesNeeds } from './needs.ts'

/** The addresses that belong to the web client alone; see client/src/state/match-route.ts. */
export const clientPaths = [
  '/home',
  '/local',
  '/global',
  '/near',
  '/notifications',
  '/check-in',
  '/compose',
  '/search',
  '/explore',
  '/settings',
  '/bookmarks',
  '/journal',
  '/journal/:id',
  '/likes',
  '/blocks',
  '/mutes',
  '/filters',
  '/scheduled',
  '/domain-blocks',
  '/lists',
  '/lists/:id',
  '/followed-tags',
  '/place-reports',
  '/follow-requests',
  '/oauth/done',
] as const

/** Sends the page in which the web client runs. The same for everybody; kept by nobody. */
export const sendShell =
  (needs: Pick<PagesNeeds, 'assets' | 'instance' | 'streamingOrigin'>) =>
  async (reply: FastifyReply): Promise<FastifyReply> => {
    const { title } = await needs.instance.getSettings()
    return reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': pagePolicy({ streamingOrigin: needs.streamingOrigin }),
        'referrer-policy': 'same-origin',
        'cache-control': 'private, no-store',
        'permissions-policy': 'geolocation=(self)',
      })
      .send(render(writeShell(needs, title)))
  }

function writeShell(
  { assets, streamingOrigin }: Pick<PagesNeeds, 'assets' | 'streamingOrigin'>,
  title: string,
): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<title>${title}</title>
${writeAssetLinks(assets)}
${writeStreamsAddress(streamingOrigin)}
${assets.clientCss.map((address) => html`<link rel="stylesheet" href="${address}">`)}
${assets.preload.map((address) => html`<link rel="modulepreload" href="${address}">`)}
${assets.js.map((address) => html`<script type="module" src="${address}"></script>`)}
</head>
<body>
<div id="app">${
    assets.js.length > 0
      ? html`<noscript>${withoutClient('This part of the site needs scripts, which are off in your browser.')}</noscript>`
      : withoutClient('The web client of this server is not built yet.')
  }</div>
</body>
</html>
`
}

function withoutClient(words: string): Html {
  return html`<p>${words} Profiles, posts and places can be read without: <a href="/">to the start</a>.
An app for Mastodon works as well. <a href="/auth/sign-in">Sign in</a> · <a href="/about">About this server</a></p>`
}
