import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { AccountId } from '#domain/accounts/index.ts'
import { type MediaId, maxAttachments } from '#domain/media/index.ts'
import type { UploadedFile } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import type { MicropubNeeds } from './needs.ts'
import { isRecord, type Properties } from './read-entry.ts'
import { refuse } from './refuse.ts'

type Needs = Pick<MicropubNeeds, 'http' | 'media' | 'origin'>

const maxBytes = 16 * 1024 * 1024
const deadlineMs = 20_000

/**
 * The pictures of an entry: files that came with it, addresses that our media endpoint gave out, and pictures elsewhere,
 * which are fetched once (OwnYourSwarm sends Foursquare's addresses). All are stripped as any upload is.
 * @throws Refusal
 */
export async function takePhotos(
  needs: Needs,
  me: AccountId,
  { properties, files = [] }: { properties: Properties; files?: readonly UploadedFile[] },
): Promise<MediaId[]> {
  const photos = properties['photo'] ?? []
  if (photos.length + files.length > maxAttachments) {
    throw refuse('invalid_request', `An entry has at most ${maxAttachments} photos.`)
  }
  const mediaIds: MediaId[] = []
  for (const file of files)
    mediaIds.push(await upload(needs, me, { path: file.path, type: file.declaredType }))
  for (const photo of photos) {
    const { url, description } = readPhoto(photo)
    mediaIds.push((await findOwn(needs, me, url)) ?? (await fetchPhoto(needs, me, { url, description })))
  }
  return mediaIds
}

/** What the media endpoint answers, and knows again. */
export function mediaAddress(origin: string, media: { fileKey: string | null; id: MediaId }): string {
  return `${origin}/media/${media.fileKey}?media=${media.id}`
}

function readPhoto(photo: unknown): { url: string; description: string | undefined } {
  const [url, alt] = isRecord(photo) ? [photo['value'], photo['alt']] : [photo, undefined]
  if (typeof url !== 'string') throw refuse('invalid_request', 'A photo is an address, or a value with alt.')
  return { url, description: typeof alt === 'string' ? alt.slice(0, 1500) : undefined }
}

async function findOwn(needs: Needs, me: AccountId, url: string): Promise<MediaId | undefined> {
  if (!url.startsWith(`${needs.origin}/media/`)) return undefined
  const id = parseId<MediaId>(new URL(url).searchParams.get('media') ?? undefined)
  const media = id && (await needs.media.findMedia(id, me))
  if (!media) throw refuse('invalid_request', 'This photo is not one of your uploads.')
  return media.id
}

async function fetchPhoto(
  needs: Needs,
  me: AccountId,
  { url, description }: { url: string; description: string | undefined },
): Promise<MediaId> {
  if (!/^https?:\/\//.test(url)) throw refuse('invalid_request', 'A photo has an https address.')
  const folder = await mkdtemp(join(tmpdir(), 'cairn-micropub-'))
  try {
    const path = join(folder, 'photo')
    const status = await needs.http.download(
      { method: 'GET', url, headers: { accept: 'image/*' }, maxBytes, deadlineMs },
      async (answer) => {
        if (answer.status === 200) await pipeline(Readable.from(answer.body), createWriteStream(path))
        return answer.status
      },
    )
    if (status !== 200) throw refuse('invalid_request', `The photo could not be fetched: ${status}.`)
    return await upload(needs, me, { path, type: '', description })
  } catch (error) {
    if (error instanceof RemoteFault) throw refuse('invalid_request', 'The photo could not be fetched.')
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export async function upload(
  needs: Pick<Needs, 'media'>,
  me: AccountId,
  file: { path: string; type: string; description?: string | undefined },
): Promise<MediaId> {
  const outcome = await needs.media.upload({
    accountId: me,
    path: file.path,
    declaredType: file.type,
    description: file.description,
  })
  if (!outcome.ok) throw refuse('invalid_request', outcome.message)
  return outcome.media.id
}
