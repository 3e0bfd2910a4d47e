import { type Command, InvalidArgumentError } from 'commander'
import { parseScopes } from '#domain/access/index.ts'
import { type CliNeeds, Refused } from './admin.ts'
import { findLocalAccount, withAdmin } from './with-admin.ts'

/** `token create` */
export function addTokenCommands(program: Command, needs: CliNeeds): void {
  const token = program.command('token').description('Make access tokens for the API.')
  token
    .command('create')
    .description('Make a token that does not expire, and print only it. It can do all that its scopes allow.')
    .requiredOption('--username <name>', 'in whose name')
    .option('--scopes <list>', 'separated by spaces', readScopes, ['read'])
    .action(({ username, scopes }: { username: string; scopes: readonly string[] }) =>
      withAdmin(needs, async (admin) => {
        const account = await findLocalAccount(admin, username)
        const user = await admin.access.userFor(account.id)
        if (user?.state !== 'active' || account.suspendedAt) {
          throw new Refused(`${username} may not act at present, so a token would not work.`)
        }
        return admin.access.createTokenFor(account.id, scopes)
      }),
    )
}

function readScopes(text: string): readonly string[] {
  const scopes = parseScopes(text)
  if (!scopes)
    throw new InvalidArgumentError('A scope is unknown. Examples: read, write, follow, push, read:statuses.')
  return scopes
}
