import { randomBytes } from 'node:crypto'
import { extensionForType, type StoredType, typeForExtension } from './stored-types.ts'

const keyPattern = /^([0-9a-f]{2})\/([0-9a-f]{2})\/([0-9a-f]{36})\.([a-z0-9]{1,5})$/

/**
 * A fresh name, for example `3f/a1/…36 hex digits….jpg`: 160 random bits, so that knowing one address tells
 * nothing about another (R42), spread over 65,536 folders.
 */
export function newStorageKey(contentType: StoredType): string {
  const name = randomBytes(20).toString('hex')
  return `${name.slice(0, 2)}/${name.slice(2, 4)}/${name.slice(4)}.${extensionForType(contentType)}`
}

/** The type that a key was made for; undefined when the string is no storage key. */
export function typeOfStorageKey(key: string): StoredType | undefined {
  const extension = keyPattern.exec(key)?.[4]
  return extension === undefined ? undefined : typeForExtension(extension)
}

/** A string that `newStorageKey` cannot have made, or a key of another type: a path must never reach the disk. */
export class BadStorageKey extends Error {
  constructor() {
    super('Not a storage key.')
    this.name = 'BadStorageKey'
  }
}
