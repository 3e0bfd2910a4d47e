import type { Command } from 'commander'
import { type CliNeeds, Refused } from './admin.ts'

/** `database copy` */
export function addDatabaseCommands(program: Command, needs: CliNeeds): void {
  const database = program.command('database').description('Move the database.')
  database
    .command('copy')
    .description(
      'Copy everything to an empty PostgreSQL, on any cluster: from the embedded database, or that of DATABASE_URL. All processes of the server must be stopped. Compares rows and contents, and prints how many rows each table has.',
    )
    .requiredOption('--to <url>', 'postgres://user:password@host:5432/cairn')
    .action(async ({ to }: { to: string }) => {
      if (!/^postgres(ql)?:$/.test(URL.parse(to)?.protocol ?? ''))
        throw new Refused('--to must be an address like postgres://user:password@host:5432/cairn.')
      const tables = await needs.copyDatabase(to, ({ name, rows }) => needs.complain(`${name}: ${rows}\n`))
      needs.print(
        `${JSON.stringify(Object.fromEntries(tables.map(({ name, rows }) => [name, rows])), null, 2)}\n`,
      )
    })
}
