import type { MailServer } from '#platform/mail/index.ts'
import type { NatsServers } from '#platform/nats/index.ts'
import {
  choice,
  integer,
  onOff,
  parseAddress,
  parseAddressList,
  parseDatabaseUrl,
  parseDatabaseUrls,
  parseEndpoint,
  parseHandleDomain,
  parseHttpUrls,
  parseListening,
  parseNatsUrl,
  parseOrigin,
  parsePeerList,
  parseRatio,
  parseRoles,
  parseSender,
  parseSmtpUrl,
  type Role,
  roles,
} from './setting-parsers.ts'

/** One setting: the environment variable, how it is read, and what an operator must know. */
export interface SettingDescription<Value = unknown> {
  readonly name: string
  readonly type: string
  readonly default: string
  readonly about: string
  readonly warning?: string
  /** @returns the value, or a sentence that says what is wrong and what is expected. */
  readonly parse: (text: string) => { ok: true; value: Value } | { ok: false; problem: string }
}

type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Every setting, in the order of `.env.example`. The only place that knows the environment's names. */
export const settingsTable = {
  origin: setting({
    name: 'CAIRN_ORIGIN',
    type: 'origin',
    default: 'http://localhost:3000',
    about: 'Where people and other servers reach this server. Part of every address that it gives out.',
    warning: 'Never change it once other servers know this one: all ids change with it.',
    parse: parseOrigin,
  }),
  handleDomain: setting({
    name: 'CAIRN_HANDLE_DOMAIN',
    type: 'host',
    default: '',
    about:
      'The domain of handles (@alice@example.org) where it is not the host of CAIRN_ORIGIN; empty: it is.',
    warning:
      'That domain must answer /.well-known/webfinger and /.well-known/host-meta by redirecting to this server. Never change it.',
    parse: parseHandleDomain,
  }),
  port: setting({
    name: 'PORT',
    type: 'port',
    default: '3000',
    about: 'The TCP port to listen on; 0 takes a free one.',
    parse: (text) => integer(text, 0, 65_535),
  }),
  host: setting({
    name: 'HOST',
    type: 'address',
    default: '127.0.0.1',
    about: 'The address to listen on. 0.0.0.0 or :: listens on all; put a TLS proxy in front of it.',
    parse: (text) => ({ ok: true, value: text }),
  }),
  dataDir: setting({
    name: 'DATA_DIR',
    type: 'folder',
    default: 'data',
    about: 'Holds the embedded database and the uploaded media. Back it up.',
    parse: (text) => ({ ok: true, value: text }),
  }),
  databaseUrl: setting<string | undefined>({
    name: 'DATABASE_URL',
    type: 'PostgreSQL URL',
    default: '',
    about: 'Another PostgreSQL (15 or newer) instead of the embedded one.',
    parse: parseDatabaseUrl,
  }),
  databaseConnections: setting({
    name: 'DATABASE_CONNECTIONS',
    type: 'number',
    default: '16',
    about: 'How many connections this process opens to the database at most.',
    parse: (text) => integer(text, 2, 500),
  }),
  databaseReplicas: setting<readonly string[]>({
    name: 'DATABASE_REPLICA_URL',
    type: 'list of PostgreSQL URLs',
    default: '',
    about:
      'Hot standbys of DATABASE_URL, which answer searches, older pages and lists while they are as new as the primary: else the primary does.',
    warning:
      'One server each, no balancer: how far one has replayed is its own. The role needs pg_read_all_stats.',
    parse: parseDatabaseUrls,
  }),
  databaseShared: setting<'auto' | 'yes' | 'no'>({
    name: 'DATABASE_SHARED',
    type: 'auto | yes | no',
    default: 'auto',
    about:
      'Whether other processes of this server use the same database: then each asks it what has changed before it answers from memory. auto: where DATABASE_URL is set.',
    warning: 'With no beside other processes, people may not find what they have just written.',
    parse: (text) => choice(text, ['auto', 'yes', 'no']),
  }),
  s3Endpoint: setting<string | undefined>({
    name: 'S3_ENDPOINT',
    type: 'http(s) URL',
    default: '',
    about:
      'Keeps uploads in a bucket of an S3 API instead of DATA_DIR/media: https://s3.example.org. What is in the folder is still read from there.',
    parse: parseAddress,
  }),
  s3Bucket: setting<string | undefined>({
    name: 'S3_BUCKET',
    type: 'text',
    default: '',
    about: 'The bucket. It may be private: this server gives out what may be seen.',
    parse: (text) =>
      text === '' || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)
        ? { ok: true, value: text || undefined }
        : { ok: false, problem: 'is no name of a bucket' },
  }),
  s3Region: setting({
    name: 'S3_REGION',
    type: 'text',
    default: 'us-east-1',
    about: 'The region that requests are signed for.',
    parse: (text) => ({ ok: true, value: text }),
  }),
  s3AccessKeyId: setting<string | undefined>({
    name: 'S3_ACCESS_KEY_ID',
    type: 'text',
    default: '',
    about: 'Who asks. Needs to read, write and delete objects of the bucket.',
    parse: (text) => ({ ok: true, value: text || undefined }),
  }),
  s3SecretAccessKey: setting<string | undefined>({
    name: 'S3_SECRET_ACCESS_KEY',
    type: 'text',
    default: '',
    about: 'The secret that belongs to it.',
    parse: (text) => ({ ok: true, value: text || undefined }),
  }),
  s3Addressing: setting<'path' | 'host'>({
    name: 'S3_ADDRESSING',
    type: 'path | host',
    default: 'path',
    about:
      'Whether the bucket stands in the path (endpoint/bucket/key) or in the host (bucket.endpoint/key).',
    parse: (text) => choice(text, ['path', 'host']),
  }),
  s3PublicUrl: setting<string | undefined>({
    name: 'S3_PUBLIC_URL',
    type: 'http(s) URL',
    default: '',
    about:
      'Where everybody reads the objects, such as a CDN before the bucket: /media/… here leads there. Empty: through this server.',
    warning:
      'Whoever has an address reads what is behind it, also what moderators hide, until it is deleted.',
    parse: parseAddress,
  }),
  smtpServer: setting<MailServer | undefined>({
    name: 'SMTP_URL',
    type: 'SMTP URL',
    default: '',
    about:
      'The mail server that takes letters to people: smtps://user:password@mail.example.org, or smtp:// for STARTTLS. Empty: none are sent, and nobody has to confirm an address.',
    parse: parseSmtpUrl,
  }),
  smtpSender: setting<string | undefined>({
    name: 'SMTP_FROM',
    type: 'sender',
    default: '',
    about: 'Whom letters come from: Cairn <cairn@example.org>. Empty: noreply at the host of CAIRN_ORIGIN.',
    parse: parseSender,
  }),
  natsServers: setting<NatsServers | undefined>({
    name: 'NATS_URL',
    type: 'list of NATS URLs',
    default: '',
    about:
      'Carries events and hints between processes: nats://user:password@host:4222,nats://… (tls:// for TLS). Empty: the database does.',
    warning:
      'Needs nats-server 2.10.23 (better 2.12) with jetstream { sync_interval: always }: others are refused.',
    parse: parseNatsUrl,
  }),
  natsMonitoring: setting<readonly string[]>({
    name: 'NATS_MONITORING_URL',
    type: 'list of http(s) URLs',
    default: '',
    about:
      'Where the monitoring of each nats-server answers, by which its settings are checked. Empty: port 8222 of the hosts of NATS_URL.',
    parse: parseHttpUrls,
  }),
  natsStream: setting({
    name: 'NATS_STREAM',
    type: 'word',
    default: 'cairn',
    about: 'Names the stream and begins all subjects. Several Cairns on one NATS need different ones.',
    parse: (text) =>
      /^[A-Za-z0-9_-]{1,64}$/.test(text)
        ? { ok: true, value: text }
        : { ok: false, problem: 'must be letters, digits, - and _' },
  }),
  natsReplicas: setting<number | undefined>({
    name: 'NATS_REPLICAS',
    type: '1, 3 or 5',
    default: '',
    about:
      'On how many nats-servers the stream is kept. Empty: on 3 where NATS_URL names 3 or more, else on 1.',
    warning: 'With 1, the stream is gone with its server; the database fills it again.',
    parse: (text) =>
      text === ''
        ? { ok: true, value: undefined }
        : ['1', '3', '5'].includes(text)
          ? { ok: true, value: Number(text) }
          : { ok: false, problem: 'must be 1, 3 or 5' },
  }),
  natsMebibytes: setting({
    name: 'NATS_STREAM_MIB',
    type: 'whole number',
    default: '1024',
    about:
      'How many MiB the stream may take; what is older than a day goes by itself. When it is full, consumers go on from the database.',
    parse: (text) => integer(text, 16, 1_000_000),
  }),
  roles: setting<readonly Role[]>({
    name: 'ROLES',
    type: 'list',
    default: roles.join(','),
    about: `What this process does, separated by commas: ${roles.join(', ')}.`,
    parse: parseRoles,
  }),
  trustProxy: setting<readonly string[]>({
    name: 'TRUST_PROXY',
    type: 'list of addresses',
    default: '',
    about:
      'Addresses or CIDR ranges of proxies whose X-Forwarded-For is believed, e.g. 127.0.0.1,10.0.0.0/8.',
    warning: 'Name only your own proxies: anyone named here can pretend to be any address.',
    parse: parseAddressList,
  }),
  allowPrivatePeers: setting<readonly string[]>({
    name: 'CAIRN_ALLOW_PRIVATE_PEERS',
    type: 'list of host:port or CIDR',
    default: '',
    about: 'For tests and labs: exactly these peers may have private addresses and speak plain http.',
    warning: 'Leave it empty on a public server: it opens the internal network to requests from outside.',
    parse: parsePeerList,
  }),
  secureMode: setting({
    name: 'CAIRN_SECURE_MODE',
    type: 'on | off',
    default: 'off',
    about:
      'Whether other servers must sign their fetches (authorised fetch): who is blocked then reads nothing.',
    warning: 'Servers that fetch without signature no longer find anybody here. Public pages stay open.',
    parse: onOff,
  }),
  objectProofs: setting({
    name: 'CAIRN_OBJECT_PROOFS',
    type: 'on | off',
    default: 'off',
    about:
      'Whether activities carry proofs (FEP-8b32), by which servers believe them that got them from others.',
    warning: 'What was signed can be shown to anybody for ever, also after it was deleted here.',
    parse: onOff,
  }),
  remoteMediaDays: setting({
    name: 'CAIRN_REMOTE_MEDIA_DAYS',
    type: 'whole number',
    default: '7',
    about: 'After how many days a kept picture or film of another server is fetched again.',
    parse: (text) => integer(text, 1, 365),
  }),
  remoteMediaMebibytes: setting({
    name: 'CAIRN_REMOTE_MEDIA_MIB',
    type: 'whole number',
    default: '4096',
    about:
      'How many MiB of pictures and films of other servers are kept in DATA_DIR; the least used go first.',
    parse: (text) => integer(text, 64, 100_000_000),
  }),
  secret: setting<string | undefined>({
    name: 'CAIRN_SECRET',
    type: 'text, 32 characters or more',
    default: '',
    about: 'Signs form tokens. Empty: one is made and kept in DATA_DIR. Several hosts need the same.',
    parse: (text) =>
      text === '' || text.length >= 32
        ? { ok: true, value: text || undefined }
        : { ok: false, problem: 'has fewer than 32 characters' },
  }),
  logLevel: setting<LogLevel>({
    name: 'LOG_LEVEL',
    type: 'debug | info | warn | error | silent',
    default: 'info',
    about: 'How much is logged, as JSON lines on standard output.',
    parse: (text) => choice(text, ['debug', 'info', 'warn', 'error', 'silent']),
  }),
  metrics: setting<{ host: string; port: number } | undefined>({
    name: 'CAIRN_METRICS',
    type: 'address:port',
    default: '',
    about:
      'Where Prometheus scrapes `/metrics`, e.g. 127.0.0.1:9464; each process needs its own. Empty: nowhere.',
    warning: 'Whoever reaches it reads it: keep it inside your network.',
    parse: parseListening,
  }),
  tracesEndpoint: setting<string | undefined>({
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    type: 'URL',
    default: '',
    about:
      'A collector of OpenTelemetry (OTLP over HTTP) that traces are sent to: http://127.0.0.1:4318. Empty: none.',
    parse: parseEndpoint,
  }),
  tracesRatio: setting({
    name: 'OTEL_TRACES_SAMPLER_ARG',
    type: 'number from 0 to 1',
    default: '0.01',
    about: 'Which part of all requests is traced. Servers with the same part trace the same ones.',
    parse: parseRatio,
  }),
  serviceName: setting({
    name: 'OTEL_SERVICE_NAME',
    type: 'text',
    default: 'cairn',
    about: 'What this server is called in traces.',
    parse: (text) => ({ ok: true, value: text }),
  }),
  gazetteer: setting({
    name: 'CAIRN_GAZETTEER',
    type: 'on | off',
    default: 'on',
    about: 'Whether the 135,233 towns of the world are loaded at the first start.',
    parse: onOff,
  }),
  basemapFile: setting<string | undefined>({
    name: 'CAIRN_BASEMAP',
    type: 'file',
    default: '',
    about:
      'A PMTiles file with the streets that maps show. Empty: DATA_DIR/basemap.pmtiles, where it lies there; else the coasts and countries that come along.',
    parse: (text) => ({ ok: true, value: text || undefined }),
  }),
  streamsPerAccount: setting({
    name: 'CAIRN_STREAMS_PER_ACCOUNT',
    type: 'number',
    default: '50',
    about: 'Streams that one account may hold open in one process. 0: no limit.',
    parse: (text) => integer(text, 0, 1_000_000),
  }),
  streamsPerAddress: setting({
    name: 'CAIRN_STREAMS_PER_ADDRESS',
    type: 'number',
    default: '500',
    about: 'Streams that one address may hold open in one process. 0: no limit.',
    parse: (text) => integer(text, 0, 1_000_000),
  }),
  streamingOrigin: setting<string | undefined>({
    name: 'CAIRN_STREAMING_ORIGIN',
    type: 'origin',
    default: '',
    about: 'Where apps reach the streams, if not at CAIRN_ORIGIN: https://streaming.example.org.',
    parse: (text) => (text === '' ? { ok: true, value: undefined } : parseOrigin(text)),
  }),
  rateLimit: setting({
    name: 'CAIRN_RATE_LIMIT',
    type: 'number',
    default: '60000',
    about:
      'Requests that one account, or one address without an account, may make in 5 minutes. 0: no limit.',
    warning: 'Sign-in, sign-up and uploads have stricter limits of their own, which this does not change.',
    parse: (text) => integer(text, 0, 1_000_000_000),
  }),
}

/** For the reference page, `.env.example` and `cairn settings environment`. */
export function describeSettings(): SettingDescription[] {
  return Object.values(settingsTable)
}

function setting<Value>(description: SettingDescription<Value>): SettingDescription<Value> {
  return description
}
