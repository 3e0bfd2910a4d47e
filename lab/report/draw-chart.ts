import { scaleBand, scaleLinear } from 'd3-scale'
import type { Mark } from '../lab.ts'
import type { BarChart, Chart, PathChart } from './chart.ts'
import { drawValueAxis, valueScale } from './draw-axis.ts'
import { drawLines } from './draw-lines.ts'
import { colours, escape, frame, plot, short, size } from './svg.ts'

/** One chart as an SVG that needs nothing else. @param marks of the experiment, for charts over its time */
export function drawChart(chart: Chart, marks: readonly Mark[] = []): string {
  switch (chart.kind) {
    case 'lines':
      return drawLines(chart, marks)
    case 'bars':
      return drawBars(chart)
    case 'path':
      return drawPath(chart)
  }
}

function drawBars({ title, unit, scale, members, groups }: BarChart): string {
  const values = groups.flatMap((group) => group.values.filter((value) => value !== undefined))
  const y = valueScale(scale, scale === 'log' ? values : [0, ...values], [...plot.y])
  const across = scaleBand(
    groups.map((group) => group.name),
    [...plot.x],
  ).padding(0.25)
  const within = scaleBand(members, [0, across.bandwidth()]).padding(0.1)
  const floor = plot.y[0]
  const bars = groups.map((group) => {
    const left = across(group.name) ?? 0
    const name = `<text class="small" text-anchor="middle" x="${left + across.bandwidth() / 2}" y="${floor + 16}">${escape(group.name)}</text>`
    const drawn = group.values.map((value, index) => {
      if (value === undefined) return ''
      const x = left + (within(members[index] ?? '') ?? 0)
      const top = Math.min(floor, y(value))
      const middle = x + within.bandwidth() / 2
      return `<rect class="c${index % colours}" x="${round(x)}" y="${round(top)}" width="${round(within.bandwidth())}" height="${round(Math.max(1, floor - top))}" rx="3"/><text class="small" text-anchor="middle" x="${round(middle)}" y="${round(top - 5)}">${short(value)}</text>`
    })
    return drawn.join('') + name
  })
  const legend = members.length > 1 ? members.map((name, colour) => ({ name, colour })) : []
  return frame(title, drawValueAxis(y, unit) + bars.join(''), { legend })
}

const laneHeight = 30

function drawPath({ title, lanes, spans }: PathChart): string {
  const end = Math.max(1, ...spans.map((span) => span.to))
  const left = 130
  const x = scaleLinear([0, end], [left, size.width - 120])
  const height = size.top + lanes.length * laneHeight + size.bottom
  const floor = size.top + lanes.length * laneHeight
  const rows = lanes.map((lane, index) => {
    const top = size.top + index * laneHeight
    const bars = spans
      .filter((span) => span.lane === lane)
      .map(
        (span) =>
          `<rect class="c${index % colours}" x="${round(x(span.from))}" y="${top + 6}" width="${round(Math.max(3, x(span.to) - x(span.from)))}" height="16" rx="4"/><text class="small" x="${round(x(span.to) + 7)}" y="${top + 18}">${escape(span.text)}</text>`,
      )
    return `<line class="grid" x1="${left}" x2="${size.width - size.right}" y1="${top + laneHeight}" y2="${top + laneHeight}"/><text class="small strong" x="16" y="${top + 18}">${escape(lane)}</text>${bars.join('')}`
  })
  const ticks = x
    .ticks(6)
    .map(
      (tick) =>
        `<text class="small" text-anchor="middle" x="${round(x(tick))}" y="${floor + 16}">${short(tick)}</text>`,
    )
  const label = `<text class="small" text-anchor="end" x="${size.width - size.right}" y="${floor + 16}">ms</text>`
  return frame(title, rows.join('') + ticks.join('') + label, { height })
}

const round = (value: number) => Math.round(value * 10) / 10
