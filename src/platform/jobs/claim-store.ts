import type { Database } from '#platform/db/index.ts'
import type { Job, JobHandler } from './job.ts'

export interface ClaimOptions {
  readonly limit: number
  readonly priority: number
  /** The lane after which to begin; from the first one by default. */
  readonly after?: string | undefined
  /** Lanes of which nothing is wanted. */
  readonly closed?: readonly string[]
  /** Lanes of which at most so many jobs are wanted. */
  readonly bounds?: ReadonlyMap<string, number>
  /** How many are wanted of the other lanes. Default: as many as a lane may have. */
  readonly others?: number
}

export interface Claimed {
  readonly jobs: Job<never>[]
  /** Where the next claim goes on; undefined when the last lane has been passed. */
  readonly next: string | undefined
}

/**
 * Takes due jobs of one priority for this process, lane by lane in the order of their names, and in each in their
 * order. It steps from lane to lane by the index jobs_claim (kind, priority, lane, run_at, id), so the work grows with
 * the lanes that it passes and not with the jobs that wait there: a long queue for a dead host costs one step.
 *
 * A job whose last worker fell silent is taken alone: if it is what kills workers, it takes no others with it, and
 * counts its tries alone.
 */
export async function claimJobs(db: Database, handler: JobHandler, options: ClaimOptions): Promise<Claimed> {
  const { limit, priority, after, closed = [], bounds = new Map<string, number>(), others } = options
  const { sql } = db
  const perLane = handler.batch > 1 ? limit : Math.min(others ?? handler.perLane, limit)
  const steps = Math.min(limit + closed.length + 64, maxSteps)
  const begin = after === undefined ? sql`` : sql`and coalesce(lane, '') > ${after}`
  // Materialised: as a plain subquery it may run once for each row of a nested loop, and take more than its limit.
  const rows = await sql<(Partial<Job<never>> & { place: number | null; lastLane: string; steps: number })[]>`
    with recursive lanes (lane, place) as (
      (
        select coalesce(lane, ''), 1
        from jobs
        where kind = ${handler.kind} and priority = ${priority} ${begin}
        order by coalesce(lane, '')
        limit 1
      )
      union all
      select next.lane, l.place + 1
      from lanes as l
      cross join lateral (
        select coalesce(j.lane, '') as lane
        from jobs as j
        where j.kind = ${handler.kind} and j.priority = ${priority} and coalesce(j.lane, '') > l.lane
        order by coalesce(j.lane, '')
        limit 1
      ) as next
      where l.place < ${steps}
    ),
    due as materialized (
      select taken.id, taken.abandoned, l.place
      from lanes as l
      left join unnest(${[...bounds.keys()]}::text[], ${[...bounds.values()]}::int[]) as bound (lane, jobs)
        on bound.lane = l.lane
      cross join lateral (
        select id, locked_until is not null as abandoned
        from jobs
        where kind = ${handler.kind} and priority = ${priority} and coalesce(lane, '') = l.lane
          and run_at <= now()
          and (locked_until is null or locked_until < now())
        order by run_at, id
        limit case when l.lane = '' then ${limit} else greatest(0, coalesce(bound.jobs, ${perLane})) end
        for update skip locked
      ) as taken
      where l.lane <> all(${[...closed]}::text[])
      limit ${limit}
    ),
    chosen as (
      select id, place from due where not exists (select 1 from due where abandoned)
      union all
      (select id, place from due where abandoned order by id limit 1)
    ),
    claimed as (
      update jobs
      set locked_until = now() + make_interval(secs => ${(handler.timeoutMs / 1000) * 1.5}),
          attempts = attempts + 1
      from chosen
      where jobs.id = chosen.id
      returning jobs.*, chosen.place
    )
    select c.id, c.payload, c.attempts as attempt, c.lane, c.request_id, c.created_at, c.place, l.last_lane, l.steps
    from (
      select (array_agg(lane order by place desc))[1] as last_lane, count(*)::int as steps from lanes
    ) as l
    left join claimed as c on true
    order by c.run_at, c.id
  `
  const jobs = rows.flatMap(({ place: _place, lastLane: _lane, steps: _steps, ...job }) =>
    job.id == null ? [] : [job as Job<never>],
  )
  return { jobs, next: nextLane(rows, { limit, steps, jobs: jobs.length }) }
}

/** A lane that was cut off by the limit is not passed: it stays for its next turn, after all others. */
function nextLane(
  rows: readonly { place: number | null; lane?: string | null; lastLane: string | null; steps: number }[],
  { limit, steps, jobs }: { limit: number; steps: number; jobs: number },
): string | undefined {
  const [first] = rows
  if (jobs >= limit) {
    const last = rows.reduce((one, other) => ((other.place ?? 0) > (one.place ?? 0) ? other : one))
    return last.lane ?? undefined
  }
  return first && first.steps >= steps ? (first.lastLane ?? undefined) : undefined
}

const maxSteps = 2000
