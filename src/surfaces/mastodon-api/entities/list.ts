import { Type } from 'typebox'
import { entity, nullable, time } from '#platform/http-server/index.ts'
import { account } from './account.ts'
import { status, tag } from './status.ts'

const text = Type.String()

export const list = entity('List', {
  id: text,
  title: text,
  replies_policy: Type.Enum(['followed', 'list', 'none']),
  exclusive: Type.Boolean(),
})

const marker = entity('Marker', { last_read_id: text, version: Type.Integer(), updated_at: time })

export const markers = Type.Object({
  home: Type.Optional(marker),
  notifications: Type.Optional(marker),
})

export const search = entity('Search', {
  accounts: Type.Array(account),
  statuses: Type.Array(status),
  hashtags: Type.Array(tag),
  places: Type.Array(Type.Ref('Place')),
})

export const annualReports = Type.Object({
  annual_reports: Type.Array(Type.Unknown(), { maxItems: 0 }),
  accounts: Type.Array(account),
  statuses: Type.Array(status),
})

const appMembers = {
  id: text,
  name: text,
  website: nullable(text),
  scopes: Type.Array(text),
  redirect_uri: text,
  redirect_uris: Type.Array(text),
  vapid_key: text,
}

export const application = entity('Application', appMembers)

export const credentialApplication = entity('CredentialApplication', {
  ...appMembers,
  client_id: text,
  client_secret: text,
  client_secret_expires_at: Type.Integer(),
})

export const token = entity('Token', {
  access_token: text,
  token_type: text,
  scope: text,
  me: Type.Optional(Type.String({ description: "The profile's address, for clients of IndieAuth." })),
  created_at: Type.Integer({ description: 'Seconds since 1970.' }),
})
