export { type Archive, type ArchiveEntry, ArchiveFault, isZip, openArchive } from './open-archive.ts'
export { type ArchiveFile, writeArchive } from './write-archive.ts'
