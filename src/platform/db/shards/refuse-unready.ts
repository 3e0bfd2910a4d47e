import type postgres from 'postgres'

/** An expected no: what must be done first. */
export class CannotShard extends Error {
  override readonly name = 'CannotShard'
}

/** @throws CannotShard when Citus is not there, or knows no nodes to put shards on */
export async function refuseUnready(sql: postgres.Sql): Promise<void> {
  const [citus] = await sql<{ made: boolean; name: string }[]>`
    select exists (select 1 from pg_extension where extname = 'citus') as made, current_database() as name
  `
  if (!citus?.made)
    throw new CannotShard(
      `The database ${citus?.name} has no Citus. On every node: shared_preload_libraries = 'citus', then in this database: create extension citus.`,
    )
  const [nodes] = await sql<{ coordinators: number; keepers: number; isHere: boolean }[]>`
    select
      count(*) filter (where groupid = 0)::int as coordinators,
      count(*) filter (where isactive and shouldhaveshards and noderole = 'primary')::int as keepers,
      (select groupid = 0 from pg_dist_local_group) as is_here
    from pg_dist_node
  `
  if (nodes?.isHere === false)
    throw new CannotShard('This is a worker node. DATABASE_URL must lead to the coordinator.')
  if (!nodes?.coordinators)
    throw new CannotShard(
      "The nodes do not know the coordinator: select citus_set_coordinator_host('its address', its port).",
    )
  if (!nodes.keepers)
    throw new CannotShard(
      "There is no node to put shards on: select citus_add_node('its address', its port).",
    )
}
