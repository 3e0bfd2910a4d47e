import type { FastifyRequest } from 'fastify'
import type { AccountId } from '#domain/accounts/index.ts'
import type { TimelinePage } from '#domain/timelines/index.ts'
import { jsonBytes } from '#platform/http-server/index.ts'
import { listAnswer } from './link-header.ts'
import type { presentStatuses } from './present/present-statuses.ts'

export interface TimelineNeeds {
  readonly origin: string
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

/** A page of a timeline as the API answers it. */
export async function timelineAnswer(
  needs: TimelineNeeds,
  {
    viewerId,
    page,
    request,
  }: { viewerId: AccountId | undefined; page: TimelinePage; request: FastifyRequest },
) {
  const statuses = await needs.presentStatuses.asJson(viewerId, page.ids, page.views)
  return listAnswer(needs.origin, request, jsonBytes(statuses), page)
}
