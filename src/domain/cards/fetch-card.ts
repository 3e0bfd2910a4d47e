import { type Account, isActive } from '#domain/accounts/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { newStorageKey } from '#platform/storage/index.ts'
import type { Card } from './card.ts'
import { saveCard, selectCards } from './card-store.ts'
import { addOembed, type DescribedPage, describePage, type Page } from './describe-page.ts'
import { isFresh } from './is-fresh.ts'
import type { CardsInside } from './needs.ts'

/** To look what a page says of itself. Lane: its host. */
export const fetchCard = defineJob<{ readonly url: string }>('fetch-card', { priorities: [5] })

/** How this room gets at pages; each gives undefined for what cannot be had. */
export interface CardReaders {
  readPage(url: string, signal: AbortSignal): Promise<Page | undefined>
  readJson(url: string, signal: AbortSignal): Promise<unknown>
  readPicture(url: string, signal: AbortSignal): Promise<Uint8Array | undefined>
  findAccount(username: string, domain: string): Promise<Account | undefined>
}

/** All network is before the transaction. What cannot be had is remembered as empty, too. */
export function handleFetching(needs: CardsInside, readers: CardReaders): JobHandler {
  return handleJobs(
    fetchCard,
    { concurrency: 4, perLane: 1, timeoutMs: 60_000, maxAttempts: 2 },
    async ([job], signal) => {
      if (!job) return
      const { url } = job.payload
      const [known] = await selectCards(needs.db.sql, [url])
      if (known && isFresh(known, needs.clock.now())) return
      const page = await readers.readPage(url, signal)
      const described = page && (await withOembed(describePage(page), readers, signal))
      const card = described
        ? await complete(needs, { url, described, readers, signal })
        : emptyCard(url, new Date(needs.clock.now()))
      const before = await needs.db.transact(async (tx) => {
        tx.forget(() => needs.known.forget(url))
        return saveCard(tx.sql, card)
      })
      if (before && before !== card.imageKey) await needs.storage.remove(before)
    },
  )
}

async function withOembed(
  described: DescribedPage,
  readers: CardReaders,
  signal: AbortSignal,
): Promise<DescribedPage> {
  if (described.oembedUrl === undefined) return described
  return addOembed(described, await readers.readJson(described.oembedUrl, signal))
}

async function complete(
  needs: CardsInside,
  {
    url,
    described,
    readers,
    signal,
  }: { url: string; described: DescribedPage; readers: CardReaders; signal: AbortSignal },
): Promise<Card> {
  const { imageUrl, creator, oembedUrl: _oembed, ...told } = described
  const [picture, author] = await Promise.all([
    imageUrl === undefined ? undefined : keepPicture(needs, imageUrl, readers, signal),
    findAuthor(described, creator, readers),
  ])
  return {
    ...told,
    ...(told.width === 0 && picture ? { width: picture.width, height: picture.height } : {}),
    url,
    authorId: author?.id ?? null,
    imageKey: picture?.key ?? null,
    blurhash: picture?.blurhash ?? null,
    isEmpty: told.title === '',
    fetchedAt: new Date(needs.clock.now()),
  }
}

/** Encoded anew and made small, as any other picture (R21). */
async function keepPicture(
  needs: CardsInside,
  imageUrl: string,
  readers: CardReaders,
  signal: AbortSignal,
): Promise<{ key: string; width: number; height: number; blurhash: string } | undefined> {
  const bytes = await readers.readPicture(imageUrl, signal)
  if (!bytes) return undefined
  await using outcome = await needs.processor.process({ bytes })
  if (!outcome.ok || outcome.kind !== 'image') return undefined
  const key = newStorageKey(outcome.previewMime)
  await needs.storage.put(key, outcome.preview, { contentType: outcome.previewMime })
  const { previewWidth: width, previewHeight: height, blurhash } = outcome
  return { key, width, height, blurhash }
}

/** A page could name anybody: only who names its site in turn is shown as its author. */
async function findAuthor(
  { finalUrl }: DescribedPage,
  creator: string | undefined,
  readers: CardReaders,
): Promise<Account | undefined> {
  const [username, domain] = creator?.split('@') ?? []
  if (!username || !domain) return undefined
  const account = await readers.findAccount(username, domain.toLowerCase())
  const { hostname } = new URL(finalUrl)
  const isNamed = account?.attributionDomains.some(
    (site) => hostname === site || hostname.endsWith(`.${site}`),
  )
  return account && isNamed && isActive(account) ? account : undefined
}

function emptyCard(url: string, fetchedAt: Date): Card {
  return {
    url,
    finalUrl: url,
    kind: 'link',
    title: '',
    description: '',
    authorName: '',
    authorUrl: '',
    authorId: null,
    providerName: '',
    providerUrl: '',
    html: '',
    embedUrl: '',
    width: 0,
    height: 0,
    imageKey: null,
    imageDescription: '',
    blurhash: null,
    publishedAt: null,
    language: null,
    isEmpty: true,
    fetchedAt,
  }
}
