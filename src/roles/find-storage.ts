import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '#platform/settings/index.ts'
import {
  fallBack,
  openS3Storage,
  openStorage,
  type S3Settings,
  type Storage,
} from '#platform/storage/index.ts'

/** Where uploads are: a bucket where one is set, otherwise a folder. What is still in the folder is read from there. */
export function findStorage(settings: Settings): Storage {
  const s3 = findS3(settings)
  const dir = mediaFolder(settings)
  if (!s3) return openStorage({ dir })
  return existsSync(dir) ? fallBack(s3, openStorage({ dir })) : s3
}

/** @throws Error when it is set half only */
export function findS3(settings: Settings): Storage | undefined {
  const { s3Endpoint: endpoint, s3Bucket: bucket, s3AccessKeyId, s3SecretAccessKey } = settings
  if (!endpoint) return undefined
  if (!bucket || !s3AccessKeyId || !s3SecretAccessKey)
    throw new Error('S3_ENDPOINT needs S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY beside it.')
  const s3: S3Settings = {
    endpoint,
    bucket,
    region: settings.s3Region,
    accessKeyId: s3AccessKeyId,
    secretAccessKey: s3SecretAccessKey,
    addressing: settings.s3Addressing,
  }
  return openS3Storage({ ...s3, workDir: join(settings.dataDir, 'uploads') })
}

export function mediaFolder(settings: Settings): string {
  return join(settings.dataDir, 'media')
}
