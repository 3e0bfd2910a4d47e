import type { Report } from './report.ts'
import { short } from './svg.ts'

/** The verdict, for a terminal. */
export function printReport({ held, findings }: Report, print: (line: string) => void): void {
  print(`\n${held ? 'It held.' : 'It did not hold.'}`)
  for (const claim of findings.claims) print(`  ${claim.held ? '✓' : '✕'} ${claim.text} (${claim.seen})`)
  for (const { name, value, unit } of findings.figures) print(`  ${name.padEnd(48)} ${short(value)} ${unit}`)
  print(findings.lesson)
}
