import type { Rule } from './rules.ts'

/** Distributed tables, and the column by which. */
export type OwnedTables = ReadonlyMap<string, string>

/** Statements that may ask every shard, each with its reason. */
const everywhere: readonly { readonly text: string; readonly because: string }[] = [
  {
    text: 'delete from notifications where post_id = any(',
    because: 'A post that goes takes along what told anybody of it; who that was is written nowhere else.',
  },
]

/**
 * What Citus wants of statements on distributed tables: whose rows they are, no `skip locked`, no function in `do update`,
 * and no changes of rows by what other tables hold, which may be elsewhere. Whether a statement runs is shown by the
 * journeys on Citus alone.
 */
export const ownersAreNamed =
  (owned: OwnedTables): Rule =>
  (files) =>
    files.flatMap((file) =>
      file.sql.flatMap(({ text, line }) => {
        const at = `${file.path}:${line}`
        const named = tablesOf(text)
        return named.flatMap((table) => {
          const by = owned.get(table)
          if (by === undefined || everywhere.some((one) => text.includes(one.text))) return []
          return [
            ...(text.includes(by)
              ? []
              : [`${at}: names no ${by} of ${table}, so every shard is asked. Say whose rows.`]),
            ...(/\bskip locked\b/.test(text)
              ? [`${at}: uses skip locked on ${table}, which has many shards.`]
              : []),
            ...(/\bdo update\b[\s\S]*\bnow\(\)/.test(text)
              ? [`${at}: calls now() in do update of ${table}, which each node would answer. Take excluded.…`]
              : []),
            ...(isChange(text, table)
              ? named
                  .filter((other) => !owned.has(other))
                  .map(
                    (other) =>
                      `${at}: changes ${table} by ${other}, which is elsewhere. Read first, then change.`,
                  )
              : []),
          ]
        })
      }),
    )

function isChange(text: string, table: string): boolean {
  return new RegExp(`^\\s*(?:update|delete from)\\s+${table}\\b`).test(text)
}

function tablesOf(text: string): string[] {
  const found = [
    ...text.matchAll(/\b(?:from|join|into|update|using)\s+([a-z_0-9]+)\b(?!\()/g),
    ...text.matchAll(/,\s*([a-z_0-9]+) as /g),
  ]
  return [...new Set(found.map(([, name]) => name ?? ''))].filter(
    (name) => !/^(?:unnest|jsonb_|set$)/.test(name),
  )
}
