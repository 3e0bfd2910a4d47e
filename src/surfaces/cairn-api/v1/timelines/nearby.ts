import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { toPage, viewerId, withPage } from '#surfaces/mastodon-api/index.ts'
import { type PresentStatuses, postsAnswer } from '../../list-answer.ts'
import { statuses } from '../../shapes/place.ts'

interface Needs {
  readonly origin: string
  readonly checkins: Pick<Checkins, 'listNear'>
  readonly timelines: Pick<Timelines, 'listBy'>
  readonly presentStatuses: PresentStatuses
}

const question = withPage({
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
})

const facts = {
  path: '/api/cairn/v1/timelines/nearby',
  access: { who: 'public', scopes: ['read:statuses'] },
} as const

export const getNearbyTimeline = (needs: Needs) =>
  endpoint({
    ...facts,
    method: 'GET',
    response: statuses,
    paged: true,
    summary: 'Check-ins near a point, newest first, by the places that they show.',
    query: question,
    handle: ({ viewer, query, request }) => list(needs, viewerId(viewer), query, request),
  })

export const postNearbyTimeline = (needs: Needs) =>
  endpoint({
    ...facts,
    method: 'POST',
    response: statuses,
    paged: true,
    summary: 'The same as GET, with the point in the body: it stays out of the logs of proxies.',
    body: question,
    handle: ({ viewer, body, request }) => list(needs, viewerId(viewer), body, request),
  })

async function list(
  needs: Needs,
  viewerId: AccountId | undefined,
  given: Static<typeof question>,
  request: FastifyRequest,
) {
  const point = { latitude: given.latitude, longitude: given.longitude }
  const page = await needs.timelines.listBy(viewerId, toPage(given), (part) =>
    needs.checkins.listNear(point, part),
  )
  return postsAnswer(needs, { viewerId, page, request })
}
