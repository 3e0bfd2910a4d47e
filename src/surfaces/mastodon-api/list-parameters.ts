import { Type } from 'typebox'
import type { AddingOutcome, ListId, RepliesPolicy } from '#domain/lists/index.ts'
import { maxListTitleLength } from '#domain/lists/index.ts'
import { Refusal } from '#platform/http-server/index.ts'

export const listFields = {
  title: Type.String({ maxLength: maxListTitleLength, pattern: '\\S' }),
  replies_policy: Type.Optional(
    Type.String({ description: 'Whom a reply may answer to be shown: followed, list or none.' }),
  ),
  exclusive: Type.Optional(Type.Boolean({ description: "Whether members' posts are left out of home." })),
}

/** @throws Refusal 422 for a policy that there is not */
export function parsePolicy(text: string | undefined): RepliesPolicy | undefined {
  if (text === undefined || text === 'followed' || text === 'list' || text === 'none') return text
  throw new Refusal(422, `Validation failed: Replies policy '${text}' is not a valid replies_policy`)
}

export function listId(params: { readonly id: string }): ListId {
  return params.id as ListId
}

const refusals: Readonly<
  Record<Extract<AddingOutcome, { ok: false }>['because'], readonly [number, string]>
> = {
  no_list: [404, 'Record not found'],
  not_followed: [404, 'Record not found'],
  there_already: [422, 'Validation failed: Account has already been taken'],
  too_many: [422, 'Validation failed: The list is full'],
}

export function addingRefusal(outcome: Extract<AddingOutcome, { ok: false }>): Refusal {
  return new Refusal(...refusals[outcome.because])
}
