import { Type } from 'typebox'
import { type Accounts, handleOf } from '#domain/accounts/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import type { PostId, Posts } from '#domain/posts/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { oembed } from './entities/instance.ts'
import { notFound } from './parameters.ts'

interface Needs {
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly instance: Pick<Instance, 'getSettings'>
  readonly posts: Pick<Posts, 'findVisible'>
}

/** Pixels. */
const defaultWidth = 400
const defaultHeight = 300
const narrowest = 220

/** A post of this server for the pages of others. https://oembed.com */
export const getOembed = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/oembed',
    access: { who: 'public' },
    response: oembed,
    alsoAnswers: { 404: 'error', 501: 'error' },
    summary: 'How to show a post of this server on another page.',
    query: Type.Object({
      url: Type.String({ maxLength: 2048, description: 'The address of a post of this server.' }),
      maxwidth: Type.Optional(Type.Integer({ minimum: 1, description: 'Pixels.' })),
      maxheight: Type.Optional(Type.Integer({ minimum: 1, description: 'Pixels.' })),
      format: Type.Optional(Type.String({ description: 'Only `json`.' })),
    }),
    async handle({ query }) {
      if (query.format !== undefined && query.format !== 'json') {
        throw new Refusal(501, 'Only the format json is offered.')
      }
      const id = findPostId(needs.origin, query.url)
      const post = id && (await needs.posts.findVisible(undefined, id))
      const author = post && (await needs.accounts.findAccount(post.accountId))
      if (!author || !post.local || post.boostOfId) throw notFound()
      const width = Math.max(narrowest, Math.min(query.maxwidth ?? defaultWidth, defaultWidth))
      const height = Math.min(query.maxheight ?? defaultHeight, defaultHeight)
      const page = `${needs.origin}/@${author.username}`
      const name = author.displayName.trim() || author.username
      return {
        type: 'rich',
        version: '1.0',
        title: `A post of ${name}`,
        author_name: `${name} (@${handleOf(author)})`,
        author_url: page,
        provider_name: (await needs.instance.getSettings()).title,
        provider_url: needs.origin,
        cache_age: 86_400,
        html:
          `<iframe src="${page}/${post.id}/embed" width="${width}" height="${height}" ` +
          'style="max-width: 100%; border: 0" sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>',
        width,
        height: null,
      }
    },
  })

/** The page of a post, `/@name/id`, or its document, `/posts/id`. */
function findPostId(origin: string, address: string): PostId | undefined {
  const url = URL.parse(address)
  if (url?.origin !== new URL(origin).origin) return undefined
  const id = /^\/(?:@[^/]+|posts)\/(\d+)\/?$/.exec(url.pathname)?.[1]
  return id === undefined ? undefined : parseId<PostId>(id)
}
