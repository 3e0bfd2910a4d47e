import { Argument, type Command, Option } from 'commander'
import { type FieldProblem, type Role, randomPassword, roles, type User } from '#domain/access/index.ts'
import { type Account, localAddresses } from '#domain/accounts/index.ts'
import { type Admin, type CliNeeds, Refused } from './admin.ts'
import { addMigrationCommands } from './migration-commands.ts'
import { addModeration } from './moderation-commands.ts'
import { findLocalAccount, withAdmin } from './with-admin.ts'

/** `account create | list | delete | reset-password | approve | reject | set-role`, moderation, moving. */
export function addAccountCommands(program: Command, needs: CliNeeds): void {
  const account = program.command('account').description('Create and manage accounts of this server.')
  account
    .command('create')
    .description('Create an account that can sign in at once. Prints it as JSON.')
    .requiredOption('--username <name>', 'letters, digits and underscores')
    .requiredOption('--email <address>', 'to sign in with; never shown')
    .option('--password <text>', 'at least 8 characters; without it one is made and printed')
    .addOption(new Option('--role <role>', 'what the account may do').choices(roles).default('user'))
    .option('--display-name <text>', 'the name that others read')
    .option('--open', 'anybody may follow without approval')
    .action((options: CreateOptions) => withAdmin(needs, (admin) => create(admin, options)))
  account
    .command('list')
    .description('List the accounts that can sign in.')
    .option('--json', 'as a JSON array')
    .action((options: { json?: true }) => withAdmin(needs, (admin) => list(admin, options.json === true)))
  addModeration(account, needs)
  addAct(account, needs, 'delete', 'Delete an account for good. Its name stays taken.', (admin, { id }) =>
    admin.accounts.deleteAccount(id),
  )
  addAct(
    account,
    needs,
    'reset-password',
    'Set a new password and print it. Ends all sessions.',
    resetPassword,
  )
  addAct(account, needs, 'approve', 'Let somebody in who waits for approval.', (admin, found) =>
    review(admin, found, 'approve'),
  )
  addAct(account, needs, 'reject', 'Turn somebody away who waits for approval.', (admin, found) =>
    review(admin, found, 'reject'),
  )
  addMigrationCommands(account, needs)
  addKeyRotation(account, needs)
  account
    .command('set-role')
    .description('Change what an account may do.')
    .argument('<username>')
    .addArgument(new Argument('<role>').choices(roles))
    .action((username: string, role: Role) => withAdmin(needs, (admin) => setRole(admin, username, role)))
}

function addKeyRotation(parent: Command, needs: CliNeeds): void {
  const command = parent
    .command('rotate-key')
    .description('Sign with a new key from now on. What was signed with the old one is good for a week.')
    .argument('[username]')
    .option('--server', "the key of the server's own actor, which signs fetches")
  command.action((username: string | undefined, options: { server?: true }) => {
    if ((username === undefined) !== (options.server === true))
      return command.error('error: name an account, or --server')
    return withAdmin(needs, async (admin) => {
      const name = username ?? new URL(admin.origin).host
      return { key_id: await admin.accounts.rotateKey(await findLocalAccount(admin, name)) }
    })
  })
}

interface CreateOptions {
  readonly username: string
  readonly email: string
  readonly password?: string
  readonly role: Role
  readonly displayName?: string
  readonly open?: true
}

/** A command on one account, named as an argument or by --username. */
function addAct(
  parent: Command,
  needs: CliNeeds,
  name: string,
  description: string,
  act: (admin: Admin, account: Account) => Promise<unknown>,
): void {
  const command = parent
    .command(name)
    .description(description)
    .argument('[username]')
    .option('--username <name>', 'the same as the argument')
  command.action((argument: string | undefined, options: { username?: string }) => {
    const username = argument ?? options.username
    if (username === undefined) return command.error("error: missing required argument 'username'")
    return withAdmin(needs, async (admin) => act(admin, await findLocalAccount(admin, username)))
  })
}

async function create(admin: Admin, options: CreateOptions) {
  const password = options.password ?? randomPassword()
  const result = await admin.access.createUser({
    username: options.username,
    email: options.email,
    password,
    role: options.role,
    displayName: options.displayName,
    locked: options.open !== true,
  })
  if (result.kind === 'refused') throw new Refused(result.problems.map(describeProblem).join('\n'))
  const user = await admin.access.userFor(result.account.id)
  if (!user) throw new Error('A created user is missing.')
  return {
    ...presentAccount(admin, result.account, user),
    ...(options.password === undefined && { password }),
  }
}

async function list(admin: Admin, asJson: boolean): Promise<unknown> {
  const lines: ReturnType<typeof presentAccount>[] = []
  let afterId = '0'
  for (;;) {
    const users = await admin.access.listUsers({ afterId, limit: 500 })
    const accounts = await admin.accounts.findAccounts(users.map((user) => user.accountId))
    for (const user of users) {
      const account = accounts.get(user.accountId)
      if (account && !account.deletedAt) lines.push(presentAccount(admin, account, user))
    }
    const last = users.at(-1)
    if (!last) break
    afterId = last.accountId
  }
  if (asJson) return lines
  return lines.length === 0
    ? 'No accounts yet.'
    : lines
        .map((line) =>
          [line.username, line.role, line.suspended ? 'suspended' : line.state, line.email].join('\t'),
        )
        .join('\n')
}

function presentAccount(admin: Admin, account: Account, user: User) {
  const { uri, url } = localAddresses(admin.origin, account.username)
  return {
    id: account.id,
    username: account.username,
    email: user.email,
    role: user.role,
    state: user.state,
    display_name: account.displayName,
    locked: account.locked,
    suspended: account.suspendedAt !== null,
    sign_up_reason: user.signUpReason,
    created_at: account.createdAt,
    uri,
    url,
  }
}

async function resetPassword(admin: Admin, account: Account): Promise<string> {
  const password = await admin.access.resetPassword(account.id)
  if (password === undefined)
    throw new Refused(`${account.username} cannot sign in: there is no user of that account.`)
  return password
}

async function review(admin: Admin, account: Account, verdict: 'approve' | 'reject'): Promise<void> {
  const outcome = await admin.actions.reviewSignUp('operator', account.id, verdict)
  if (!outcome.ok) throw new Refused(`${account.username} does not wait for approval.`)
}

async function setRole(admin: Admin, username: string, role: Role): Promise<void> {
  const account = await findLocalAccount(admin, username)
  if (!(await admin.access.setRole(account.id, role))) {
    throw new Refused(`${username} cannot sign in: there is no user of that account.`)
  }
}

const problemTexts: Readonly<Record<string, string>> = {
  'username taken': 'The username is taken.',
  'username invalid':
    'The username must have 1 to 30 letters, digits and underscores, and not stand for the server.',
  'email taken': 'There already is an account with this e-mail address.',
  'email invalid': 'The e-mail address is not one.',
  'password too-short': 'The password needs at least 8 characters.',
  'password too-long': 'The password may have at most 256 characters.',
}

function describeProblem({ field, because }: FieldProblem): string {
  return problemTexts[`${field} ${because}`] ?? `The ${field} was refused: ${because}.`
}
