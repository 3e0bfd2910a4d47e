import type { Command } from 'commander'
import type { CliNeeds } from './admin.ts'
import { parseCount, withAdmin } from './with-admin.ts'

const dayMs = 86_400_000

/** `invite create` */
export function addInviteCommands(program: Command, needs: CliNeeds): void {
  const invite = program.command('invite').description('Let people in by invitation.')
  invite
    .command('create')
    .description('Make an invite. Prints its code and address as JSON.')
    .option('--uses <number>', 'how many people may use it; without it any number', parseCount)
    .option('--expires-days <number>', 'for how many days; without it for ever', parseCount)
    .action((options: { uses?: number; expiresDays?: number }) =>
      withAdmin(needs, async (admin) => {
        const expiresAt = options.expiresDays ? new Date(Date.now() + options.expiresDays * dayMs) : undefined
        const code = await admin.access.createInvite({ maxUses: options.uses, expiresAt })
        return {
          code,
          url: `${admin.origin}/auth/sign-up?invite=${code}`,
          max_uses: options.uses ?? null,
          expires_at: expiresAt ?? null,
        }
      }),
    )
}
