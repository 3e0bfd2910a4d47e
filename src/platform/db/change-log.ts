import postgres from 'postgres'
import { insertChanges, type Look, type Seen, selectChanges, type Told } from './change-store.ts'
import { nameConnection } from './migration-files.ts'

/** What was changed, as each process on the database writes it down and all read it. */
export interface ChangeLog extends AsyncDisposable {
  /** Outside of the transactions that write their own. */
  write(told: Told): Promise<void>
  look(since: Seen | undefined): Promise<Look>
  /** To be called when a look does not end. */
  reconnect(): void
}

/** Of more transactions than this at once, all is forgotten. */
const mostNews = 1000

/** On connections of its own: whoever looks must not wait for those who work. */
export function openChangeLog(url: string): ChangeLog {
  const writer = connect(url)
  let reader = connect(url)
  return {
    write: (told) => insertChanges(writer, told),
    look: (since) => selectChanges(reader, since, mostNews),
    reconnect() {
      void reader.end({ timeout: 0 }).catch(() => undefined)
      reader = connect(url)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([writer.end({ timeout: 1 }), reader.end({ timeout: 1 })])
    },
  }
}

function connect(url: string): postgres.Sql<Record<string, never>> {
  return postgres(url, {
    max: 1,
    fetch_types: false,
    idle_timeout: 0,
    connect_timeout: 10,
    onnotice: () => undefined,
    // A row that is lost with its server is made good: when another one answers, everything is forgotten.
    connection: { application_name: nameConnection(), synchronous_commit: 'off' },
    backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
  })
}
