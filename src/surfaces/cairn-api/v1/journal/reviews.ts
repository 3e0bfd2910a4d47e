import { Type } from 'typebox'
import type { Account, AccountId, Accounts } from '#domain/accounts/index.ts'
import { type Journal, type Review, type SharedReview, spanOfYear } from '#domain/journal/index.ts'
import { type AnyEndpoint, endpoint, nothing } from '#platform/http-server/index.ts'
import { viewerId } from '#surfaces/mastodon-api/index.ts'
import { spanQuery, toTimeZone } from '../../journal-span.ts'
import { yearInReview } from '../../shapes/journal.ts'

export interface ReviewNeeds {
  readonly origin: string
  readonly journal: Pick<Journal, 'reviewYear' | 'shareReview' | 'endSharing' | 'findShared'>
  readonly accounts: Pick<Accounts, 'findAccount'>
}

const path = '/api/cairn/v1/journal/reviews/:year'
const params = Type.Object({ year: Type.Integer({ minimum: 1970, maximum: 9998 }) })
const timeZone = { time_zone: spanQuery.time_zone }

/** A year in review: for its owner, until they give its address away. */
export function reviewEndpoints(needs: ReviewNeeds): AnyEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      path,
      access: { who: 'user', scopes: ['read:statuses'] },
      response: yearInReview,
      summary:
        'A year as its page shows it to whoever has the address, and the address where it was given away.',
      params,
      query: Type.Object(timeZone),
      async handle({ viewer, params: { year }, query }) {
        const me = viewerId(viewer)
        const shared = await needs.journal.findShared(me, year)
        const zone = shared?.timeZone ?? toTimeZone(query.time_zone)
        return present(needs, me, { year, zone, shared })
      },
    }),
    endpoint({
      method: 'POST',
      path: `${path}/share`,
      access: { who: 'user', scopes: ['write:statuses'] },
      response: yearInReview,
      summary: 'Gives a year away by an address that nobody guesses; asked again, by the same one.',
      params,
      body: Type.Object(timeZone),
      async handle({ viewer, params: { year }, body }) {
        const me = viewerId(viewer)
        const wish = { accountId: me, year, timeZone: toTimeZone(body.time_zone) }
        const shared = await needs.journal.shareReview(wish)
        return present(needs, me, { year, zone: shared.timeZone, shared })
      },
    }),
    endpoint({
      method: 'DELETE',
      path: `${path}/share`,
      access: { who: 'user', scopes: ['write:statuses'] },
      response: nothing,
      summary: 'Ends that: the address leads nowhere any more.',
      params,
      async handle({ viewer, params: { year } }) {
        await needs.journal.endSharing(viewerId(viewer), year)
        return {}
      },
    }),
  ]
}

async function present(
  needs: ReviewNeeds,
  me: AccountId,
  { year, zone, shared }: { year: number; zone: string; shared: SharedReview | undefined },
) {
  const review = await needs.journal.reviewYear(me, spanOfYear(year, zone))
  const account = shared && (await needs.accounts.findAccount(me))
  return {
    year,
    time_zone: zone,
    url: account && shared ? addressOf(needs.origin, account, shared) : null,
    ...presentReview(review),
  }
}

/** See web/pages/review-page.ts. */
function addressOf(origin: string, { username }: Account, { year, secret }: SharedReview): string {
  return `${origin}/@${username}/years/${year}/${secret}`
}

function presentReview(review: Review) {
  const { visits, places, days, streak, countries, kinds, months, areas } = review
  return {
    visits,
    places,
    days,
    longest_streak: streak,
    countries,
    kinds,
    months,
    areas: areas.map(({ latitude, longitude, visits: count }) => ({ latitude, longitude, visits: count })),
  }
}
