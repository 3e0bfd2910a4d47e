import type { Command } from 'commander'
import type { ModerationAction } from '#domain/moderation/index.ts'
import { type CliNeeds, Refused } from './admin.ts'
import { findAccount, withAdmin } from './with-admin.ts'

/** `account suspend | unsuspend | limit | unlimit | sensitive | unsensitive | disable | enable | warn` */
export function addModeration(account: Command, needs: CliNeeds): void {
  addAction(
    account,
    needs,
    { name: 'suspend', action: 'suspend', lift: 'unsuspend' },
    'it can neither act nor be seen',
  )
  addAction(
    account,
    needs,
    { name: 'limit', action: 'limit', lift: 'unlimit' },
    'strangers are not shown what it says',
  )
  addAction(
    account,
    needs,
    { name: 'sensitive', action: 'sensitive', lift: 'unsensitive' },
    'all its media count as sensitive',
  )
  addAction(
    account,
    needs,
    { name: 'disable', action: 'disable', lift: 'enable' },
    'nobody can sign in to it',
  )
  addAction(
    account,
    needs,
    { name: 'warn', action: 'none' },
    'its person is told something, and nothing else',
  )
}

interface Names {
  readonly name: string
  readonly action: ModerationAction
  readonly lift?: string
}

function addAction(parent: Command, needs: CliNeeds, { name, action, lift }: Names, what: string): void {
  addNamed(parent, name, `Act on an account: ${what}.`)
    .option('--text <text>', 'why, for the person')
    .action((given: string | undefined, options: { username?: string; text?: string }, command: Command) => {
      const handle = given ?? options.username ?? missing(command)
      return withAdmin(needs, async (admin) => {
        const target = await findAccount(admin, handle)
        const request = { targetId: target.id, action, text: options.text }
        const outcome = await admin.actions.takeAction('operator', request)
        if (!outcome.ok) throw new Refused(`This cannot be done to ${handle}: ${outcome.because}.`)
      })
    })
  if (lift === undefined || action === 'none') return
  addNamed(parent, lift, `Take it back: no longer, ${what}.`).action(
    (given: string | undefined, options: { username?: string }, command: Command) => {
      const handle = given ?? options.username ?? missing(command)
      return withAdmin(needs, async (admin) => {
        const target = await findAccount(admin, handle)
        const outcome = await admin.actions.liftAction('operator', target.id, action)
        if (!outcome.ok) throw new Refused(`This cannot be done to ${handle}: ${outcome.because}.`)
      })
    },
  )
}

function addNamed(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .argument('[account]', 'alice, or alice@example.org')
    .option('--username <name>', 'the same as the argument')
}

function missing(command: Command): never {
  return command.error("error: missing required argument 'account'")
}
