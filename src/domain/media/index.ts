export { createMediaProcessor, defaultMediaLimits, type MediaProcessor } from './process/index.ts'

import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { changeThumbnail } from './change-thumbnail.ts'
import type { Media, MediaId, RemoteMedia } from './media.ts'
import {
  attachMedia,
  deleteByPosts,
  deleteForgotten,
  deleteProposals,
  deleteRemoteMedia,
  deleteUnattached,
  detachAll,
  detachMedia,
  holdMedia,
  insertRemoteMedia,
  releaseMedia,
  selectByPosts,
  selectMedia,
  selectProposal,
  updateDescription,
} from './media-store.ts'
import type { MediaNeeds } from './needs.ts'
import { type Upload, type UploadOutcome, uploadMedia } from './upload-media.ts'
import { type PictureOutcome, uploadProfilePicture } from './upload-profile-picture.ts'

export { type Media, type MediaId, maxAttachments, maxDescriptionLength, type RemoteMedia } from './media.ts'
export type { Upload, UploadOutcome } from './upload-media.ts'

/** Pictures and films: taken in, stripped of everything but themselves, attached to posts. */
export interface MediaRoom {
  upload(upload: Upload): Promise<UploadOutcome>
  uploadProfilePicture(
    purpose: 'avatar' | 'header',
    file: { path: string; declaredType: string },
  ): Promise<PictureOutcome>
  findMedia(id: MediaId, owner: AccountId): Promise<Media | undefined>
  /** Whoever owns them: for those who have them from their owner. */
  findMany(ids: readonly MediaId[]): Promise<ReadonlyMap<MediaId, Media>>
  /** @returns undefined when it is not the owner's. */
  describe(
    id: MediaId,
    owner: AccountId,
    changes: { description?: string | null; focusX?: number; focusY?: number },
  ): Promise<Media | undefined>
  /** Gives a film another picture; a picture stands for itself, and stays as it is. */
  changeThumbnail: ReturnType<typeof changeThumbnail>
  attach(
    tx: Transaction,
    post: { id: string; accountId: AccountId },
    ids: readonly MediaId[],
  ): Promise<boolean>
  /**
   * Keeps the owner's own, free and ready uploads for a post that comes later: they are not forgotten meanwhile.
   * @returns false when one of them is none of these, or held already
   */
  hold(tx: Transaction, owner: AccountId, ids: readonly MediaId[]): Promise<boolean>
  /** The id of the place that the first of the owner's own free uploads with one proposes. It is told to its owner alone. */
  findProposal(owner: AccountId, ids: readonly MediaId[]): Promise<string | undefined>
  forgetProposals(tx: Transaction, owner: AccountId): Promise<void>
  release(tx: Transaction, owner: AccountId, ids: readonly MediaId[]): Promise<void>
  detachExcept(tx: Transaction, postId: string, keep: readonly MediaId[]): Promise<void>
  /** Replaces what is known of a remote post's media. */
  replaceRemote(
    tx: Transaction,
    post: { id: string; accountId: AccountId },
    items: readonly RemoteMedia[],
  ): Promise<void>
  /** The media of remote posts that are new. */
  addRemote(
    tx: Transaction,
    posts: readonly {
      readonly post: { id: string; accountId: AccountId }
      readonly items: readonly RemoteMedia[]
    }[],
  ): Promise<void>
  findByPosts(postIds: readonly string[]): Promise<ReadonlyMap<string, readonly Media[]>>
  /** Makes a post's files uploads again, as new as if they had just come. */
  detachAll(tx: Transaction, postId: string): Promise<void>
  /** Deletes an upload that is no part of a post. */
  discard(id: MediaId, owner: AccountId): Promise<boolean>
  /** Deletes rows at once and files after the commit: a crash between leaves a file, never a broken picture. */
  deleteOfPosts(tx: Transaction, postIds: readonly string[]): Promise<void>
  deleteForgotten(): Promise<number>
  removeFile(key: string): Promise<void>
}

/** Of one post: more is no post that anybody looks through. */
const maxRemote = 16

export function defineMedia(needs: MediaNeeds): MediaRoom {
  const { sql } = needs.db
  const removeFiles = async (media: readonly Media[]) => {
    for (const { fileKey, previewKey } of media) {
      if (fileKey) await needs.storage.remove(fileKey)
      if (previewKey) await needs.storage.remove(previewKey)
    }
  }
  /** A copy that a crash leaves behind, nobody can ask for any more, and it grows old. */
  const forgetCopies = (tx: Transaction, urls: readonly string[]) => {
    if (urls.length > 0) tx.afterCommit(() => void needs.copies.forget(urls).catch(() => undefined))
  }
  const findMedia = async (id: MediaId, owner: AccountId) => {
    const [media] = await selectMedia(sql, [id])
    return media?.accountId === owner ? media : undefined
  }
  const addRemote: MediaRoom['addRemote'] = (tx, posts) =>
    insertRemoteMedia(
      tx.sql,
      posts.flatMap(({ post, items }) =>
        items.slice(0, maxRemote).map((item, position) => ({
          ...item,
          id: needs.ids.next<MediaId>(),
          postId: post.id,
          accountId: post.accountId,
          position,
        })),
      ),
    )
  return {
    upload: uploadMedia(needs),
    uploadProfilePicture: uploadProfilePicture(needs),
    findMedia,
    findMany: async (ids) => new Map((await selectMedia(sql, ids)).map((media) => [media.id, media])),
    detachAll: (tx, postId) => detachAll(tx.sql, postId),
    hold: (tx, owner, ids) => holdMedia(tx.sql, owner, ids),
    findProposal: (owner, ids) => selectProposal(sql, owner, ids),
    forgetProposals: (tx, owner) => deleteProposals(tx.sql, owner),
    release: (tx, owner, ids) => releaseMedia(tx.sql, owner, ids),
    async describe(id, owner, changes) {
      const described = await findMedia(id, owner)
      if (!described) return undefined
      await updateDescription(sql, id, changes)
      if (described.postId) needs.db.changes.tell('post-media', described.postId)
      return findMedia(id, owner)
    },
    changeThumbnail: changeThumbnail(needs),
    attach: (tx, post, ids) => attachMedia(tx.sql, post, ids),
    detachExcept: (tx, postId, keep) => detachMedia(tx.sql, postId, keep),
    async replaceRemote(tx, post, items) {
      const earlier = await deleteRemoteMedia(tx.sql, post.id)
      await addRemote(tx, [{ post, items }])
      const kept = new Set(items.map((item) => item.remoteUrl))
      forgetCopies(
        tx,
        earlier.filter((url) => !kept.has(url)),
      )
    },
    addRemote,
    async findByPosts(postIds) {
      return Map.groupBy(await selectByPosts(sql, postIds), (media) => media.postId ?? '')
    },
    async discard(id, owner) {
      const media = await deleteUnattached(sql, id, owner)
      if (media) await removeFiles([media])
      return media !== undefined
    },
    async deleteOfPosts(tx, postIds) {
      const deleted = await deleteByPosts(tx.sql, postIds)
      tx.afterCommit(() => void removeFiles(deleted).catch(() => undefined))
      forgetCopies(
        tx,
        deleted.flatMap((media) => media.remoteUrl ?? []),
      )
    },
    async deleteForgotten() {
      const forgotten = await deleteForgotten(sql, 24)
      await removeFiles(forgotten)
      return forgotten.length
    },
    removeFile: (key) => needs.storage.remove(key),
  }
}
