import { Type } from 'typebox'
import { entity, nullable, time } from '#platform/http-server/index.ts'

const text = Type.String()
const contexts = Type.Array(Type.Enum(['home', 'notifications', 'public', 'thread', 'account']))

const members = {
  id: text,
  title: text,
  context: contexts,
  expires_at: nullable(time),
  filter_action: Type.Enum(['warn', 'hide', 'blur']),
}

export const filterKeyword = entity('FilterKeyword', { id: text, keyword: text, whole_word: Type.Boolean() })
export const filterStatus = entity('FilterStatus', { id: text, status_id: text })

export const filter = entity('Filter', {
  ...members,
  keywords: Type.Array(filterKeyword),
  statuses: Type.Array(filterStatus),
})

/** Which filter a status meets; the filter without its keywords and statuses. */
export const filterResult = entity('FilterResult', {
  filter: Type.Object(members),
  keyword_matches: nullable(Type.Array(text)),
  status_matches: nullable(Type.Array(text)),
})

export const filterV1 = entity('V1Filter', {
  id: text,
  phrase: text,
  context: contexts,
  whole_word: Type.Boolean(),
  expires_at: nullable(time),
  irreversible: Type.Boolean(),
})
