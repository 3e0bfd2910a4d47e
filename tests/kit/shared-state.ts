import type { FederationNode } from './federation-node.ts'

/** What one server believes of all that two servers must agree on, in names that both have: addresses. */
export interface SharedState {
  readonly follows: readonly string[]
  readonly blocks: readonly string[]
  readonly posts: readonly string[]
  readonly boosts: readonly string[]
  readonly likes: readonly string[]
  readonly tallies: readonly string[]
  readonly places: readonly string[]
  readonly moves: readonly string[]
}

/**
 * Reads it from the tables. What stays within one server is left out: a like of a neighbour's post is nobody else's
 * business. @param actors addresses of those whom both servers know
 */
export async function readSharedState(node: FederationNode, actors: readonly string[]): Promise<SharedState> {
  const { sql } = node.db
  const list = async (lines: PromiseLike<readonly { line: string }[]>) =>
    (await lines).map(({ line }) => line).toSorted()
  // A view of this connection's own would not be seen by the next one.
  const people = sql`
    (select id, domain, moved_to_id, coalesce(uri, ${node.origin} || '/users/' || username) as address,
            coalesce(domain, ${node.host}) as home
     from accounts)
  `
  const written = sql`
    (select p.*, coalesce(p.uri, ${node.origin} || '/posts/' || p.id) as address, a.address as author, a.home
     from posts as p join ${people} as a on a.id = p.account_id
     where p.deleted_at is null)
  `
  const known = [...actors]
  return {
    follows: await list(sql`
      select one.address || ' ' || f.state || ' ' || other.address as line
      from follows as f join ${people} as one on one.id = f.follower_id join ${people} as other on other.id = f.followed_id
      where one.home <> other.home and one.address = any(${known})
    `),
    blocks: await list(sql`
      select one.address || ' ' || other.address as line
      from blocks as b join ${people} as one on one.id = b.blocker_id join ${people} as other on other.id = b.blocked_id
      where one.home <> other.home
    `),
    posts: await list(sql`
      select address || ' ' || author || ' ' || visibility || ' ' || (edited_at is not null) || ' '
        || coalesce((select q.address from ${written} as q where q.id = p.reply_to_id), 'first') || ' ' || regexp_replace(content || footer, '<[^>]*>', '', 'g')
        as line
      from ${written} as p
      where boost_of_id is null and author = any(${known})
    `),
    boosts: await list(sql`
      select b.author || ' ' || p.address as line
      from ${written} as b join ${written} as p on p.id = b.boost_of_id
      where b.author = any(${known})
    `),
    likes: await list(sql`
      select a.address || ' ' || p.address as line
      from likes as l join ${people} as a on a.id = l.account_id join ${written} as p on p.id = l.post_id
      where a.home <> p.home
    `),
    tallies: await list(sql`
      select p.address || ' ' || array_to_string(q.tallies, ',') as line
      from polls as q join ${written} as p on p.id = q.post_id
    `),
    places: await list(sql`
      select p.address || ' ' || (c.shown ->> 'name') as line
      from checkins as c join ${written} as p on p.id = c.post_id
    `),
    moves: await list(sql`
      select a.address || ' ' || b.address as line
      from ${people} as a join ${people} as b on b.id = a.moved_to_id
    `),
  }
}
