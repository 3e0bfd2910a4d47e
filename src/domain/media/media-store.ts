import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Media, MediaId, RemoteMedia } from './media.ts'

type Runner = Sql | TransactionSql

const columns = [
  'id',
  'account_id',
  'post_id',
  'position',
  'kind',
  'state',
  'mime',
  'file_key',
  'preview_key',
  'remote_url',
  'width',
  'height',
  'preview_width',
  'preview_height',
  'duration',
  'blurhash',
  'focus_x',
  'focus_y',
  'description',
  'created_at',
]

/** The only SQL on media. */
export async function insertMedia(
  sql: Runner,
  media: Omit<Media, 'createdAt' | 'postId' | 'position'> & { readonly proposedPlaceId: string | null },
): Promise<Media> {
  const [inserted] = await sql<Media[]>`
    insert into media ${sql({
      id: media.id,
      account_id: media.accountId,
      kind: media.kind,
      state: media.state,
      mime: media.mime,
      file_key: media.fileKey,
      preview_key: media.previewKey,
      remote_url: media.remoteUrl,
      width: media.width,
      height: media.height,
      preview_width: media.previewWidth,
      preview_height: media.previewHeight,
      duration: media.duration,
      blurhash: media.blurhash,
      focus_x: media.focusX,
      focus_y: media.focusY,
      description: media.description,
      proposed_place_id: media.proposedPlaceId,
    })}
    returning ${sql(columns)}
  `
  if (!inserted) throw new Error('Inserted media is missing.')
  return inserted
}

export async function selectMedia(sql: Runner, ids: readonly MediaId[]): Promise<Media[]> {
  if (ids.length === 0) return []
  return sql<Media[]>`select ${sql(columns)} from media where id = any(${[...ids]}::bigint[])`
}

export async function updateDescription(
  sql: Runner,
  id: MediaId,
  changes: { description?: string | null; focusX?: number; focusY?: number },
): Promise<void> {
  const set = {
    ...(changes.description !== undefined && { description: changes.description }),
    ...(changes.focusX !== undefined && { focus_x: changes.focusX }),
    ...(changes.focusY !== undefined && { focus_y: changes.focusY }),
  }
  if (Object.keys(set).length === 0) return
  await sql`update media set ${sql(set)} where id = ${id}`
}

export async function updatePreview(
  sql: Runner,
  id: MediaId,
  preview: Pick<Media, 'previewKey' | 'previewWidth' | 'previewHeight' | 'blurhash'>,
): Promise<void> {
  await sql`
    update media
    set ${sql({
      preview_key: preview.previewKey,
      preview_width: preview.previewWidth,
      preview_height: preview.previewHeight,
      blurhash: preview.blurhash,
    })}
    where id = ${id}
  `
}

/**
 * Attaches the author's own, free and ready media to a post in the given order (R30).
 * @returns false when one of them is missing, somebody else's or taken: the caller undoes the transaction.
 */
export async function attachMedia(
  sql: Runner,
  post: { id: string; accountId: AccountId },
  ids: readonly MediaId[],
): Promise<boolean> {
  if (ids.length === 0) return true
  const attached = await sql`
    update media as m
    set post_id = ${post.id}, position = wanted.position, held = false, proposed_place_id = null
    from unnest(${[...ids]}::bigint[]) with ordinality as wanted (id, position)
    where m.id = wanted.id
      and m.account_id = ${post.accountId}
      and (m.post_id is null or m.post_id = ${post.id})
      and m.state = 'ready'
  `
  return attached.count === ids.length
}

/**
 * What the first of these uploads with a proposal proposes: the owner's own, and free. It stands in no other answer of this
 * file. Uses media_pkey.
 */
export async function selectProposal(
  sql: Runner,
  owner: AccountId,
  ids: readonly MediaId[],
): Promise<string | undefined> {
  if (ids.length === 0) return undefined
  const [found] = await sql<{ proposedPlaceId: string }[]>`
    select proposed_place_id
    from media
    join unnest(${[...ids]}::bigint[]) with ordinality as wanted (id, place) using (id)
    where account_id = ${owner} and post_id is null and not held and proposed_place_id is not null
    order by wanted.place
    limit 1
  `
  return found?.proposedPlaceId
}

