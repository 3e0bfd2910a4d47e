import { Type } from 'typebox'
import type { Emojis } from '#domain/emojis/index.ts'
import { customEmojiOf, customReaction, type PostId, type Posts } from '#domain/posts/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { postReaction, status } from '../../../../entities/status.ts'
import { shownOf } from '../../../../follows-answer.ts'
import type { MarkNeeds } from '../../../../mark-endpoint.ts'
import { byId, notFound, postId, viewerId } from '../../../../parameters.ts'
import type { presentAccounts } from '../../../../present/present-account.ts'

interface Needs extends MarkNeeds {
  readonly emojis: Pick<Emojis, 'find'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
  readonly posts: Pick<
    Posts,
    'findOverlays' | 'findVisible' | 'listReactors' | 'reactToPost' | 'unreactToPost'
  >
}

const path = '/api/v1/pleroma/statuses/:id/reactions'
const byEmoji = Type.Object({
  ...byId.properties,
  emoji: Type.String({
    description: 'A Unicode emoji, or the name of a custom one; name@domain joins a reaction that is there.',
    minLength: 1,
    maxLength: 400,
  }),
})

/** Reactions to posts by emoji, as Pleroma has them: one for each account and post, which counts as its like. */
export const reactionEndpoints = (needs: Needs) => [
  listEndpoint(needs, path),
  listEndpoint(needs, `${path}/:emoji`),
  ...(['PUT', 'DELETE'] as const).map((method) =>
    endpoint({
      method,
      path: `${path}/:emoji`,
      access: { who: 'user', scopes: ['write:favourites'] },
      response: status,
      summary: method === 'PUT' ? 'Reacts to a post by an emoji.' : 'Takes a reaction back.',
      params: byEmoji,
      async handle({ viewer, params }) {
        const accountId = viewerId(viewer)
        const id = postId(params)
        const reaction = await findReaction(needs, id, params.emoji)
        if (reaction === undefined) throw new Refusal(422, 'Validation failed: Emoji is not a usable emoji')
        const act = method === 'PUT' ? needs.posts.reactToPost : needs.posts.unreactToPost
        const post = await act({ accountId, postId: id, reaction })
        const [status] = post ? await needs.presentStatuses(accountId, [post.id]) : []
        if (!status) throw notFound()
        return status
      },
    }),
  ),
]

function listEndpoint(needs: Needs, at: string) {
  return endpoint({
    method: 'GET',
    path: at,
    access: { who: 'public', scopes: ['read:statuses'] },
    response: Type.Array(postReaction),
    summary: 'Who reacted to a post by which emoji.',
    params: at === path ? byId : byEmoji,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const post = await needs.posts.findVisible(me, postId(params))
      if (!post) throw notFound()
      const { emoji } = params as { emoji?: string }
      const wanted = emoji === undefined ? undefined : await findReaction(needs, post.id, emoji)
      if (emoji !== undefined && wanted === undefined) return []
      const rows = await needs.posts.listReactors(post.id, wanted)
      const accounts = await needs.presentAccounts(rows.map(({ accountId }) => accountId))
      return [...Map.groupBy(rows, ({ reaction }) => reaction)].map(([name, by]) => ({
        name: name.replace(/^:(.+):$/, '$1'),
        count: by.length,
        me: by.some(({ accountId }) => accountId === me),
        accounts: by.flatMap(({ accountId }) => shownOf(accounts.get(accountId))),
      }))
    },
  })
}

/** An emoji as reactions are kept: of Unicode, a custom one that is here, or one by which the post was reacted to. */
async function findReaction(needs: Needs, id: PostId, given: string): Promise<string | undefined> {
  if (/^\p{RGI_Emoji}$/v.test(given)) return given
  const custom = customEmojiOf(`:${given.replace(/^:|:$/g, '')}:`)
  if (!custom) return undefined
  const reaction = customReaction(custom.shortcode, custom.domain)
  if (custom.domain === null) {
    const wanted = { domain: null, names: [custom.shortcode] }
    return (await needs.emojis.find([wanted]))(wanted).length > 0 ? reaction : undefined
  }
  const overlay = (await needs.posts.findOverlays([id], undefined)).get(id)
  return overlay?.reactions.some(({ name }) => name === reaction) ? reaction : undefined
}
