import type { Command } from 'commander'
import type { CopiedTable } from '#platform/db/index.ts'
import { type CliNeeds, Refused } from './admin.ts'
import { parseCount } from './with-admin.ts'

/** `database copy | backup | restore | contract | shard` */
export function addDatabaseCommands(program: Command, needs: CliNeeds): void {
  const database = program
    .command('database')
    .description(
      'Move the database, back it up, restore it, end an upgrade, spread it over several machines.',
    )
  database
    .command('copy')
    .description(
      'Copy everything to an empty PostgreSQL, on any cluster: from the embedded database, or that of DATABASE_URL. All processes of the server must be stopped. Compares rows and contents, and prints how many rows each table has.',
    )
    .requiredOption('--to <url>', 'postgres://user:password@host:5432/cairn')
    .action(async ({ to }: { to: string }) => {
      if (!/^postgres(ql)?:$/.test(URL.parse(to)?.protocol ?? ''))
        throw new Refused('--to must be an address like postgres://user:password@host:5432/cairn.')
      await tell(needs, (onTable) => needs.copyDatabase(to, onTable))
    })
  database
    .command('backup')
    .description(
      'Write the database to one compressed file, as of one moment, while the server runs. The file holds everything that is secret here: password hashes, private keys, direct messages. Media are not in it. Prints how many rows each table has.',
    )
    .argument('<file>', 'a file that is not there yet')
    .action((file: string) => tell(needs, (onTable) => needs.backUpDatabase(file, onTable)))
  database
    .command('restore')
    .description(
      'Read a backup into an empty database: that of DATABASE_URL, or the embedded one of a fresh DATA_DIR. The file is checked before anything is touched, rows and contents are compared before they count. Prints how many rows each table has.',
    )
    .argument('<file>', 'what `database backup` has written')
    .action((file: string) => tell(needs, (onTable) => needs.restoreDatabase(file, onTable)))
  database
    .command('contract')
    .description(
      'Take away from the schema what only older versions of Cairn use. All processes must be of this version; afterwards no older one can work on the database. Prints what was taken away.',
    )
    .action(async () => needs.print(`${JSON.stringify(await needs.contractDatabase(), null, 2)}\n`))
  database
    .command('shard')
    .description(
      'Spread the tables of DATABASE_URL over the nodes of Citus, each account with what it owns on one of them. All processes of the server must be stopped. May be run again: it does what is missing. Prints how many rows each table that was moved has.',
    )
    .option(
      '--shards <count>',
      'parts of each table; they move whole, so several for each node',
      parseCount,
      32,
    )
    .action(({ shards }: { shards: number }) => {
      if (shards > maxShards) throw new Refused(`--shards takes a number up to ${maxShards}.`)
      return tell(needs, (onTable) => needs.shardDatabase(shards, onTable))
    })
}

/** More cost every statement on all shards more than they gain. */
const maxShards = 1024

/** One line for each table as it is done, and all of them as the result. */
async function tell(
  needs: CliNeeds,
  move: (onTable: (table: CopiedTable) => void) => Promise<readonly CopiedTable[]>,
): Promise<void> {
  const tables = await move(({ name, rows }) => needs.complain(`${name}: ${rows}\n`))
  needs.print(
    `${JSON.stringify(Object.fromEntries(tables.map(({ name, rows }) => [name, rows])), null, 2)}\n`,
  )
}
