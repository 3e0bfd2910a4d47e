import type { Command } from 'commander'
import type { CliNeeds } from './admin.ts'
import { parseCount, withAdmin } from './with-admin.ts'

/** `audit list` */
export function addAuditCommands(program: Command, needs: CliNeeds): void {
  const audit = program.command('audit').description('See what those who run this server did.')
  audit
    .command('list')
    .description('List actions as JSON, the latest first. staffId is null for what was done by command.')
    .option('--target <name>', 'only about this, e.g. domain:evil.example or account:12')
    .option('--limit <number>', 'how many; 100 by default', parseCount)
    .action((options: { target?: string; limit?: number }) =>
      withAdmin(needs, (admin) =>
        admin.audit.listEntries({ limit: Math.min(options.limit ?? 100, 1000) }, options.target),
      ),
    )
}
