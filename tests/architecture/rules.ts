import { domainOrder, packageHomes, sharedBetweenSurfaces } from './map.ts'
import type { SourceFile } from './source-file.ts'

/** A rule takes files and answers one line for each fault: where, what, and what to do. */
export type Rule = (files: readonly SourceFile[]) => string[]

const floors = ['platform', 'domain', 'surfaces', 'roles'] as const
type Floor = (typeof floors)[number]

/** roles → surfaces → domain → platform, never upwards. */
export const neverUpwards: Rule = (files) =>
  eachOwnImport(files, (from, to) => {
    const [lower, upper] = [floorOf(from), floorOf(to)]
    return floors.indexOf(upper) > floors.indexOf(lower)
      ? `${lower} imports ${upper} (${to}). Announce an event, or take what is needed as a parameter.`
      : undefined
  })

/** What a surface shares with another belongs in the domain. */
export const surfacesApart: Rule = (files) =>
  eachOwnImport(files, (from, to) => {
    if (floorOf(from) !== 'surfaces' || floorOf(to) !== 'surfaces') return undefined
    const [surface, other] = [roomOf(from), roomOf(to)]
    if (surface === other) return undefined
    if (sharedBetweenSurfaces.some((share) => share.by === surface && to.startsWith(share.path)))
      return undefined
    return `${surface} imports ${other} (${to}). Move what both need into a domain room.`
  })

/** From outside, a room is its front door. */
export const throughTheFrontDoor: Rule = (files) => {
  const innerDoors = files.map((file) => file.path).filter((path) => isInnerDoor(path))
  return eachOwnImport(files, (from, to) => {
    const room = innerDoors
      .map((door) => door.replace(/index\.ts$/, ''))
      .find((inner) => isBehind(inner, from, to))
    if (room) return `enters ${room} by ${to}. Import ${room}index.ts.`
    const outer = roomOf(to)
    if (outer === undefined || outer === roomOf(from) || to === `${outer}/index.ts`) return undefined
    if (innerDoors.includes(to)) return undefined
    return `enters ${outer} by ${to}. Import ${outer}/index.ts, and export from there what others may use.`
  })
}

/** A domain room calls only rooms that stand before it; what follows from its acts, others read from events. */
export const earlierRoomsOnly: Rule = (files) =>
  eachOwnImport(files, (from, to) => {
    if (floorOf(from) !== 'domain' || floorOf(to) !== 'domain') return undefined
    const [room, other] = [nameOf(from), nameOf(to)]
    if (room === other || domainOrder.indexOf(other) < domainOrder.indexOf(room)) return undefined
    return `${room} imports ${other}, which comes later. Let ${other} react to an event of ${room}.`
  })

/** Every domain room has its place in the order. */
export const roomsAreListed: Rule = (files) => {
  const unknown = files.filter(
    (file) => floorOf(file.path) === 'domain' && !domainOrder.includes(nameOf(file.path)),
  )
  return [...new Set(unknown.map((file) => nameOf(file.path)))].map(
    (room) =>
      `src/domain/${room}:1: is not in the order of rooms. Add it to tests/architecture/map.ts and ARCHITECTURE.md.`,
  )
}

/** A package that speaks a protocol or owns a resource stays where it lives. */
export const packagesStayHome: Rule = (files) =>
  eachPackage(files, (from, name) => {
    const homes = packageHomes[name]
    if (homes === undefined) return `imports ${name}, which has no home. Add it to tests/architecture/map.ts.`
    return homes.some((home) => from.startsWith(home))
      ? undefined
      : `imports ${name}, which lives only in ${homes.join(', ')}. Use what that room exports.`
  })

/** What is installed for development is absent on a server. */
export const noDevelopmentPackages =
  (development: readonly string[]): Rule =>
  (files) =>
    eachPackage(files, (_from, name) =>
      development.includes(name)
        ? `imports ${name}, a devDependency. Use it in tests/ or scripts/ only.`
        : undefined,
    )

const sqlHomes = /-store\.ts$|^src\/platform\/(db|events|jobs|ids)\//

/** Whoever changes a table finds all of its queries in one file. */
export const sqlInStores: Rule = (files) =>
  files
    .filter((file) => !sqlHomes.test(file.path))
    .flatMap((file) =>
      file.sql.map(({ line }) => `${file.path}:${line}: holds SQL. Move it to the room's *-store.ts.`),
    )

