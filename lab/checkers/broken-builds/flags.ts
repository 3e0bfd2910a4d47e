import type { DefectName } from './defects.ts'

/** Flags of Node with which `src/main.ts` runs as a broken build. */
export function flagsOfBrokenBuild(defect: DefectName): string[] {
  const hook = new URL('break-build.ts', import.meta.url)
  hook.searchParams.set('defect', defect)
  return ['--import', hook.href]
}
