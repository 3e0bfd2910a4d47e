import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawChart } from './draw-chart.ts'
import { drawPage } from './draw-page.ts'
import type { Report } from './report.ts'

/**
 * Writes `<name>.json`, `<name>.html` and each chart as `<name>-<n>.svg`; an earlier run of the same name is replaced.
 * @returns where the page is
 */
export async function writeReport(folder: string, report: Report): Promise<string> {
  await mkdir(folder, { recursive: true })
  const base = join(folder, report.experiment.name)
  const charts = report.findings.charts.map((chart) => drawChart(chart, report.marks))
  await writeFile(`${base}.json`, `${JSON.stringify(report, undefined, 2)}\n`)
  await writeFile(`${base}.html`, drawPage(report, charts))
  for (const [index, chart] of charts.entries()) await writeFile(`${base}-${index + 1}.svg`, chart)
  return `${base}.html`
}
