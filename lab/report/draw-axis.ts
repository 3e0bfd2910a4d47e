import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale'
import { escape, plot, short } from './svg.ts'

export type ValueScale = ScaleContinuousNumeric<number, number>

/** A scale that holds all values, with round ends. A logarithmic one leaves out what is not positive. */
export function valueScale(
  kind: 'linear' | 'log' = 'linear',
  values: readonly number[] = [],
  range: readonly number[] = [0, 1],
): ValueScale {
  const fit = kind === 'log' ? values.filter((value) => value > 0) : values
  const low = fit.reduce((least, value) => Math.min(least, value), fit[0] ?? 1)
  const high = fit.reduce((most, value) => Math.max(most, value), fit[0] ?? 1)
  if (kind === 'log')
    return scaleLog([low, high > low ? high : low * 10], range)
      .nice()
      .clamp(true)
  return scaleLinear([low, high > low ? high : low + 1], range).nice()
}

export function ticksOf(scale: ValueScale, count: number): number[] {
  const ticks = scale.ticks(count)
  // A logarithmic scale gives every digit of each power; those that start with 1 suffice.
  const whole = ticks.filter((tick) => Number.isInteger(Math.round(Math.log10(tick) * 1e9) / 1e9))
  return ticks.length > count * 2 && whole.length > 1 ? whole : ticks
}

/** Lines across the plot, numbers at its left, the unit above them. */
export function drawValueAxis(y: ValueScale, label: string): string {
  const lines = ticksOf(y, 5).map(
    (tick) =>
      `<line class="grid" x1="${plot.x[0]}" x2="${plot.x[1]}" y1="${y(tick)}" y2="${y(tick)}"/><text class="small" text-anchor="end" x="${plot.x[0] - 7}" y="${y(tick) + 4}">${short(tick)}</text>`,
  )
  return `${lines.join('')}<text class="small" x="16" y="${plot.y[1] - 12}">${escape(label)}</text>`
}
