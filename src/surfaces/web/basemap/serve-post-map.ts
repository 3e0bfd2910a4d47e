import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Checkins, ShownPlace } from '#domain/checkins/index.ts'
import type { PostId, Posts } from '#domain/posts/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { type DrawOnce, gatherTowns, type MapNeeds } from './draw-once.ts'
import type { PostMaps } from './post-maps.ts'
import type { StaticMap } from './static-map.ts'

export interface PostMapNeeds extends MapNeeds {
  readonly posts: Pick<Posts, 'findPost'>
  readonly checkins: Pick<Checkins, 'findByPosts'>
  readonly maps: PostMaps
}

const view = { width: 600, height: 315, density: 2 } as const
/** Changes when maps are drawn differently. */
const look = 1
const mostRadius = 60_000

/**
 * Answers with a map of where a post was made, drawn from what everybody who may see the post is shown, and from nothing
 * else: at the precision that holds now, whatever it was when the address was given out. What its author alone sees by
 * now has no map.
 * @throws Refusal 404, 503
 */
export function servePostMap(needs: PostMapNeeds, drawOnce: DrawOnce) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { id: idText, file } = request.params as Readonly<Record<'id' | 'file', string>>
    const id = parseId<PostId>(idText)
    const key = /^([\w-]{24})\.png$/.exec(file)?.[1] ?? ''
    const shown = id && needs.maps.isKey(id, key) ? await findShown(needs, id) : undefined
    const map = shown && (await describeMap(needs, shown))
    if (!map) throw new Refusal(404, 'There is no such map.')
    // Alike places have one picture.
    const digest = createHash('sha256').update(JSON.stringify(map)).digest().readBigUInt64BE()
    void reply.headers({ 'cache-control': 'public, max-age=3600', 'x-robots-tag': 'noindex' })
    return drawOnce({ request, reply }, `0-${digest}-${look}`, async () => map)
  }
}

async function findShown({ posts, checkins }: PostMapNeeds, id: PostId): Promise<ShownPlace | undefined> {
  const post = await posts.findPost(id)
  if (!post || post.visibility === 'direct') return undefined
  return (await checkins.findByPosts([id])).get(id)?.shown
}

/**
 * A venue is a pin; whatever is coarser is an area with no middle. How near the map looks follows from the area alone.
 * @returns undefined for what has no coordinates: a country
 */
export async function describeMap(
  needs: Pick<MapNeeds, 'places'>,
  { precision, latitude, longitude, radiusMetres, name }: ShownPlace,
): Promise<StaticMap | undefined> {
  if (latitude === null || longitude === null) return undefined
  const radius = Math.min(radiusMetres ?? 0, mostRadius)
  const zoom = precision === 'venue' || precision === 'cell' ? 11 : 8
  const map = { latitude, longitude, zoom, ...view, label: name }
  return {
    ...map,
    dots: await gatherTowns(needs, map),
    ...(precision !== 'venue' && { area: { radius, corners: precision === 'cell' ? 6 : 64 } }),
  }
}
