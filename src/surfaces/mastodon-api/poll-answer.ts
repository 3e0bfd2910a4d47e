import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { notFound } from './parameters.ts'
import type { presentStatuses } from './present/present-statuses.ts'

export interface PollAnswerNeeds {
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

/** The poll of a post that the viewer has been found to see. @throws Refusal 404 */
export async function pollAnswer(needs: PollAnswerNeeds, viewerId: AccountId | undefined, postId: PostId) {
  const [status] = await needs.presentStatuses(viewerId, [postId])
  if (!status?.poll) throw notFound()
  return status.poll
}
