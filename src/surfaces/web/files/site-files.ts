import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defaultAvatars } from '#domain/accounts/index.ts'

/** Files under addresses that never change: crawlers and browsers ask for them by name. */
export interface SiteFile {
  readonly path: string
  readonly type: string
  readonly body: Buffer
}

/** Everything that a crawler has no business with: forms, the client's own pages, what is for programs. */
const closedToCrawlers = [
  '/auth/',
  '/oauth/',
  '/api/',
  '/home',
  '/settings',
  '/search',
  '/explore',
  '/check-in',
  '/compose',
]

/** People wrote for people: those who gather texts and whereabouts to train models are asked to stay away. */
const unwelcome = [
  'GPTBot',
  'CCBot',
  'Google-Extended',
  'Applebot-Extended',
  'ClaudeBot',
  'Bytespider',
  'meta-externalagent',
]

/** The files that come with the server, read once. */
export function readSiteFiles(): readonly SiteFile[] {
  return [
    ...Array.from({ length: defaultAvatars }, (_, number) => ({
      path: `/static/avatars/${number}.png`,
      type: 'image/png',
      body: readStatic(`avatars/${number}.png`),
    })),
    { path: '/static/avatar.png', type: 'image/png', body: readStatic('avatar.png') },
    { path: '/static/header.png', type: 'image/png', body: readStatic('header.png') },
    { path: '/static/video.png', type: 'image/png', body: readStatic('video.png') },
    { path: '/favicon.ico', type: 'image/x-icon', body: readStatic('favicon.ico') },
    { path: '/robots.txt', type: 'text/plain; charset=utf-8', body: Buffer.from(writeRobots()) },
  ]
}

/** RFC 9309. */
function writeRobots(): string {
  const everyone = ['User-agent: *', ...closedToCrawlers.map((path) => `Disallow: ${path}`)]
  const others = [...unwelcome.map((name) => `User-agent: ${name}`), 'Disallow: /']
  return `${everyone.join('\n')}\n\n${others.join('\n')}\n`
}

function readStatic(name: string): Buffer {
  return readFileSync(fileURLToPath(new URL(`../static/${name}`, import.meta.url)))
}