/** Only its own room writes a table, and no earlier room reads it (decision 0006). */
export const tablesStayHome =
  (owners: ReadonlyMap<string, string>): Rule =>
  (files) =>
    files.flatMap((file) =>
      file.sql.flatMap(({ text, line }) => {
        const at = `${file.path}:${line}`
        const foreign = (table: string) => owners.has(table) && owners.get(table) !== roomOf(file.path)
        const written = namesAfter(text, /\b(?:insert into|update|delete from|truncate)\s+([a-z_0-9]+)/g)
        const read = namesAfter(text, /\b(?:from|join)\s+([a-z_0-9]+)/g)
        return [
          ...written
            .filter(foreign)
            .map((table) => `${at}: writes ${table} of ${owners.get(table)}. Call that room's command.`),
          ...read
            .filter((table) => foreign(table) && comesLater(owners.get(table) ?? '', file.path))
            .map(
              (table) =>
                `${at}: reads ${table} of ${owners.get(table)}, which comes later. Let that room do it.`,
            ),
        ]
      }),
    )

/** A setting that is read elsewhere is neither checked nor documented. */
export const environmentInSettings: Rule = (files) =>
  files
    .filter((file) => !file.path.startsWith('src/platform/settings/'))
    .flatMap((file) =>
      file.environmentLines.map(
        (line) =>
          `${file.path}:${line}: reads the environment. Add a setting to platform/settings and take it as a need.`,
      ),
    )

/** `relationships/index.ts` exports `defineRelationships`. */
export const roomsDefineThemselves: Rule = (files) => {
  const rooms = new Set(
    files.filter((file) => floorOf(file.path) === 'domain').map((file) => nameOf(file.path)),
  )
  return [...rooms].flatMap((room) => {
    const path = `src/domain/${room}/index.ts`
    const define = `define${room.replaceAll(/(?:^|-)(\w)/g, (_all, letter: string) => letter.toUpperCase())}`
    const door = files.find((file) => file.path === path)
    return door?.exports.includes(define)
      ? []
      : [`${path}:1: exports no ${define}(needs). It is how a room is made.`]
  })
}

/** Facts are found in one file of each room, past tense after their noun, and through the front door. */
export const eventsAreAnnounced: Rule = (files) => {
  const owners = new Map<string, string>()
  return files.flatMap((file) =>
    file.events.flatMap(({ name, type, line }) => {
      const at = `${file.path}:${line}: event ${type}`
      const room = /^src\/domain\/[^/]+\/(?=events\.ts$)/.exec(file.path)?.[0]
      if (room === undefined) return [`${at} is defined outside of a room's events.ts. Move it there.`]
      const front = files.find((other) => other.path === `${room}index.ts`)
      const other = owners.get(type)
      owners.set(type, file.path)
      return [
        ...(front?.exports.includes(name)
          ? []
          : [`${at} is not exported by ${room}index.ts. Nobody could react to it.`]),
        ...(/^[a-z][a-z_]*\.[a-z][a-z_]*$/.test(type) ? [] : [`${at} is not named noun.past_tense.`]),
        ...(other === undefined ? [] : [`${at} is defined in ${other}, too. Give it a name of its own.`]),
      ]
    }),
  )
}

function eachOwnImport(
  files: readonly SourceFile[],
  judge: (from: string, to: string) => string | undefined,
): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter(({ target }) => target.startsWith('src/'))
      .flatMap(({ target, line }) => {
        const fault = judge(file.path, target)
        return fault === undefined ? [] : [`${file.path}:${line}: ${fault}`]
      }),
  )
}

function eachPackage(
  files: readonly SourceFile[],
  judge: (from: string, name: string) => string | undefined,
): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter(({ target }) => !/^(src|tests|client)\/|^node:|\.json$/.test(target))
      .flatMap(({ target, line }) => {
        const fault = judge(file.path, target)
        return fault === undefined ? [] : [`${file.path}:${line}: ${fault}`]
      }),
  )
}

/** `src/main.ts` and `src/cli.ts` only start roles, so they belong to them. */
function floorOf(path: string): Floor {
  return floors.find((floor) => path.startsWith(`src/${floor}/`)) ?? 'roles'
}

/** `src/domain/posts`; roles are no rooms. */
function roomOf(path: string): string | undefined {
  return /^src\/(?:platform|domain|surfaces)\/[^/]+(?=\/)/.exec(path)?.[0]
}

function namesAfter(sql: string, pattern: RegExp): string[] {
  return [...new Set([...sql.matchAll(pattern)].map(([, name]) => name ?? ''))]
}

function comesLater(room: string, than: string): boolean {
  const [floor, other] = [floorOf(`${room}/`), floorOf(than)]
  if (floor !== other) return floors.indexOf(floor) > floors.indexOf(other)
  return floor === 'domain' && domainOrder.indexOf(nameOf(room)) > domainOrder.indexOf(nameOf(than))
}

function nameOf(path: string): string {
  return path.split('/')[2] ?? ''
}

/** A folder within a room that has a front door of its own. */
function isInnerDoor(path: string): boolean {
  return /^src\/(platform|domain|surfaces)\/[^/]+\/.+\/index\.ts$/.test(path)
}

function isBehind(inner: string, from: string, to: string): boolean {
  return to.startsWith(inner) && !from.startsWith(inner) && to !== `${inner}index.ts`
}
