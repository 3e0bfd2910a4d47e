import { Type } from 'typebox'
import {
  type DimensionKey,
  dimensionKeys,
  type Measure,
  parseMeasureKey,
  parsePeriod,
  type Statistics,
  subjectOf,
} from '#domain/statistics/index.ts'
import type { Trends } from '#domain/trends/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { findTagName } from '../../admin/find-tag.ts'
import { staffOf } from '../../admin/staff-of.ts'
import { adminCohort, adminDimension, adminMeasure } from '../../entities/admin.ts'

interface Needs {
  readonly version: string
  readonly statistics: Pick<Statistics, 'findDimension' | 'listCohorts' | 'measure'>
  readonly trends: Pick<Trends, 'listKnownTags'>
}

const access = { who: 'user', scopes: ['admin:read'] } as const
const byTag = Type.Optional(Type.Object({ id: Type.Optional(Type.String()) }))
const byDomain = Type.Optional(Type.Object({ domain: Type.Optional(Type.String()) }))
const period = {
  start_at: Type.Optional(Type.String({ description: 'The first day.' })),
  end_at: Type.Optional(Type.String({ description: 'The last day; at most 400 days later.' })),
}
const keys = { keys: Type.Optional(Type.Array(Type.String(), { maxItems: 30 })) }
const measureBody = Type.Object({
  ...keys,
  ...period,
  tag_accounts: byTag,
  tag_uses: byTag,
  tag_servers: byTag,
  instance_accounts: byDomain,
  instance_media_attachments: byDomain,
  instance_reports: byDomain,
  instance_statuses: byDomain,
  instance_follows: byDomain,
  instance_followers: byDomain,
})

export const postAdminMeasures = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/admin/measures',
    access,
    response: Type.Array(adminMeasure),
    summary: 'Numbers about this server, by day. Unknown keys are left out.',
    body: measureBody,
    async handle({ viewer, body }) {
      staffOf(viewer, 'dashboard')
      const wanted = (body.keys ?? []).flatMap((key) => parseMeasureKey(key) ?? [])
      const over = periodOr422(body)
      const measures: object[] = []
      // One after the other: each may read much.
      for (const key of new Set(wanted)) {
        const about = await subject(needs, body, { key, kind: subjectOf(key) })
        measures.push(presentMeasure(await needs.statistics.measure(key, about, over)))
      }
      return measures
    },
  })

export const postAdminDimensions = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/admin/dimensions',
    access,
    response: Type.Array(adminDimension),
    summary: 'What there is most of: languages, apps, servers. Unknown keys are left out.',
    body: Type.Object({
      ...keys,
      ...period,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      tag_servers: byTag,
      tag_languages: byTag,
      instance_accounts: byDomain,
      instance_languages: byDomain,
    }),
    async handle({ viewer, body }) {
      staffOf(viewer, 'dashboard')
      const over = periodOr422(body)
      const dimensions: object[] = []
      for (const key of dimensionKeys.filter((one) => body.keys?.includes(one))) {
        const kind = key.startsWith('tag_') ? 'tag' : key.startsWith('instance_') ? 'domain' : undefined
        const about = await subject(needs, body, { key, kind })
        const wish = { about, period: over, limit: body.limit ?? 10, version: needs.version }
        const rows = await needs.statistics.findDimension(key, wish)
        dimensions.push({ key, data: rows.map((row) => presentRow(key, row)) })
      }
      return dimensions
    },
  })

export const postAdminRetention = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/admin/retention',
    access,
    response: Type.Array(adminCohort),
    summary: 'How many of those who joined in a day or month were there in each from then on.',
    body: Type.Object({ ...period, frequency: Type.Optional(Type.String({ description: 'day or month.' })) }),
    async handle({ viewer, body }) {
      staffOf(viewer, 'dashboard')
      if (!body.start_at || !body.end_at || !body.frequency) return []
      const frequency = body.frequency === 'month' ? 'month' : 'day'
      const cohorts = await needs.statistics.listCohorts(periodOr422(body), frequency)
      return cohorts.map((cohort) => ({
        period: midnight(cohort.period),
        frequency,
        data: cohort.data.map(({ date, rate, value }) => ({
          date: midnight(date),
          rate,
          value: String(value),
        })),
      }))
    },
  })

function periodOr422({ start_at: from, end_at: to }: { start_at?: string; end_at?: string }) {
  const found = from && to ? parsePeriod(from, to) : undefined
  if (!found) throw new Refusal(422, 'Validation failed: start_at and end_at must be days, at most 400 apart')
  return found
}

/** The tag or domain that a key is about, given as `key[id]` or `key[domain]`. @throws Refusal 422 */
async function subject(
  needs: Needs,
  body: object,
  { key, kind }: { key: string; kind: 'tag' | 'domain' | undefined },
): Promise<string> {
  if (!kind) return ''
  const given = (body as Record<string, { id?: string; domain?: string } | undefined>)[key]
  const name = kind === 'domain' ? given?.domain : await findTagName(needs.trends, given?.id ?? '')
  if (!name) throw new Refusal(422, `Validation failed: ${key} wants a known ${kind}`)
  return name
}

function presentMeasure(measure: Measure) {
  return {
    key: measure.key,
    unit: measure.unit,
    total: measure.total,
    ...(measure.unit === 'bytes' && { human_value: humanBytes(measure.total) }),
    ...(measure.previousTotal !== undefined && { previous_total: measure.previousTotal }),
    data: measure.days.map(({ day, value }) => ({ date: midnight(day), value })),
  }
}

function presentRow(key: DimensionKey, row: { key: string; value: string }) {
  const human = { human_key: humanKey(key, row.key) }
  if (key === 'space_usage') return { ...row, ...human, unit: 'bytes', human_value: humanBytes(row.value) }
  if (key === 'software_versions') return { ...row, ...human, human_value: row.value }
  return { ...row, ...human }
}

const names: Readonly<Record<string, string>> = {
  postgresql: 'PostgreSQL',
  media: 'Media storage',
  cairn: 'Cairn',
  node: 'Node.js',
}

function humanKey(dimension: DimensionKey, key: string): string {
  if (dimension === 'space_usage' || dimension === 'software_versions') return names[key] ?? key
  if (!dimension.endsWith('languages') || key === 'und') return key
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(key) ?? key
  } catch {
    // Posts of other servers name languages that are none.
    return key
  }
}

function humanBytes(text: string): string {
  const bytes = Number(text)
  const step = Math.min(4, Math.max(0, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024))))
  const unit = ['Bytes', 'KB', 'MB', 'GB', 'TB'][step] ?? 'Bytes'
  return `${step === 0 ? bytes : (bytes / 1024 ** step).toPrecision(3)} ${unit}`
}

function midnight(day: string): string {
  return `${day}T00:00:00.000Z`
}
