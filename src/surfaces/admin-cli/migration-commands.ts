import type { Command } from 'commander'
import type { Account } from '#domain/accounts/index.ts'
import { type Admin, type CliNeeds, Refused } from './admin.ts'
import { findLocalAccount, withAdmin } from './with-admin.ts'

/** `account alias add | remove | list`, `account migrate` */
export function addMigrationCommands(account: Command, needs: CliNeeds): void {
  const alias = account
    .command('alias')
    .description('Accounts elsewhere that may move to one of this server.')
  const act = (
    parent: Command,
    line: string,
    description: string,
    run: (admin: Admin, found: Account, other: string) => Promise<unknown>,
  ) =>
    parent
      .command(line)
      .description(description)
      .action((username: string, other: string) =>
        withAdmin(needs, async (admin) => run(admin, await findLocalAccount(admin, username), other)),
      )
  act(
    alias,
    'add <username> <handle>',
    'Name an account elsewhere as the same person.',
    async (admin, { id }, to) => finish(await admin.migration.addAlias(id, to)),
  )
  act(alias, 'remove <username> <uri>', 'Take an alias back, by its address.', (admin, { id }, uri) =>
    admin.migration.removeAlias(id, uri),
  )
  act(
    alias,
    'list <username>',
    'List the addresses of an account’s aliases.',
    async (_admin, found) => found.alsoKnownAs.join('\n') || 'No aliases.',
  )
  act(
    account,
    'migrate <username> <handle>',
    'Move an account to another server. That account must name this one as an alias first.',
    async (admin, { id }, to) => finish(await admin.migration.moveTo(id, to)),
  )
}

const refusals = {
  not_found: 'There is no such account.',
  self: 'That is the same account.',
  not_an_alias: 'The other account does not name this one as an alias.',
  too_many: 'There are too many aliases.',
  unreachable: 'The other server does not answer.',
}

function finish(outcome: Awaited<ReturnType<Admin['migration']['moveTo']>>): string {
  if (outcome.kind === 'refused') throw new Refused(refusals[outcome.because])
  return outcome.account.uri ?? outcome.account.username
}
