import type { AccountId } from '#domain/accounts/index.ts'
import { type MediaId, maxAttachments } from '#domain/media/index.ts'
import { composeText } from './compose-text.ts'
import { postEdited } from './events.ts'
import { factOf } from './fact-of.ts'
import type { PostsInside } from './needs.ts'
import { maxContentWarningLength, maxPostLength, type Post, type PostId } from './post.ts'
import { insertEdit, lockPost, replaceMentions, replaceTags, updateContent } from './post-store.ts'
import type { Addition, PublishRefusal } from './publish-post.ts'

export interface Revision {
  readonly authorId: AccountId
  readonly postId: PostId
  readonly text: string
  readonly contentWarning?: string | undefined
  readonly sensitive?: boolean | undefined
  readonly language?: string | null | undefined
  /** Absent: the media stay. */
  readonly mediaIds?: readonly MediaId[] | undefined
}

export type EditOutcome =
  | { readonly ok: true; readonly post: Post }
  | { readonly ok: false; readonly because: PublishRefusal | 'not_found' }

class MediaNotFound extends Error {}

/** Edits an own post and keeps what it said before. */
export const editPost =
  (needs: PostsInside) =>
  async (revision: Revision, addition?: Addition): Promise<EditOutcome> => {
    const composed = await composeText(needs, revision.text)
    if (composed.length > maxPostLength) return { ok: false, because: 'too_long' }
    if ((revision.contentWarning?.length ?? 0) > maxContentWarningLength)
      return { ok: false, because: 'warning_too_long' }
    if ((revision.mediaIds?.length ?? 0) > maxAttachments) return { ok: false, because: 'too_many_media' }
    try {
      return await needs.db.transact(async (tx): Promise<EditOutcome> => {
        const post = await lockPost(tx.sql, revision.postId)
        if (!post || !post.local || post.accountId !== revision.authorId || post.boostOfId) {
          return { ok: false, because: 'not_found' }
        }
        const kept = (await needs.media.findByPosts([post.id])).get(post.id) ?? []
        const mediaIds = revision.mediaIds ?? kept.map((media) => media.id)
        if (
          revision.text.trim() === '' &&
          mediaIds.length === 0 &&
          post.footer === '' &&
          headerOf(post) === ''
        )
          return { ok: false, because: 'empty' }
        await insertEdit(tx.sql, post.id, { ...post, editedAt: post.editedAt ?? post.createdAt })
        const edited = revise(needs, post, revision, composed.content)
        await updateContent(tx.sql, post.id, { ...edited, hasMedia: mediaIds.length > 0 })
        if (revision.mediaIds) {
          await needs.media.detachExcept(tx, post.id, mediaIds)
          if (!(await needs.media.attach(tx, post, mediaIds))) throw new MediaNotFound()
        }
        await replaceMentions(tx.sql, post.id, composed.mentions)
        await replaceTags(tx.sql, post.id, composed.tags)
        await addition?.write(tx, edited)
        tx.forget(() => needs.views.forget(post.id))
        await needs.announce(tx, postEdited, factOf(edited))
        return { ok: true, post: edited }
      })
    } catch (error) {
      if (error instanceof MediaNotFound) return { ok: false, because: 'media_not_found' }
      throw error
    }
  }

/** What stands before the text as it was typed: no text of anybody here can begin so. */
function headerOf(post: Post): string {
  return /^<p class="quote-inline">.*?<\/p>/s.exec(post.content)?.[0] ?? ''
}

function revise(needs: PostsInside, post: Post, revision: Revision, content: string): Post {
  const contentWarning = revision.contentWarning?.trim() ?? post.contentWarning
  return {
    ...post,
    source: revision.text,
    content: headerOf(post) + content,
    contentWarning,
    sensitive: (revision.sensitive ?? post.sensitive) || contentWarning !== '',
    language: revision.language === undefined ? post.language : revision.language,
    editedAt: new Date(needs.clock.now()),
  }
}
