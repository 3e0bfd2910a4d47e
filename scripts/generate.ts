import { writeFile } from 'node:fs/promises'
import { generatedFiles } from './generated-files.ts'

/** Writes every file that is made from the code. A test compares them with what is committed. */
for (const [path, text] of Object.entries(generatedFiles())) {
  await writeFile(new URL(`../${path}`, import.meta.url), text)
  process.stdout.write(`${path}\n`)
}
