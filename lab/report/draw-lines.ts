import { curveStepAfter, line } from 'd3-shape'
import type { Mark } from '../lab.ts'
import type { LineChart, Series } from './chart.ts'
import { drawValueAxis, ticksOf, type ValueScale, valueScale } from './draw-axis.ts'
import { colours, escape, frame, plot, short } from './svg.ts'

/** Lines, steps or dots, with the faults of the experiment across them. */
export function drawLines(chart: LineChart, marks: readonly Mark[]): string {
  const points = chart.series.flatMap((series) => series.points)
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const x = valueScale(chart.x.scale, xs, [...plot.x])
  const y = valueScale(chart.y.scale, chart.y.scale === 'log' ? ys : [0, ...ys], [...plot.y])
  const drawn = chart.series.map((series, index) => drawSeries(series, index, { x, y }))
  const body =
    drawValueAxis(y, chart.y.label) +
    drawBottomAxis(x, chart.x.label) +
    drawn.join('') +
    (chart.marks ? drawMarks(x, marks) : '')
  const legend = chart.series.map(({ name }, colour) => ({ name, colour }))
  return frame(chart.title, body, { legend: legend.length > 1 ? legend : [] })
}

function drawBottomAxis(x: ValueScale, label: string): string {
  const floor = plot.y[0]
  const ticks = ticksOf(x, 8).map(
    (tick) =>
      `<text class="small" text-anchor="middle" x="${round(x(tick))}" y="${floor + 15}">${short(tick)}</text>`,
  )
  return `<line class="axis" x1="${plot.x[0]}" x2="${plot.x[1]}" y1="${floor}" y2="${floor}"/>${ticks.join('')}<text class="small" text-anchor="end" x="${plot.x[1]}" y="${floor + 28}">${escape(label)}</text>`
}

function drawSeries(series: Series, index: number, { x, y }: { x: ValueScale; y: ValueScale }): string {
  const colour = index % colours
  if (series.as === 'dots') {
    return series.points
      .map(
        ([px, py]) =>
          `<circle class="c${colour}" cx="${round(x(px))}" cy="${round(y(py))}" r="2.2" opacity="0.55"/>`,
      )
      .join('')
  }
  const shape = line<readonly [number, number]>(
    ([px]) => round(x(px)),
    ([, py]) => round(y(py)),
  )
  if (series.as === 'steps') shape.curve(curveStepAfter)
  return `<path class="line s${colour}" d="${shape([...series.points]) ?? ''}"/>`
}

/** Texts stand below each other where marks are close. */
function drawMarks(x: ValueScale, marks: readonly Mark[]): string {
  const [low = 0, high = 0] = x.domain()
  return marks
    .filter(({ at, kind }) => kind !== 'note' && at / 1000 >= low && at / 1000 <= high)
    .map(({ at, kind, text }, index) => {
      const px = round(x(at / 1000))
      const isRight = px > (plot.x[0] + plot.x[1]) / 2
      const py = plot.y[1] + 12 + (index % 4) * 14
      return `<line class="${kind}" x1="${px}" x2="${px}" y1="${plot.y[1]}" y2="${plot.y[0]}"/><text class="small t-${kind}" text-anchor="${isRight ? 'end' : 'start'}" x="${px + (isRight ? -5 : 5)}" y="${py}">${escape(text)}</text>`
    })
    .join('')
}

const round = (value: number) => Math.round(value * 10) / 10
