import type { PostId, Visibility } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page, type Sql } from '#platform/db/index.ts'

/** What a deleted local post was, as far as its row still tells. Uses the primary key. */
export async function selectGonePost(
  sql: Sql,
  id: PostId,
): Promise<{ visibility: Visibility; deletedAt: Date } | undefined> {
  const [gone] = await sql<{ visibility: Visibility; deletedAt: Date }[]>`
    select visibility, deleted_at
    from posts
    where id = ${id} and local and deleted_at is not null and boost_of_id is null
  `
  return gone
}

/** Answers to a post that everybody may see. Uses posts_reply. */
export async function listReplyIds(sql: Sql, postId: PostId, page: Page): Promise<PostId[]> {
  const rows = await sql<{ id: PostId }[]>`
    select id
    from posts
    where reply_to_id = ${postId} and deleted_at is null and visibility in ('public', 'unlisted')
      ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows).map((row) => row.id)
}
