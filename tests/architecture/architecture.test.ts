import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { listDomainOrder, listTableOwners, listUnnamedRooms, readmeFaults } from './document-rules.ts'
import { domainOrder, packageHomes } from './map.ts'
import * as rules from './rules.ts'
import { projectRoot, readSourceFiles } from './source-file.ts'

const files = await readSourceFiles()
const architecture = await readFile(join(projectRoot, 'ARCHITECTURE.md'), 'utf8')
const { dependencies, devDependencies } = JSON.parse(
  await readFile(join(projectRoot, 'package.json'), 'utf8'),
) as Record<'dependencies' | 'devDependencies', Record<string, string>>

/** One line for each fault: the assertion shows them whole. */
function lines(faults: readonly string[]): string {
  return faults.join('\n')
}

it('reads the whole of src', () => {
  expect(files.length).toBeGreaterThan(100)
})

it('imports never go upwards: roles, surfaces, domain, platform', () => {
  expect(lines(rules.neverUpwards(files))).toBe('')
})

it('no surface imports another', () => {
  expect(lines(rules.surfacesApart(files))).toBe('')
})

it('a room is entered through its index.ts only', () => {
  expect(lines(rules.throughTheFrontDoor(files))).toBe('')
})

it('a domain room imports only rooms that stand before it', () => {
  expect(lines([...rules.roomsAreListed(files), ...rules.earlierRoomsOnly(files)])).toBe('')
})

it('every package stays in its home', () => {
  expect(lines(rules.packagesStayHome(files))).toBe('')
})

it('the server imports no development dependency', () => {
  expect(lines(rules.noDevelopmentPackages(Object.keys(devDependencies))(files))).toBe('')
})

it('only installed packages have a home', () => {
  expect(Object.keys(packageHomes).filter((name) => !(name in dependencies))).toEqual([])
})

it('SQL stands only in stores and in the database machinery', () => {
  expect(lines(rules.sqlInStores(files))).toBe('')
})

it('a table is written by its own room only, and read by no earlier one', async () => {
  const owners = new Map(await listTableOwners(listRooms()))
  expect(lines(rules.tablesStayHome(owners)(files))).toBe('')
})

it('every table has one owner, named in the README of its room', async () => {
  const owned = (await listTableOwners(listRooms())).map(([table]) => table)
  const schema = await readFile(join(projectRoot, 'schema.sql'), 'utf8')
  const tables = [...schema.matchAll(/^create table (\w+)/gm)].map(([, name]) => name ?? '')
  expect(owned.filter((name) => name !== 'schema_migrations').sort()).toEqual(tables.sort())
})

it('only platform/settings reads the environment', () => {
  expect(lines(rules.environmentInSettings(files))).toBe('')
})

it('every domain room is made by its defineX(needs)', () => {
  expect(lines(rules.roomsDefineThemselves(files))).toBe('')
})

it('every event is defined once, in events.ts, and exported by its room', () => {
  expect(lines(rules.eventsAreAnnounced(files))).toBe('')
})

it('every room has a README of at most 15 lines', async () => {
  expect(lines(await readmeFaults(listRooms()))).toBe('')
})

it('ARCHITECTURE.md names every room', async () => {
  expect(lines(listUnnamedRooms(architecture, listRooms()))).toBe('')
})

it('ARCHITECTURE.md lists the domain in the order that the imports keep', () => {
  expect(listDomainOrder(architecture)).toEqual(domainOrder)
})

/** Folders directly below a floor that hold code. */
function listRooms(): string[] {
  const rooms = files.map(
    (file) => /^src\/(?:platform|domain|surfaces)\/[^/]+(?=\/)/.exec(file.path)?.[0] ?? [],
  )
  return [...new Set(rooms.flat())].sort()
}
