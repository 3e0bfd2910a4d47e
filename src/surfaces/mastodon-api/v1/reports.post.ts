import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import { type Moderation, maxReportComment, reportCategories } from '#domain/moderation/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { report } from '../entities/notification.ts'
import { idText, notFound, viewerId } from '../parameters.ts'
import type { presentAccounts } from '../present/present-account.ts'
import { presentReport } from '../present/present-report.ts'

interface Needs {
  readonly instance: Pick<Instance, 'getSettings'>
  readonly moderation: Pick<Moderation, 'fileReport'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const postReport = (needs: Needs) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/reports',
    access: { who: 'user', scopes: ['write:reports'] },
    response: report,
    alsoAnswers: { 404: 'error' },
    summary:
      'Tells those who run this server of an account or its posts; forward=true tells its server, too.',
    body: Type.Object({
      account_id: idText,
      status_ids: Type.Optional(Type.Array(idText, { maxItems: 100 })),
      comment: Type.Optional(Type.String({ maxLength: maxReportComment })),
      forward: Type.Optional(Type.Boolean()),
      category: Type.Optional(Type.String({ description: 'spam, legal, violation or other.' })),
      rule_ids: Type.Optional(Type.Array(Type.String(), { maxItems: 50 })),
    }),
    async handle({ viewer, body }) {
      const { rules } = await needs.instance.getSettings()
      const outcome = await needs.moderation.fileReport({
        reporterId: viewerId(viewer),
        targetId: body.account_id as AccountId,
        postIds: (body.status_ids ?? []) as PostId[],
        comment: body.comment,
        category: parseCategory(body.category),
        ruleIds: (body.rule_ids ?? []).map((id) => ruleOr422(id, rules.length)),
        forward: body.forward,
      })
      if (!outcome.ok) throw notFound()
      const { report } = outcome
      const target = (await needs.presentAccounts([report.targetId])).get(report.targetId)
      return presentReport(report, target)
    },
  })

function parseCategory(name: string | undefined) {
  if (name === undefined) return undefined
  const category = reportCategories.find((one) => one === name)
  if (!category) throw new Refusal(422, `Validation failed: '${name}' is not a valid category`)
  return category
}

function ruleOr422(id: string, count: number): string {
  const number = Number(id)
  if (Number.isInteger(number) && number >= 1 && number <= count) return String(number)
  throw new Refusal(422, 'Validation failed: Rule ids does not reference valid rules')
}
