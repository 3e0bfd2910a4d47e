import type { Command } from 'commander'
import { type CliNeeds, Refused } from './admin.ts'
import { withAdmin } from './with-admin.ts'

/** `announcement create|list|delete` */
export function addAnnouncementCommands(program: Command, needs: CliNeeds): void {
  const announcement = program.command('announcement').description('Tell everybody who is signed in.')
  announcement
    .command('create')
    .description('Announce a text. Prints its id as JSON.')
    .argument('<text>', 'what to say; links, tags and mentions are recognised')
    .option('--starts <time>', 'when what it speaks of begins, e.g. 2026-12-01T18:00:00Z', parseTime)
    .option('--ends <time>', 'when it ends: then it is shown no more', parseTime)
    .option('--all-day', 'the times are days')
    .action((text: string, options: { starts?: Date; ends?: Date; allDay?: boolean }) =>
      withAdmin(needs, async (admin) => ({
        id: await admin.announcements.announce({
          text,
          startsAt: options.starts ?? null,
          endsAt: options.ends ?? null,
          allDay: options.allDay ?? false,
        }),
      })),
    )
  announcement
    .command('list')
    .description('List the announcements, the newest first.')
    .action(() => withAdmin(needs, (admin) => admin.announcements.listAll()))
  announcement
    .command('delete')
    .description('Withdraw an announcement.')
    .argument('<id>')
    .action((id: string) =>
      withAdmin(needs, async (admin) => {
        if (!/^\d{1,19}$/.test(id) || !(await admin.announcements.withdraw(id)))
          throw new Refused(`There is no announcement ${id}.`)
        return { deleted: id }
      }),
    )
}

function parseTime(text: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new Refused(`${text} is not a time like 2026-12-01T18:00:00Z.`)
  return time
}
