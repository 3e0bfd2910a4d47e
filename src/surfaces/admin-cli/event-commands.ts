import { type Command, InvalidArgumentError } from 'commander'
import { parseId } from '#platform/ids/index.ts'
import { type CliNeeds, type DeadLetter, Refused } from './admin.ts'
import { withAdmin } from './with-admin.ts'

/** `events dead-letters | replay | drop` */
export function addEventCommands(program: Command, needs: CliNeeds): void {
  const events = program.command('events').description('Look after events and jobs that were given up.')
  events
    .command('dead-letters')
    .description('List them, newest first.')
    .option('--json', 'as a JSON array, with their data')
    .action(({ json }: { json?: true }) =>
      withAdmin(needs, async (admin) => {
        const letters = await admin.deadLetters.list()
        if (json) return letters.map(presentLetter)
        return letters.length === 0 ? 'No dead letters.' : letters.map(describeLetter).join('\n')
      }),
    )
  events
    .command('replay')
    .description('Hand one over again, after what stopped it is mended.')
    .argument('<id>', 'as listed', readId)
    .action((id: string) =>
      withAdmin(needs, async (admin) => {
        if ((await admin.deadLetters.replay(id)) === 0) throw new Refused(`There is no dead letter ${id}.`)
      }),
    )
  events
    .command('drop')
    .description('Drop one for good: what it was to cause will not happen.')
    .argument('<id>', 'as listed', readId)
    .action((id: string) =>
      withAdmin(needs, async (admin) => {
        if ((await admin.deadLetters.drop(id)) === 0) throw new Refused(`There is no dead letter ${id}.`)
      }),
    )
}

function readId(text: string): string {
  const id = parseId(text)
  if (id === undefined)
    throw new InvalidArgumentError('It must be an id as "events dead-letters" lists them.')
  return id
}

function describeLetter(letter: DeadLetter): string {
  return [
    letter.id,
    letter.kind,
    letter.name,
    letter.handler,
    `${letter.attempts} attempts`,
    letter.diedAt.toISOString(),
    (letter.error ?? '').replace(/\s+/g, ' '),
  ].join('\t')
}

function presentLetter(letter: DeadLetter) {
  return {
    id: letter.id,
    kind: letter.kind,
    name: letter.name,
    handler: letter.handler,
    data: letter.data,
    attempts: letter.attempts,
    error: letter.error,
    died_at: letter.diedAt,
  }
}
