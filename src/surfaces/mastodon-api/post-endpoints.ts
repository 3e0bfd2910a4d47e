import type { AnyEndpoint } from '#platform/http-server/index.ts'
import type { EndpointNeeds } from './endpoint-needs.ts'
import { getTranslationLanguages } from './v1/instance/translation_languages.get.ts'
import { postVotes } from './v1/polls/_id/votes.post.ts'
import { getPoll } from './v1/polls/_id.get.ts'
import { deleteScheduledStatus } from './v1/scheduled_statuses/_id.delete.ts'
import { getScheduledStatus } from './v1/scheduled_statuses/_id.get.ts'
import { putScheduledStatus } from './v1/scheduled_statuses/_id.put.ts'
import { getScheduledStatuses } from './v1/scheduled_statuses.get.ts'
import { putInteractionPolicy } from './v1/statuses/_id/interaction_policy.put.ts'
import { muteStatus } from './v1/statuses/_id/mute.post.ts'
import { pinStatus } from './v1/statuses/_id/pin.post.ts'
import { revokeQuoteEndpoint } from './v1/statuses/_id/quotes/_quoting_status_id/revoke.post.ts'
import { getQuotes } from './v1/statuses/_id/quotes.get.ts'
import { translateStatus } from './v1/statuses/_id/translate.post.ts'
import { unmuteStatus } from './v1/statuses/_id/unmute.post.ts'
import { unpinStatus } from './v1/statuses/_id/unpin.post.ts'

/** What goes with posts: quotes, polls, times, pins, muted threads. */
export function listPostEndpoints(needs: EndpointNeeds): AnyEndpoint[] {
  return [
    getPoll(needs),
    postVotes(needs),
    getScheduledStatuses(needs),
    getScheduledStatus(needs),
    putScheduledStatus(needs),
    deleteScheduledStatus(needs),
    putInteractionPolicy(needs),
    getQuotes(needs),
    revokeQuoteEndpoint(needs),
    pinStatus(needs),
    unpinStatus(needs),
    muteStatus(needs),
    unmuteStatus(needs),
    translateStatus(needs),
    getTranslationLanguages(),
  ]
}
