import type { HttpServer } from '#platform/http-server/index.ts'
import { createAddresses } from './addresses.ts'
import { mountDocuments } from './mount-documents.ts'
import type { ServeNeeds } from './needs.ts'

export { type Addresses, createAddresses, typeOfFile } from './addresses.ts'
export { postContext } from './context.ts'
export {
  type DescribedActivity,
  describeActorDelete,
  describeActorUpdate,
  describeAnnounce,
  describeBlock,
  describeCounts,
  describeCreate,
  describeDelete,
  describeFlag,
  describeFollow,
  describeFollowAnswer,
  describeLike,
  describeMove,
  describePin,
  describeRefresh,
  describeServerActorUpdate,
  describeUndo,
  describeUpdate,
  type SentReaction,
} from './describe-activity.ts'
export { describeActor, emojisWanted, toPublicKeys } from './describe-actor.ts'
export { describeArrival, describeArrivalUpdate } from './describe-arrival.ts'
export {
  describeCompanionAnswer,
  describeCompanionAsk,
  describeCompanionAskEnd,
} from './describe-companion-acts.ts'
export { describePlace } from './describe-place.ts'
export type { DescribedCheckin } from './describe-post.ts'
export { describeQuoteAnswer, describeQuoteRequest, describeStampDelete } from './describe-quote-acts.ts'
export {
  describeFollowBack,
  describePassingOn,
  describeRelayFollow,
  describeSubscriptionAnswer,
  parseRelayFollowId,
  relayActorUri,
} from './describe-relaying.ts'
export { describeVote } from './describe-vote.ts'
export { type Facts, findFacts } from './find-facts.ts'
export type { DescribeNeeds, ServeNeeds } from './needs.ts'
export { describeFacts } from './serve-posts.ts'

/** Gives out what is here as ActivityStreams documents. */
export function mountDescriptions(server: HttpServer, needs: ServeNeeds): void {
  mountDocuments(server, needs, createAddresses(needs.origin, needs.handleDomain))
}
