import { basename, extname } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { placeSlug } from '#domain/places/index.ts'
import { type Admin, type CliNeeds, Refused } from './admin.ts'
import { type ImportProgress, importFile } from './import-file.ts'
import { addPlaceLifeCommands } from './place-life-commands.ts'
import { type CsvField, csvFields } from './venue-files/csv.ts'
import { type Format, formats, listVenueFiles, openVenueFile } from './venue-files/open-venue-file.ts'
import { withAdmin } from './with-admin.ts'

/** `places import | imports` */
export function addPlaceCommands(program: Command, needs: CliNeeds): void {
  const places = program.command('places').description('Bring in venues of open data, and look after places.')
  places
    .command('import')
    .description(
      'Read venues from a file or a folder of files. After an interruption the same command goes on where it was;\n' +
        'a file that was read to its end is left alone. What is known already is brought up to date, not doubled;\n' +
        'a venue that another source told of is joined with it. Prints what became of the rows as JSON.',
    )
    .argument('<path>', 'a file or folder')
    .addOption(new Option('--source <format>', 'what it is; guessed without it').choices(formats))
    .addOption(
      new Option(
        '--name <word>',
        'how lists of your own (csv, geojson) are called, so that their ids stay apart',
      ),
    )
    .addOption(new Option('--licence <address>', 'of lists of your own, e.g. https://creativecommons.org/…'))
    .addOption(new Option('--attribution <text>', 'whose data lists of your own are'))
    .addOption(
      new Option(
        '--map <field=column>',
        `columns of a list that are called otherwise: ${csvFields.join(', ')}`,
      )
        .argParser(collectMapping)
        .default(new Map()),
    )
    .addOption(new Option('--again', 'read files again that were read to their end'))
    .action((path: string, options: ImportOptions) =>
      withAdmin(needs, (admin) => importPath(admin, needs, { path, options })),
    )
  addPlaceLifeCommands(places, needs)
  places
    .command('imports')
    .description('List the files that were or are being read, the latest first, as JSON.')
    .action(() => withAdmin(needs, async (admin) => (await admin.places.imports.list(200)).map(present)))
}

interface ImportOptions {
  readonly source?: Format
  readonly name?: string
  readonly licence?: string
  readonly attribution?: string
  readonly map: ReadonlyMap<CsvField, string>
  readonly again?: true
}

function collectMapping(text: string, before: ReadonlyMap<CsvField, string>): ReadonlyMap<CsvField, string> {
  const [name, column] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]
  const field = csvFields.find((one) => one === name)
  if (!field || column === '') {
    throw new InvalidArgumentError(`It must be field=column, with a field of ${csvFields.join(', ')}.`)
  }
  return new Map([...before, [field, column]])
}

/** Under which names the venues of each format are kept. Lists of one's own are each a source of their own. */
const sources: Readonly<Record<Exclude<Format, 'csv' | 'geojson'>, string>> = {
  fsq: 'foursquare',
  overture: 'overture',
  osm: 'osm',
  geonames: 'geonames',
}

async function importPath(
  admin: Admin,
  needs: CliNeeds,
  { path, options }: { path: string; options: ImportOptions },
): Promise<unknown> {
  if (options.licence !== undefined && !/^https?:\/\//.test(options.licence)) {
    throw new Refused('The licence must be an address that begins with https://.')
  }
  const tell = createTeller(needs)
  const files = await orRefuse(() => listVenueFiles(path))
  const outcomes: unknown[] = []
  for (const name of files) {
    const outcome = await orRefuse(async () => {
      const file = await openVenueFile(name, { format: options.source, mapping: options.map })
      return importFile(file, {
        imports: admin.places.imports,
        source: sourceOf(file.format, options.name ?? basename(path, extname(path))),
        licence: options.licence ?? null,
        attribution: options.attribution ?? null,
        again: options.again === true,
        onProgress: tell,
      })
    })
    outcomes.push(presentOutcome(outcome))
  }
  return outcomes
}

function sourceOf(format: Format, given: string): string {
  if (format !== 'csv' && format !== 'geojson') return sources[format]
  const word = placeSlug(given)
  if (word === '') throw new Error('The list needs a name of letters or digits: --name.')
  return `list:${word}`
}

/** What is wrong with a file is an answer, not a fault of ours; faults of the database stay what they are. */
async function orRefuse<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Error && error.name === 'Error') throw new Refused(error.message)
    throw error
  }
}

const tellEveryMs = 2000

/** One line on standard error every two seconds. */
function createTeller(needs: CliNeeds): (progress: ImportProgress) => void {
  let toldAt = 0
  return ({ file, rows, rowsASecond, share, secondsLeft }) => {
    if (performance.now() - toldAt < tellEveryMs && share < 1) return
    toldAt = performance.now()
    const left = secondsLeft === undefined ? '' : `, ${formatSeconds(secondsLeft)} left`
    needs.complain(
      `${file}: ${rows.toLocaleString('en')} rows, ${rowsASecond.toLocaleString('en')}/s, ${Math.round(share * 100)} %${left}\n`,
    )
  }
}

function formatSeconds(seconds: number): string {
  if (seconds < 90) return `${seconds} s`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

function presentOutcome(outcome: Awaited<ReturnType<typeof importFile>>) {
  const { file, source, rows, resumedAt, wasDone, counts, faults } = outcome
  return {
    file,
    source,
    rows,
    ...(resumedAt > 0 && !wasDone && { resumed_at: resumedAt }),
    ...(wasDone && { already_imported: true }),
    ...counts,
    faults,
  }
}

type State = Awaited<ReturnType<Admin['places']['imports']['list']>>[number]

function present(state: State) {
  const { source, file, bytes, read, added, updated, joined, unchanged, closed, skipped, faulty } = state
  return {
    file,
    source,
    bytes,
    rows: read,
    added,
    updated,
    joined,
    unchanged,
    closed,
    skipped,
    faulty,
    started_at: state.startedAt,
    updated_at: state.updatedAt,
    finished_at: state.finishedAt,
  }
}
