import type { FastifyReply, FastifyRequest } from 'fastify'
import { type AccountId, type Accounts, isActive } from '#domain/accounts/index.ts'
import { type Copies, isDigestOf } from '#domain/copies/index.ts'
import type { Emojis } from '#domain/emojis/index.ts'
import type { MediaId, MediaRoom } from '#domain/media/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import type { Storage } from '#platform/storage/index.ts'
import { sendStored } from './serve-media.ts'

export interface CopyNeeds {
  readonly storage: Pick<Storage, 'open' | 'sizeOf'>
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly media: Pick<MediaRoom, 'findMany'>
  readonly emojis: Pick<Emojis, 'find'>
  readonly copies: Pick<Copies, 'get'>
}

/** A deleted post's picture is to be gone from browsers within a day, too. */
const aDay = 'public, max-age=86400'

/**
 * Answers GET and HEAD for a file of another server, so that the reader's browser never asks that server: only what a
 * post, account or emoji that is known here shows, by its id and a digest of the address. @throws Refusal 404, or 503 while
 * the other server has trouble
 */
export const serveCopy =
  (needs: CopyNeeds) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { kind, id, digest } = request.params as { kind: string; id: string; digest: string }
    const url = kind === 'emoji' ? await findEmoji(needs, id) : await findAddress(needs, kind, id)
    if (!url || !isDigestOf(digest, url)) throw new Refusal(404, 'There is no such file.')
    const outcome = await needs.copies.get(url)
    switch (outcome.kind) {
      case 'copy':
        return sendStored(needs.storage, outcome.fileKey, { request, reply, cacheControl: aDay })
      case 'gone':
        throw new Refusal(404, 'There is no such file any more, or it is none that is shown.')
      case 'later':
        throw new Refusal(503, 'The server that has this file does not answer. Try again in a minute.', {
          headers: { 'retry-after': '60' },
        })
    }
  }

/** @param id e.g. `blob@far.example` */
async function findEmoji({ emojis }: CopyNeeds, id: string): Promise<string | undefined> {
  const [, shortcode, domain] = /^([A-Za-z0-9_]{2,100})@(.{1,260})$/.exec(id) ?? []
  if (shortcode === undefined || domain === undefined) return undefined
  const wanted = { domain, names: [shortcode] }
  const [emoji] = (await emojis.find([wanted]))(wanted)
  return emoji?.imageUrl ?? undefined
}

async function findAddress(needs: CopyNeeds, kind: string, id: string): Promise<string | undefined> {
  if (parseId(id) === undefined) return undefined
  if (kind === 'media') {
    const media = (await needs.media.findMany([id as MediaId])).get(id as MediaId)
    const author = media?.remoteUrl && (await needs.accounts.findAccount(media.accountId))
    return author && isActive(author) && media.kind !== 'unknown' ? (media.remoteUrl ?? undefined) : undefined
  }
  const account = await needs.accounts.findAccount(id as AccountId)
  if (!account || !isActive(account)) return undefined
  if (kind === 'avatar') return account.avatarUrl ?? undefined
  return kind === 'header' ? (account.headerUrl ?? undefined) : undefined
}
