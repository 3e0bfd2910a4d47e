import type { PostId } from './post.ts'
import type { Runner } from './post-store.ts'

/** The only SQL on post_approvals. Where each of these posts is approved; most are nowhere. */
export async function selectApprovals(
  sql: Runner,
  postIds: readonly PostId[],
): Promise<ReadonlyMap<PostId, string>> {
  if (postIds.length === 0) return new Map()
  const rows = await sql<{ postId: PostId; uri: string }[]>`
    select post_id, uri from post_approvals where post_id = any(${[...postIds]}::bigint[])
  `
  return new Map(rows.map((row) => [row.postId, row.uri]))
}

export async function deleteApprovals(sql: Runner, postIds: readonly PostId[]): Promise<void> {
  await sql`delete from post_approvals where post_id = any(${[...postIds]}::bigint[])`
}

/** @returns whether it is another one than before */
export async function saveApproval(sql: Runner, postId: PostId, uri: string): Promise<boolean> {
  const saved = await sql`
    insert into post_approvals (post_id, uri)
    values (${postId}, ${uri})
    on conflict (post_id) do update set uri = excluded.uri where post_approvals.uri <> excluded.uri
  `
  return saved.count === 1
}
