import type { Command } from 'commander'
import { type CliNeeds, Refused } from './admin.ts'
import { withAdmin } from './with-admin.ts'

/** `media move-to-s3` */
export function addMediaCommands(program: Command, needs: CliNeeds): void {
  const media = program.command('media').description('Look after uploaded pictures, films and sounds.')
  media
    .command('move-to-s3')
    .description(
      'Copy every upload of DATA_DIR/media to the bucket of S3_BUCKET. May be ended and begun again; the server may run.',
    )
    .action(() =>
      withAdmin(needs, async (admin) => {
        let told = 0
        const moved = await admin.moveMedia((done, total) => {
          const percent = Math.floor((done / total) * 100)
          if (percent < told + 10) return
          told = percent
          needs.complain(`${done} of ${total} (${percent} %)\n`)
        })
        if (!moved) throw new Refused('Set S3_ENDPOINT and what belongs to it first.')
        return moved
      }),
    )
}
