import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Checkin, Circle, Layers, ShownPlace } from './checkin.ts'
import { renderPlaceLine } from './describe-checkin.ts'
import type { CheckinsNeeds } from './needs.ts'

/** A check-in, and the circle of its author that the viewer is in; strangers where all circles see the same. */
export interface CheckinSight {
  readonly checkin: Checkin
  readonly circle: Circle
}

/**
 * Which layer of check-ins a viewer sees who may see their posts. One query more when any of them has layers, none
 * otherwise. Other servers never get a layer: what one server holds, all of its people might see.
 */
export async function showToViewer(
  needs: Pick<CheckinsNeeds, 'relationships'>,
  viewerId: AccountId | undefined,
  checkins: ReadonlyMap<PostId, Checkin>,
): Promise<Map<PostId, CheckinSight>> {
  const layered = [...checkins.values()].filter((checkin) => checkin.layers)
  const circles = await findCircles(needs, viewerId, [...new Set(layered.map((one) => one.accountId))])
  return new Map(
    [...checkins].map(([postId, checkin]) => {
      const circle = checkin.layers ? circles.get(checkin.accountId) : undefined
      return [postId, { checkin, circle: circle ?? 'strangers' }]
    }),
  )
}

/** A check-in as a circle sees it; `footer` is its place line where that is not the post's own. */
export function seeAs({ layers, ...checkin }: Checkin, circle: Circle): SeenCheckin {
  const shown = pickLayer(layers, circle)
  if (!shown) return { ...checkin, footer: undefined }
  return { ...checkin, precision: shown.precision, shown, footer: renderPlaceLine(shown, checkin.companions) }
}

export type SeenCheckin = Omit<Checkin, 'layers'> & { readonly footer: string | undefined }

function pickLayer(layers: Layers | null, circle: Circle): ShownPlace | undefined {
  switch (circle) {
    case 'strangers':
      return undefined
    case 'followers':
      return layers?.followers
    case 'friends':
      return layers?.friends ?? layers?.followers
  }
}

/** Which circle of each author the viewer is in; authors are in their own closest one. */
async function findCircles(
  needs: Pick<CheckinsNeeds, 'relationships'>,
  viewerId: AccountId | undefined,
  authorIds: readonly AccountId[],
): Promise<Map<AccountId, Circle>> {
  if (viewerId === undefined || authorIds.length === 0) return new Map()
  const standings = await needs.relationships.findStandings(viewerId, authorIds)
  return new Map(
    standings.map((standing): [AccountId, Circle] => {
      if (standing.accountId === viewerId) return [viewerId, 'friends']
      if (!standing.following) return [standing.accountId, 'strangers']
      return [standing.accountId, standing.followedBy ? 'friends' : 'followers']
    }),
  )
}
