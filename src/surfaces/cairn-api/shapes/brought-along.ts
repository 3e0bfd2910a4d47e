import { Type } from 'typebox'
import { entity, nullable, time } from '#platform/http-server/index.ts'

const text = Type.String()
const count = Type.Integer()

export const history = entity('History', {
  id: text,
  file_name: text,
  state: text,
  source: nullable(text),
  error: nullable(text),
  visibility: Type.Enum(['direct', 'private']),
  found: count,
  placed: count,
  known: count,
  unplaced: count,
  photos: count,
  created_at: time,
  ended_at: nullable(time),
})

export const broughtAlong = entity('Import', {
  id: text,
  type: text,
  mode: Type.Enum(['merge', 'overwrite']),
  file_name: text,
  state: Type.Enum(['waiting', 'working', 'done', 'failed']),
  error: nullable(Type.String({ description: 'Why it failed, for people.' })),
  total: count,
  done: count,
  failed: count,
  failures: Type.Array(Type.Object({ line: count, reason: text })),
  created_at: time,
  ended_at: nullable(time),
})

export const aliases = entity('Aliases', { aliases: Type.Array(text), moved_to_id: nullable(text) })

export const takeout = entity('Takeout', {
  id: text,
  state: Type.Enum(['waiting', 'working', 'done', 'failed']),
  done: count,
  total: count,
  size: nullable(Type.Integer({ description: 'Bytes.' })),
  created_at: time,
  ended_at: nullable(time),
})

export const takeoutLink = entity('TakeoutLink', { url: text, expires_at: time })

export const archive = Type.String({ format: 'binary' })

export const csv = Type.String({ description: 'RFC 4180, in UTF-8.' })
