import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Checkins, Naming } from '#domain/checkins/index.ts'
import type { PostId, Posts } from '#domain/posts/index.ts'
import { type AnyEndpoint, endpoint, nothing, Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { byId, notFound, viewerId } from '#surfaces/mastodon-api/index.ts'
import { companions } from '../../../shapes/place.ts'

export interface CompanionNeeds {
  readonly checkins: Pick<Checkins, 'askCompanions' | 'agreeToBeNamed' | 'endNaming' | 'listNamings'>
  readonly posts: Pick<Posts, 'findVisible'>
  readonly presentAccounts: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, object>>
}

const path = '/api/cairn/v1/checkins/:id/companions'

/** Who was there, too: asked, named when they agree, and not any more when they change their mind. */
export const companionEndpoints = (needs: CompanionNeeds): AnyEndpoint[] => [
  getCompanions(needs),
  postCompanions(needs),
  postAgree(needs),
  postWithdraw(needs),
  deleteCompanion(needs),
]

const getCompanions = (needs: CompanionNeeds) =>
  endpoint({
    method: 'GET',
    path,
    access: { who: 'public', scopes: ['read:statuses'] },
    response: companions,
    summary: 'Who is named in a check-in; its author also sees who is asked, and who is asked sees that.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      return presentNamings(needs, await findPostId(needs, params, me), me)
    },
  })

const postCompanions = (needs: CompanionNeeds) =>
  endpoint({
    method: 'POST',
    path,
    access: { who: 'user', scopes: ['write:statuses'] },
    response: companions,
    summary:
      'Asks people who follow the viewer, here or elsewhere, whether an own check-in may name them; ten at most.',
    params: byId,
    body: Type.Object({ account_ids: Type.Array(Type.String(), { minItems: 1, maxItems: 10 }) }),
    async handle({ viewer, params, body }) {
      const me = viewerId(viewer)
      const postId = await findPostId(needs, params, me)
      const accountIds = body.account_ids.flatMap((text) => parseId<AccountId>(text) ?? [])
      if (accountIds.length < body.account_ids.length) throw unknownCompanion()
      const outcome = await needs.checkins.askCompanions(postId, me, accountIds)
      if (!outcome.ok) throw outcome.because === 'not_found' ? notFound() : unknownCompanion()
      return presentNamings(needs, postId, me)
    },
  })

const postAgree = (needs: CompanionNeeds) =>
  endpoint({
    method: 'POST',
    path: `${path}/agree`,
    access: { who: 'user', scopes: ['write:statuses'] },
    response: companions,
    summary: 'Agrees to be named in a check-in. Only now does it say so, here and elsewhere.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const postId = await findPostId(needs, params, me)
      if (!(await needs.checkins.agreeToBeNamed(postId, me))) throw notFound()
      return presentNamings(needs, postId, me)
    },
  })

const postWithdraw = (needs: CompanionNeeds) =>
  endpoint({
    method: 'POST',
    path: `${path}/withdraw`,
    access: { who: 'user', scopes: ['write:statuses'] },
    response: nothing,
    summary: 'Declines to be named, or is named no more. It needs no right to see the check-in.',
    params: byId,
    async handle({ viewer, params }) {
      const postId = parseId<PostId>(params.id)
      if (!postId || !(await needs.checkins.endNaming(postId, viewerId(viewer)))) throw notFound()
      return {}
    },
  })

const deleteCompanion = (needs: CompanionNeeds) =>
  endpoint({
    method: 'DELETE',
    path: `${path}/:account_id`,
    access: { who: 'user', scopes: ['write:statuses'] },
    response: nothing,
    summary: 'Names or asks somebody no more in an own check-in.',
    params: Type.Object({ id: Type.String(), account_id: Type.String() }),
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const postId = await findPostId(needs, params, me)
      const accountId = parseId<AccountId>(params.account_id)
      const namings = await needs.checkins.listNamings(postId, me)
      const own = namings.find((one) => one.accountId === accountId && one.authorId === me)
      if (!own || !(await needs.checkins.endNaming(postId, own.accountId))) throw notFound()
      return {}
    },
  })

async function findPostId(
  needs: CompanionNeeds,
  params: { id: string },
  me: AccountId | undefined,
): Promise<PostId> {
  const id = parseId<PostId>(params.id)
  if (!id || !(await needs.posts.findVisible(me, id))) throw notFound()
  return id
}

async function presentNamings(needs: CompanionNeeds, postId: PostId, me: AccountId | undefined) {
  const namings: readonly Naming[] = await needs.checkins.listNamings(postId, me)
  const accounts = await needs.presentAccounts(namings.map((one) => one.accountId))
  return namings.flatMap(({ accountId, state }) => {
    const account = accounts.get(accountId)
    return account ? [{ account, state }] : []
  })
}

function unknownCompanion(): Refusal {
  return new Refusal(
    422,
    'Validation failed: companions must be at most ten people who follow you, and see the check-in',
  )
}
