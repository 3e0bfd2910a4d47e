export { type Archive, type ArchiveEntry, ArchiveFault, isZip, openArchive } from './open-archive.ts'