/** Uses media_unattached. */
export async function deleteProposals(sql: Runner, owner: AccountId): Promise<void> {
  await sql`
    update media set proposed_place_id = null
    where post_id is null and account_id = ${owner} and proposed_place_id is not null
  `
}

export async function detachAll(sql: Runner, postId: string): Promise<void> {
  await sql`
    update media set post_id = null, created_at = now() where post_id = ${postId} and remote_url is null
  `
}

/** @returns false when one is missing, somebody else's, taken or held. */
export async function holdMedia(sql: Runner, owner: AccountId, ids: readonly MediaId[]): Promise<boolean> {
  if (ids.length === 0) return true
  const held = await sql`
    update media set held = true, proposed_place_id = null
    where id = any(${[...ids]}::bigint[]) and account_id = ${owner}
      and post_id is null and state = 'ready' and not held
  `
  return held.count === new Set(ids).size
}

export async function releaseMedia(sql: Runner, owner: AccountId, ids: readonly MediaId[]): Promise<void> {
  if (ids.length === 0) return
  await sql`update media set held = false where id = any(${[...ids]}::bigint[]) and account_id = ${owner}`
}

export async function detachMedia(sql: Runner, postId: string, keep: readonly MediaId[]): Promise<void> {
  await sql`update media set post_id = null where post_id = ${postId} and id <> all(${[...keep]}::bigint[])`
}

/** Media of one or many remote posts in one statement; their order in each post is that of the list. */
export async function insertRemoteMedia(
  sql: Runner,
  items: readonly (RemoteMedia & { id: MediaId; postId: string; accountId: AccountId; position: number })[],
): Promise<void> {
  if (items.length === 0) return
  const rows = items.map((item) => ({
    id: item.id,
    account_id: item.accountId,
    post_id: item.postId,
    position: item.position,
    kind: item.kind,
    mime: item.mime,
    remote_url: item.remoteUrl,
    width: item.width,
    height: item.height,
    blurhash: item.blurhash,
    focus_x: item.focusX,
    focus_y: item.focusY,
    description: item.description,
  }))
  const columns = sql(Object.keys(rows[0] ?? {}))
  await sql`
    insert into media (${columns})
    select ${columns} from jsonb_populate_recordset(null::media, ${sql.json(rows)})
  `
}

/** @returns the addresses of the files */
export async function deleteRemoteMedia(sql: Runner, postId: string): Promise<string[]> {
  const deleted = await sql<{ remoteUrl: string }[]>`
    delete from media where post_id = ${postId} and remote_url is not null returning remote_url
  `
  return deleted.map(({ remoteUrl }) => remoteUrl)
}

/** Uses media_post. */
export async function selectByPosts(sql: Runner, postIds: readonly string[]): Promise<Media[]> {
  if (postIds.length === 0) return []
  return sql<Media[]>`
    select ${sql(columns)} from media where post_id = any(${[...postIds]}::bigint[]) order by post_id, position
  `
}

/** Removes rows, handing back what their files were. */
export async function deleteByPosts(sql: Runner, postIds: readonly string[]): Promise<Media[]> {
  return sql<
    Media[]
  >`delete from media where post_id = any(${[...postIds]}::bigint[]) returning ${sql(columns)}`
}

export async function deleteUnattached(
  sql: Runner,
  id: MediaId,
  accountId: AccountId,
): Promise<Media | undefined> {
  const [media] = await sql<Media[]>`
    delete from media where id = ${id} and account_id = ${accountId} and post_id is null returning ${sql(columns)}
  `
  return media
}

/** Uploads that never became part of a post. Uses media_unattached. */
export async function deleteForgotten(sql: Runner, olderThanHours: number): Promise<Media[]> {
  return sql<Media[]>`
    delete from media
    where id in (
      select id from media
      where post_id is null and not held and created_at < now() - make_interval(hours => ${olderThanHours})
      limit 200
    )
    returning ${sql(columns)}
  `
}
