import { Type } from 'typebox'
import { entity, nullable, time } from '#platform/http-server/index.ts'
import { account, role } from './account.ts'
import { rule } from './instance.ts'
import { status } from './status.ts'

const text = Type.String()
const flag = Type.Boolean()

export const adminAccount = entity('AdminAccount', {
  id: text,
  username: text,
  domain: nullable(text),
  created_at: time,
  email: text,
  ip: Type.Null(),
  ips: Type.Array(Type.Unknown(), { maxItems: 0 }),
  role,
  confirmed: flag,
  approved: flag,
  disabled: flag,
  silenced: flag,
  suspended: flag,
  sensitized: flag,
  locale: text,
  invite_request: nullable(text),
  account,
})

export const adminReport = entity('AdminReport', {
  id: text,
  action_taken: flag,
  action_taken_at: nullable(time),
  category: Type.Enum(['spam', 'legal', 'violation', 'other']),
  comment: text,
  forwarded: flag,
  created_at: time,
  updated_at: time,
  account: nullable(adminAccount),
  target_account: nullable(adminAccount),
  assigned_account: nullable(adminAccount),
  action_taken_by_account: nullable(adminAccount),
  statuses: Type.Array(status),
  rules: Type.Array(rule),
})

export const adminDomainAllow = entity('AdminDomainAllow', { id: text, domain: text, created_at: time })

export const adminDomainBlock = entity('AdminDomainBlock', {
  id: text,
  domain: text,
  digest: text,
  created_at: time,
  severity: Type.Enum(['silence', 'suspend', 'noop']),
  reject_media: flag,
  reject_reports: flag,
  private_comment: nullable(text),
  public_comment: nullable(text),
  obfuscate: flag,
})

export const adminEmailDomainBlock = entity('AdminEmailDomainBlock', {
  id: text,
  domain: text,
  created_at: time,
  history: Type.Array(Type.Unknown(), { maxItems: 0 }),
  allow_with_approval: flag,
})

export const adminCanonicalEmailBlock = entity('AdminCanonicalEmailBlock', {
  id: text,
  canonical_email_hash: text,
})

export const adminIpBlock = entity('AdminIpBlock', {
  id: text,
  ip: text,
  severity: Type.Enum(['sign_up_requires_approval', 'sign_up_block', 'no_access']),
  comment: text,
  created_at: time,
  expires_at: nullable(time),
})

export const adminMeasure = entity('AdminMeasure', {
  key: text,
  unit: nullable(text),
  total: text,
  human_value: Type.Optional(text),
  previous_total: Type.Optional(text),
  data: Type.Array(Type.Object({ date: time, value: text })),
})

export const adminDimension = entity('AdminDimension', {
  key: text,
  data: Type.Array(
    Type.Object({
      key: text,
      human_key: text,
      value: text,
      unit: Type.Optional(text),
      human_value: Type.Optional(text),
    }),
  ),
})

export const adminCohort = entity('AdminCohort', {
  period: time,
  frequency: Type.Enum(['day', 'month']),
  data: Type.Array(Type.Object({ date: time, rate: Type.Number(), value: text })),
})
