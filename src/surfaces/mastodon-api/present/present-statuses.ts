import type { Account, AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Cards } from '#domain/cards/index.ts'
import type { CheckinSight, Checkins } from '#domain/checkins/index.ts'
import type { Emoji, Emojis } from '#domain/emojis/index.ts'
import type { FilterMatch, Filters } from '#domain/filters/index.ts'
import type { PostId, PostOverlay, Posts, PostView } from '#domain/posts/index.ts'
import type { Tip, Tips } from '#domain/tips/index.ts'
import { type GatheredCards, gatherCards } from './gather-cards.ts'
import { type GatheredEmojis, gatherEmojis } from './gather-emojis.ts'
import { type Extras, type ExtrasNeeds, factsOf, gatherExtras } from './gather-extras.ts'
import type { PresentQuoted } from './gather-quotes.ts'
import type { PresentedAccount, presentAccounts } from './present-account.ts'
import { gatherReactionEmojis } from './present-reactions.ts'
import { type Layer, presentForViewer, type SharedSources, type ViewerFacts } from './present-status.ts'
import { rememberForViewer } from './remember-for-viewer.ts'
import { rememberShared, type SharedStatus } from './remember-shared.ts'

export interface StatusPresenterNeeds extends ExtrasNeeds {
  readonly origin: string
  readonly posts: Pick<Posts, 'findViews' | 'findOverlays'>
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly checkins: Pick<Checkins, 'findForViewer'>
  readonly tips: Pick<Tips, 'findByPosts'>
  readonly filters: Pick<Filters, 'findMatches'>
  readonly emojis: Pick<Emojis, 'find'>
  readonly cards: Pick<Cards, 'findCards' | 'firstLink'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export type PresentedStatus = SharedStatus & { readonly account: PresentedAccount } & ReturnType<
    typeof presentForViewer
  > & { readonly reblog: PresentedStatus | null }

type Listed = readonly [
  viewerId: AccountId | undefined,
  ids: readonly PostId[],
  /** Views already in hand, of the posts and of what they boost. */
  known?: ReadonlyMap<PostId, PostView>,
]

/**
 * Posts as Mastodon Status entities, in the given order, for one viewer who has been found to see them all. A
 * constant number of queries for any number of posts. `asJson` gives the same list as the bytes of its JSON, put together
 * from parts that are remembered: lists that go out as they are should use it.
 */
export const presentStatuses = (needs: StatusPresenterNeeds) => {
  const shared = rememberShared(needs.origin)
  const forViewer = rememberForViewer(needs.origin)
  const findEmojis = gatherEmojis(needs.emojis)
  const findCards = gatherCards(needs)
  const gatherAll = async (listed: Listed, presentQuoted?: PresentQuoted<PresentedStatus>) => {
    const gathered = await gather(needs, listed, presentQuoted)
    const { views, authors, extras } = gathered
    const domainOf = ({ post }: PostView) => authors.get(post.accountId)?.acct.split('@')[1] ?? null
    const [emojis, cards, reactionEmojis] = await Promise.all([
      findEmojis(views, extras.polls, domainOf),
      findCards(views, extras.quotes),
      gatherReactionEmojis(needs.emojis, gathered.overlays),
    ])
    return { ...gathered, emojis, cards, reactionEmojis }
  }
  const list = (gathered: Whole, ids: readonly PostId[]) =>
    ids.flatMap((id) => presentEntity(shared, gathered, id) ?? [])
  const quotedFor =
    (viewerId: AccountId | undefined): PresentQuoted<PresentedStatus> =>
    async (ids, views) => {
      const quoted = new Map(ids.flatMap((id) => entryOf(views, id)))
      return list(await gatherAll([viewerId, ids, quoted]), ids)
    }
  const present = async (...listed: Listed): Promise<PresentedStatus[]> =>
    list(await gatherAll(listed, quotedFor(listed[0])), listed[1])
  const asJson = async (...listed: Listed): Promise<Buffer> => {
    const gathered = await gatherAll(listed, quotedFor(listed[0]))
    const bytes: Buffer[] = []
    for (const id of listed[1]) addBytes({ shared, forViewer }, gathered, id, bytes)
    return bytes.length === 0 ? emptyList : Buffer.concat([...bytes, endOfList])
  }
  return Object.assign(present, { asJson })
}

function entryOf(views: ReadonlyMap<PostId, PostView>, id: PostId): [PostId, PostView][] {
  const view = views.get(id)
  return view ? [[id, view]] : []
}

const emptyList = Buffer.from('[]')
const endOfList = Buffer.from(']')
const beforeFirst = Buffer.from('[')
const beforeNext = Buffer.from(',')
const noBoost = Buffer.from('null}')
const afterBoost = Buffer.from('}')

type Shared = ReturnType<typeof rememberShared>

interface Remembered {
  readonly shared: Shared
  readonly forViewer: ReturnType<typeof rememberForViewer>
}

interface Gathered {
  readonly viewerId: AccountId | undefined
  readonly views: ReadonlyMap<PostId, PostView>
  readonly overlays: ReadonlyMap<PostId, PostOverlay>
  readonly extras: Extras
  readonly checkins: ReadonlyMap<string, CheckinSight>
  readonly tips: ReadonlyMap<PostId, Tip>
  readonly authors: ReadonlyMap<AccountId, PresentedAccount>
  readonly mentioned: ReadonlyMap<AccountId, Account>
  readonly matches: ReadonlyMap<PostId, readonly FilterMatch[]>
}

interface Whole extends Gathered {
  readonly emojis: GatheredEmojis
  readonly cards: GatheredCards
  readonly reactionEmojis: (id: PostId) => readonly Emoji[]
}

const noMatches: ReadonlyMap<PostId, readonly FilterMatch[]> = new Map()

async function gather(
  needs: StatusPresenterNeeds,
  [viewerId, ids, known]: Listed,
  presentQuoted?: PresentQuoted<PresentedStatus>,
): Promise<Gathered> {
  const views = known ?? (await findWithBoosted(needs, ids))
  const shown = [...views.keys()]
  const all = [...views.values()]
  const [overlays, extras, checkins, tips, authors, mentioned, matches] = await Promise.all([
    needs.posts.findOverlays(shown, viewerId),
    gatherExtras(needs, viewerId, views, presentQuoted),
    needs.checkins.findForViewer(viewerId, shown),
    needs.tips.findByPosts(shown),
    needs.presentAccounts(all.map((view) => view.post.accountId)),
    needs.accounts.findAccounts(all.flatMap((view) => view.mentions.map((mention) => mention.accountId))),
    viewerId ? needs.filters.findMatches(viewerId, views) : noMatches,
  ])
  return { viewerId, views, overlays, extras, checkins, tips, authors, mentioned, matches }
}

async function findWithBoosted(
  needs: StatusPresenterNeeds,
  ids: readonly PostId[],
): Promise<Map<PostId, PostView>> {
  const views = await needs.posts.findViews(ids)
  const boosted = [...views.values()].flatMap((view) => (view.post.boostOfId ? [view.post.boostOfId] : []))
  return new Map([...views, ...(await needs.posts.findViews(boosted))])
}

/** What one status is put together from; undefined when a part is gone, and the post with it. */
interface Parts {
  readonly layer: Layer
  readonly sources: SharedSources
  readonly account: PresentedAccount
  readonly facts: ViewerFacts
  readonly boosted: PostId | null
}

function partsOf(gathered: Whole, id: PostId): Parts | undefined {
  const view = gathered.views.get(id)
  const account = view && gathered.authors.get(view.post.accountId)
  if (!view || !account) return undefined
  const { viewerId, overlays, extras } = gathered
  const { accountId: authorId, boostOfId } = view.post
  const sight = gathered.checkins.get(id)
  const { card, cardAuthor } = gathered.cards(id)
  const { poll, isOver, votes, quote, quotePolicy, standing } = factsOf(extras, view)
  return {
    layer: authorId === viewerId ? 'author' : (sight?.circle ?? 'strangers'),
    sources: {
      view,
      username: account.username,
      checkin: sight?.checkin,
      tip: gathered.tips.get(id),
      emojis: gathered.emojis.inPost(id),
      card,
      cardAuthor,
      mentioned: view.mentions.flatMap((mention) => gathered.mentioned.get(mention.accountId) ?? []),
    },
    account,
    facts: {
      viewerId,
      authorId,
      // A boost shows the marks and counters of what it boosts.
      overlay: overlays.get(boostOfId ?? id),
      matches: gathered.matches.get(id),
      // One by one: this runs for each post of each page, where spreading costs more than all else here.
      poll,
      isOver,
      votes,
      quote,
      quotePolicy,
      standing,
      pollEmojis: gathered.emojis.inPoll(id),
      reactionEmojis: gathered.reactionEmojis(boostOfId ?? id),
    },
    boosted: boostOfId,
  }
}

function presentEntity(shared: Shared, gathered: Whole, id: PostId): PresentedStatus | undefined {
  const parts = partsOf(gathered, id)
  const reblog = parts?.boosted ? presentEntity(shared, gathered, parts.boosted) : null
  if (!parts || reblog === undefined) return undefined
  const { layer, sources, account, facts } = parts
  return { ...shared.entityOf(layer, sources), account, ...presentForViewer(shared.origin, facts), reblog }
}

/** Adds a status with the comma before it; nothing when it, or what it boosts, is gone. */
function addBytes(remembered: Remembered, gathered: Whole, id: PostId, bytes: Buffer[]): void {
  const parts = partsOf(gathered, id)
  const boosted = parts?.boosted ? partsOf(gathered, parts.boosted) : undefined
  if (!parts || (parts.boosted && !boosted)) return
  bytes.push(bytes.length === 0 ? beforeFirst : beforeNext)
  addParts(remembered, parts, bytes)
  if (boosted) {
    addParts(remembered, boosted, bytes)
    bytes.push(noBoost, afterBoost)
  } else bytes.push(noBoost)
}

function addParts({ shared, forViewer }: Remembered, parts: Parts, bytes: Buffer[]): void {
  const { layer, sources, account, facts } = parts
  bytes.push(shared.beginningOf(layer, sources), shared.accountBytes(account), forViewer(facts))
}
